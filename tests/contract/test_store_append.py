"""What the worker may expect of an append, from the one in memory that its unit tests use as from the real one."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

import msgspec
import pytest

from schemas import ids
from services.runtime.errors import DatabaseUnavailable
from services.runtime.postgres import engine
from services.store.append import append
from services.store.errors import Fenced
from services.store.offsets import Move
from services.store.postgres import load_offsets
from services.store.rows import Row
from services.store.worker import Append
from tests.integration.store.conftest import new_log
from tests.unit.store.memory import POISON, MemoryAppend


@pytest.fixture(params=["memory", "postgres"])
def appending(request: pytest.FixtureRequest) -> Iterator[Append]:
    """An append to an empty log that was never read into from Kafka."""
    if request.param == "memory":
        yield MemoryAppend()
        return
    with new_log(request.getfixturevalue("postgres_server")) as log:
        load_offsets(log.engine, [("feeds", 0)])
        yield lambda rows, **given: append(log.engine, rows, **given)


def row(name: str, text: str = "") -> Row:
    return Row(
        id=ids.derive("feed.gone", name),
        type="feed.gone",
        version=1,
        source="/wirewatch/ingest",
        subject=ids.derive("feed", name),
        time=datetime(2025, 11, 22, tzinfo=UTC),
        data=msgspec.json.encode({"text": text}),
    )


def move(expected: int, following: int) -> list[Move]:
    return [Move(topic="feeds", partition=0, expected=expected, next=following)]


def unreplaced(_index: int, _reason: str) -> Row | None:
    raise AssertionError("nothing should have been refused")


def test_new_rows_are_numbered_after_those_before(appending: Append) -> None:
    first = appending([row("a"), row("b")], moves=move(0, 2), replace=unreplaced)
    second = appending([row("c")], moves=move(2, 3), replace=unreplaced)
    assert [each.position for each in [*first.new, *second.new]] == [1, 2, 3]
    assert second.tail.position == 3
    assert second.tail.head == second.new[-1].hash != first.tail.head


def test_known_rows_are_counted_and_not_appended(appending: Append) -> None:
    appending([row("a")], moves=move(0, 1), replace=unreplaced)
    again = appending([row("a"), row("b"), row("b")], moves=move(1, 4), replace=unreplaced)
    assert (again.known, [each.row.id for each in again.new]) == (2, [row("b").id])


def test_a_batch_behind_another_owner_is_fenced_and_leaves_nothing(appending: Append) -> None:
    appending([row("a")], moves=move(0, 1), replace=unreplaced)
    with pytest.raises(Fenced):
        appending([row("b")], moves=move(0, 1), replace=unreplaced)
    after = appending([row("b")], moves=move(1, 2), replace=unreplaced)
    assert [each.position for each in after.new] == [2]


def test_a_refused_row_gives_way_to_what_is_put_in_its_place(appending: Append) -> None:
    told: list[int] = []

    def instead(index: int, reason: str) -> Row:
        assert reason
        told.append(index)
        return row("letter")

    batch = [row("a"), row("bad", POISON), row("c")]
    appended = appending(batch, moves=move(0, 3), replace=instead)
    assert told == [index for index, _ in appended.refused] == [1]
    assert [each.row.id for each in appended.new] == [row("a").id, row("letter").id, row("c").id]


def test_a_refused_row_without_replacement_is_left_out(appending: Append) -> None:
    appended = appending([row("bad", POISON), row("c")], moves=move(0, 2), replace=lambda *_: None)
    assert [each.row.id for each in appended.new] == [row("c").id]


def unreachable(rows: Sequence[Row], *, moves: Sequence[Move], replace: Callable[[int, str], Row | None]) -> object:
    nowhere = engine("postgresql://nobody@127.0.0.1:1/none")
    return append(nowhere, rows, moves=moves, replace=replace)


@pytest.mark.parametrize("appending_nowhere", [MemoryAppend(DatabaseUnavailable("gone")), unreachable])
def test_a_database_that_is_away_is_database_unavailable(appending_nowhere: Append) -> None:
    with pytest.raises(DatabaseUnavailable):
        appending_nowhere([row("a")], moves=[], replace=unreplaced)
