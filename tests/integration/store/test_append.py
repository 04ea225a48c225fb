"""The append on real Postgres: gapless, once, in order, or not at all."""

import hashlib
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import msgspec
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from services.runtime.errors import DatabaseUnavailable
from services.runtime.postgres import engine as engine_of
from services.store import postgres
from services.store.append import append
from services.store.chain import canonical
from services.store.errors import Fenced, WrongExpectedVersion
from services.store.offsets import Move
from services.store.rows import Row, row_of
from services.store.verbs import verify_log
from tests.integration.store.conftest import Log
from tests.integration.store.events import articles, found, revised


def rows(prefix: str, count: int) -> list[Row]:
    return [row_of(event) for event in articles(prefix, count)]


def positions(log: Log) -> list[object]:
    return [position for (position,) in log.rows("select position from log.events order by position")]


def test_events_get_positions_in_batch_order(log: Log) -> None:
    events = articles("a", 5)
    appended = log.append(*events)
    assert [each.position for each in appended.new] == [1, 2, 3, 4, 5]
    stored = log.rows("select position, id::text from log.events order by position")
    assert stored == [(position, event.id) for position, event in enumerate(events, 1)]


def test_known_events_are_skipped_and_counted_within_a_batch_and_across(log: Log) -> None:
    log.append(*articles("a", 3))
    again = log.append(*articles("a", 5), found("a-4"))
    assert (len(again.new), again.known, again.tail.position) == (2, 4, 5)
    assert positions(log) == [1, 2, 3, 4, 5]


def test_a_batch_that_is_all_known_moves_nothing_but_the_offsets(log: Log) -> None:
    tail = log.append(*articles("a", 3)).tail
    postgres.load_offsets(log.engine, [("articles", 0)])
    move = Move(topic="articles", partition=0, expected=0, next=3)
    assert append(log.engine, rows("a", 3), moves=[move]).tail == tail
    assert postgres.load_offsets(log.engine, [("articles", 0)]) == {("articles", 0): 3}


def test_streams_have_versions_without_gaps(log: Log) -> None:
    log.append(found("a"), revised("a", 2, title="b"))
    log.append(revised("a", 3, title="c"), found("b"))
    versions = log.rows("select subject, stream_version from log.events order by position")
    assert [version for _, version in versions] == [1, 2, 3, 1]


def test_a_wrong_expected_version_appends_nothing(log: Log) -> None:
    log.append(found("a"), revised("a", 2, title="b"))
    stream = row_of(found("a")).stream
    with pytest.raises(WrongExpectedVersion, match=rf"wrong expected version 1 for article {stream[1]} \(is 2\)"):
        append(log.engine, [row_of(found("x")), row_of(revised("a", 3, title="c"))], expected={stream: 1})
    assert positions(log) == [1, 2]
    append(log.engine, [row_of(revised("a", 3, title="c"))], expected={stream: 2})
    assert positions(log) == [1, 2, 3]


def test_offsets_move_with_the_events_or_not_at_all(log: Log) -> None:
    here = ("articles", 0)
    assert postgres.load_offsets(log.engine, [here]) == {here: 0}
    append(log.engine, rows("a", 2), moves=[Move(topic="articles", partition=0, expected=0, next=2)])
    assert postgres.load_offsets(log.engine, [here]) == {here: 2}
    with pytest.raises(Fenced):
        append(log.engine, rows("b", 2), moves=[Move(topic="articles", partition=0, expected=0, next=4)])
    assert postgres.load_offsets(log.engine, [here]) == {here: 2}
    assert positions(log) == [1, 2]


def test_one_fenced_partition_drops_the_whole_batch(log: Log) -> None:
    postgres.load_offsets(log.engine, [("articles", 0), ("articles", 1)])
    moves = [
        Move(topic="articles", partition=0, expected=0, next=1),
        Move(topic="articles", partition=1, expected=9, next=10),
    ]
    with pytest.raises(Fenced, match="articles/0, articles/1"):
        append(log.engine, rows("a", 2), moves=moves)
    assert postgres.load_offsets(log.engine, [("articles", 0)]) == {("articles", 0): 0}
    assert positions(log) == []


def test_followers_are_told_the_last_position(log: Log) -> None:
    with log.owner() as listener:
        listener.execute("listen wirewatch_log")
        log.append(*articles("a", 3))
        log.append(*articles("a", 3))  # nothing new: nothing to tell
        log.append(*articles("b", 2))
        told = [notice.payload for notice in listener.notifies(timeout=10, stop_after=2)]
        assert told == ["3", "5"]
        assert list(listener.notifies(timeout=0.2)) == []


def append_slices(engine: Engine, slices: Sequence[Sequence[Row]], start: threading.Barrier) -> None:
    start.wait()
    for batch in slices:
        append(engine, batch)


def tail_of(url: str, wanted: int) -> list[int]:
    """What a reader of `position > last` sees, as it reads along."""
    seen: list[int] = []
    with psycopg.connect(url, autocommit=True) as connection:
        while len(seen) < wanted:
            last = seen[-1] if seen else 0
            query = "select position from wirewatch.events where position > %s order by position"
            seen += [position for (position,) in connection.execute(query, (last,))]
    return seen


def test_many_appenders_leave_no_gap_and_a_reader_of_position_misses_none(log: Log) -> None:
    appenders, batches, size = 4, 25, 20
    work = [[rows(f"{worker}-{batch}", size) for batch in range(batches)] for worker in range(appenders)]
    work[3] = work[2]  # two appenders bring the same events
    distinct = 3 * batches * size
    engines = [engine_of(log.url, "wirewatch_store") for _ in range(appenders)]
    start = threading.Barrier(appenders)
    with ThreadPoolExecutor(appenders + 2) as pool:
        readers = [pool.submit(tail_of, log.url, distinct) for _ in range(2)]
        jobs = [pool.submit(append_slices, each, part, start) for each, part in zip(engines, work, strict=True)]
        for job in jobs:
            job.result(120)
        for reader in readers:
            assert reader.result(60) == list(range(1, distinct + 1))
    for each in engines:
        each.dispose()
    assert log.rows("select count(distinct id) from log.events") == [(distinct,)]
    assert verify_log(log.engine).fault is None


def test_an_appender_that_hangs_with_the_counter_in_its_hands_stops_the_others_for_seconds_only(log: Log) -> None:
    other = engine_of(log.url, "wirewatch_store")

    def hang(_index: int, _reason: str) -> None:
        assert append(log.engine, rows("a", 2)).tail.position == 2

    with pytest.raises(DatabaseUnavailable):
        append(other, [*rows("b", 2), poison_rows()[0]], replace=hang)
    other.dispose()
    assert positions(log) == [1, 2]


def test_recorded_at_never_goes_back_along_the_positions(log: Log) -> None:
    engines = [engine_of(log.url, "wirewatch_store") for _ in range(3)]
    start = threading.Barrier(3)
    with ThreadPoolExecutor(3) as pool:
        work = [[rows(f"{number}-{batch}", 5) for batch in range(20)] for number in range(3)]
        for job in [pool.submit(append_slices, each, part, start) for each, part in zip(engines, work, strict=True)]:
            job.result(60)
    for each in engines:
        each.dispose()
    back = "select count(*) from log.events a join log.events b on b.position = a.position + 1"
    assert log.rows(f"{back} where b.recorded_at < a.recorded_at") == [(0,)]


def poison_rows() -> list[Row]:
    """Rows that Postgres refuses at the copy, in the driver, and at the insert."""
    nul = row_of(found("nul-in-data", text="before\x00after"))
    driver = replace(row_of(found("nul-in-subject")), subject="a\x00b")
    long = replace(row_of(found("long")), subject=hashlib.shake_256(b"long").hexdigest(5_000))
    shape = replace(row_of(found("shape")), data=b"[1]")
    return [nul, driver, long, shape]


@pytest.mark.parametrize("kind", range(4))
@pytest.mark.parametrize("place", [0, 7, 19])
def test_a_row_that_postgres_refuses_costs_itself_only(log: Log, kind: int, place: int) -> None:
    batch = rows("good", 19)
    batch.insert(place, poison_rows()[kind])
    postgres.load_offsets(log.engine, [("articles", 0)])
    letter = row_of(found("letter"))
    moves = [Move(topic="articles", partition=0, expected=0, next=20)]
    appended = append(log.engine, batch, moves=moves, replace=lambda index, _: letter if index == place else None)
    assert [index for index, _ in appended.refused] == [place]
    assert positions(log) == list(range(1, 21))
    stored = [str(each) for (each,) in log.rows("select id from log.events order by position")]
    assert stored == [row.id if index != place else letter.id for index, row in enumerate(batch)]
    assert postgres.load_offsets(log.engine, [("articles", 0)]) == {("articles", 0): 20}
    assert verify_log(log.engine).fault is None


def test_several_poison_rows_are_all_found(log: Log) -> None:
    bad = poison_rows()
    batch = [bad[0], *rows("a", 30), bad[1], bad[2], *rows("b", 30), bad[3]]
    appended = append(log.engine, batch)
    assert [index for index, _ in appended.refused] == [0, 31, 32, 63]
    assert (len(appended.new), appended.tail.position) == (60, 60)


def test_a_fenced_batch_with_poison_leaves_nothing(log: Log) -> None:
    postgres.load_offsets(log.engine, [("articles", 0)])
    with pytest.raises(Fenced):
        append(log.engine, poison_rows(), moves=[Move(topic="articles", partition=0, expected=5, next=9)])
    assert positions(log) == []


def test_a_batch_goes_over_the_edge_of_a_partition(log: Log) -> None:
    with log.owner() as owner:
        owner.execute("update log.counter set position = 999990")
    log.append(*articles("a", 20))
    held = log.rows("select tableoid::regclass::text, count(*) from log.events group by 1 order by 1")
    assert held == [("log.events_000000", 9), ("log.events_000001", 11)]
    assert log.rows("select to_regclass('log.events_000002') is not null") == [(True,)]


def test_a_missing_partition_is_made_by_the_append(log: Log) -> None:
    with log.owner() as owner:
        owner.execute("drop table log.events_000000, log.events_000001")
    log.append(*articles("a", 2))
    assert positions(log) == [1, 2]


def test_a_detached_partition_that_is_needed_is_attached_again(log: Log) -> None:
    log.append(*articles("a", 2))
    with log.owner() as owner:
        owner.execute("alter table log.events detach partition log.events_000000")
    log.append(*articles("b", 2))
    assert positions(log) == [1, 2, 3, 4]


def test_a_long_reader_does_not_keep_a_partition_from_being_made(log: Log) -> None:
    with log.owner() as owner:
        owner.execute("update log.counter set position = 999999")
    with psycopg.connect(log.url) as reader:
        reader.execute("select count(*) from wirewatch.events").fetchone()  # its transaction stays open
        log.append(*articles("a", 3))
    assert positions(log) == [1_000_000, 1_000_001, 1_000_002]


TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**70), 2**70),
        st.floats(allow_nan=False, allow_infinity=False),
        TEXT,
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(TEXT, inner, max_size=4),
    ),
    max_leaves=12,
)


def test_canonical_bytes_are_the_same_of_what_is_appended_and_of_what_jsonb_gives_back(postgres_server: str) -> None:
    template = row_of(found("a"))
    with psycopg.connect(postgres_server, autocommit=True) as connection:

        @settings(max_examples=400, deadline=None)
        @given(st.dictionaries(TEXT, JSON))
        def holds(data: dict[str, object]) -> None:
            sent = msgspec.json.encode(data)
            back = connection.execute("select %s::jsonb::text", (sent.decode(),)).fetchone()
            assert back is not None
            appended = replace(template, data=sent)
            given_back = replace(template, data=back[0].encode())
            assert canonical(appended, 1, 1) == canonical(given_back, 1, 1)

        holds()


@pytest.mark.parametrize("number", ["-0.0", "1e16", "1e23", "1.7976931348623157e308", "5e-324", "0.1", "1e-7", "12.5"])
def test_numbers_that_jsonb_rewrites_verify(log: Log, number: str) -> None:
    data = b'{"published_at": null, "score": %s}' % number.encode()
    append(log.engine, [replace(row_of(found("a")), data=data)])
    assert verify_log(log.engine).fault is None
