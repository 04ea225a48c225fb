"""Numbering: no gap, no repetition, and one result however a sequence of events is cut into batches."""

from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.store.chain import GENESIS
from services.store.errors import WrongExpectedVersion
from services.store.numbering import Numbered, Tail, number
from services.store.rows import Row, Stream

EMPTY = Tail(position=0, head=GENESIS)


def row(identity: int, subject: str = "9f2c", event_type: str = "article.found") -> Row:
    return Row(
        id=str(UUID(int=identity)),
        type=event_type,
        version=1,
        source="/wirewatch/ingest",
        subject=subject,
        time=datetime(2025, 11, 22, tzinfo=UTC),
        data=b"{}",
    )


rows = st.lists(st.builds(row, st.integers(0, 20), st.sampled_from("abc"), st.sampled_from(["article.found", "x.y"])))


def append_all(batches: list[list[Row]]) -> list[Numbered]:
    """What a log holds after these batches."""
    tail, known, versions = EMPTY, set[str](), dict[Stream, int]()
    held: list[Numbered] = []
    for batch in batches:
        new = number(batch, tail, known, versions, {})
        held += new
        known |= {each.row.id for each in new}
        versions |= {each.row.stream: each.stream_version for each in new}
        tail = Tail(position=new[-1].position, head=new[-1].hash) if new else tail
    return held


@given(rows)
def test_positions_have_no_gap_and_each_id_has_one(batch: list[Row]) -> None:
    new = append_all([batch])
    assert [each.position for each in new] == list(range(1, len({each.id for each in batch}) + 1))
    assert len({each.row.id for each in new}) == len(new)


@given(rows)
def test_the_first_of_the_same_id_is_taken_in_batch_order(batch: list[Row]) -> None:
    new = append_all([batch])
    assert [each.number for each in new] == sorted(each.number for each in new)
    for each in new:
        assert batch.index(next(row for row in batch if row.id == each.row.id)) == each.number


@given(rows, st.lists(st.integers(0, 30)))
def test_batches_do_not_matter(events: list[Row], cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), len(events)]
    batches = [events[start:end] for start, end in pairwise(edges)]
    cut = [(each.row, each.position, each.stream_version, each.hash) for each in append_all(batches)]
    whole = [(each.row, each.position, each.stream_version, each.hash) for each in append_all([events])]
    assert cut == whole


@given(rows)
def test_versions_of_each_stream_have_no_gap(batch: list[Row]) -> None:
    seen: dict[Stream, int] = {}
    for each in append_all([batch]):
        assert each.stream_version == seen.get(each.row.stream, 0) + 1
        seen[each.row.stream] = each.stream_version


def test_an_expected_version_that_is_not_so_is_a_clear_error() -> None:
    with pytest.raises(WrongExpectedVersion, match=r"^wrong expected version 3 for article 9f2c \(is 5\)$"):
        number([row(1)], EMPTY, set(), {("article", "9f2c"): 5}, {("article", "9f2c"): 3})


def test_an_expected_version_is_that_before_the_batch() -> None:
    new = number([row(1), row(2)], EMPTY, set(), {("article", "9f2c"): 5}, {("article", "9f2c"): 5})
    assert [each.stream_version for each in new] == [6, 7]


def test_a_repeated_append_is_not_held_to_the_version_of_its_first_time() -> None:
    again = number([row(1)], EMPTY, {row(1).id}, {("article", "9f2c"): 1}, {("article", "9f2c"): 0})
    assert again == ()
