"""A message's turn: acked only when its results are taken, in order per partition, whatever goes wrong."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import topics
from schemas.codec import Headers, UnknownType, decode_binary
from schemas.envelope import Event
from schemas.topics import Topic
from services.runtime.clock import FixedClock
from services.runtime.continuity import Continuity
from services.runtime.errors import Poison
from services.runtime.pulse import Look, moved, stuck
from services.runtime.turns import MAX_OPEN, Handle, Message, Outgoing, Turns

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SMALL = Topic(
    name="small", key="n", events=(), written_by="test", partitions=1, retention_ms=1, max_message_bytes=2_000
)


class Broker:
    """Takes messages and acknowledges them when told to, in any order."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes, bytes, Headers]] = []
        self.futures: list[asyncio.Future[object]] = []

    async def send(self, topic: str, key: bytes, value: bytes, headers: Headers) -> "asyncio.Future[object]":
        self.sent.append((topic, key, value, headers))
        self.futures.append(asyncio.get_running_loop().create_future())
        return self.futures[-1]


class World:
    """Turns over a fake broker, with what was acked and what ended the process."""

    def __init__(self, handle: Handle) -> None:
        self.broker = Broker()
        self.acked: list[tuple[int, int]] = []
        self.ended: list[str] = []
        self.turns = Turns(
            "annotate", handle, self.broker.send, lambda _, error: self.ended.append(repr(error)), FixedClock(NOW)
        )

    async def turn(self, offset: int, partition: int = 0, value: bytes = b"{}") -> None:
        await self.turns.turn(
            Message(
                topic="articles",
                partition=partition,
                offset=offset,
                key=b"k",
                value=value,
                headers=[("ce_id", b"1")],
                timestamp=0.0,
            ),
            lambda: self.acked.append((partition, offset)),
        )

    async def acknowledge(self, number: int) -> None:
        self.broker.futures[number].set_result(None)
        await settle()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def event(data: Any = None) -> Event:
    return Event(id="1", source="/test", type="test.done", subject="s", time=NOW, data=data or {})


async def one(message: Message) -> Sequence[Outgoing]:
    return [Outgoing(topic=topics.CLAIMS, key=f"k{message.offset}", event=event())]


async def nothing(_: Message) -> Sequence[Outgoing]:
    return []


def test_a_message_is_acked_only_when_the_brokers_have_its_results() -> None:
    async def scenario() -> None:
        world = World(one)
        await world.turn(5)
        await settle()
        assert world.acked == []
        assert world.turns.open == 1
        await world.acknowledge(0)
        assert world.acked == [(0, 5)]
        assert (world.turns.open, world.turns.handled) == (0, 1)

    asyncio.run(scenario())


def test_a_message_without_results_is_acked() -> None:
    async def scenario() -> None:
        world = World(nothing)
        await world.turn(5)
        await settle()
        assert world.acked == [(0, 5)]

    asyncio.run(scenario())


@given(st.permutations(range(8)))
def test_acks_keep_the_order_of_each_partition_whatever_order_the_brokers_answer_in(order: list[int]) -> None:
    async def scenario() -> None:
        world = World(one)
        for offset in range(8):
            await world.turn(offset, partition=offset % 2)
        answered: set[int] = set()
        for number in order:
            await world.acknowledge(number)
            answered.add(number)
            for partition in (0, 1):
                acked = [offset for where, offset in world.acked if where == partition]
                assert acked == list(range(partition, 8, 2))[: len(acked)], "a gap would be committed past"
                assert answered.issuperset(acked)
        assert len(world.acked) == 8

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("error", "reason", "detail"),
    [
        (Poison("wrong_topic", "a claim is no article"), "wrong_topic", "a claim is no article"),
        (UnknownType("no schema has it"), "unknown_type", "no schema has it"),
    ],
)
def test_poison_becomes_a_dead_letter_with_its_coordinates_and_is_then_acked(
    error: Exception, reason: str, detail: str
) -> None:
    async def refuses(_: Message) -> Sequence[Outgoing]:
        raise error

    async def scenario() -> None:
        world = World(refuses)
        await world.turn(7, partition=3, value=b"body")
        ((topic, key, value, headers),) = world.broker.sent
        assert (topic, key) == ("dead-letters", b"articles")
        letter = decode_binary(value, headers)
        assert (letter.source, letter.time) == ("/wirewatch/annotate", NOW)
        assert (letter.data.reason, letter.data.detail, letter.data.head) == (reason, detail, b"body")
        assert (letter.data.kafka.topic, letter.data.kafka.partition, letter.data.kafka.offset) == ("articles", 3, 7)
        await settle()
        assert world.acked == [], "the dead letter is not there yet"
        await world.acknowledge(0)
        assert world.acked == [(3, 7)]

    asyncio.run(scenario())


def test_any_other_error_ends_the_process_and_nothing_is_acked_or_sent() -> None:
    async def fails(_: Message) -> Sequence[Outgoing]:
        raise ConnectionError("the gazetteer is gone")

    async def scenario() -> None:
        world = World(fails)
        await world.turn(7)
        await settle()
        assert world.ended == ["ConnectionError('the gazetteer is gone')"]
        assert (world.acked, world.broker.sent) == ([], [])

    asyncio.run(scenario())


def test_a_result_that_the_brokers_refuse_ends_the_process_and_nothing_after_it_is_acked() -> None:
    async def scenario() -> None:
        world = World(one)
        for offset in range(3):
            await world.turn(offset)
        await world.acknowledge(0)
        world.broker.futures[1].set_exception(TimeoutError("no leader"))
        await world.acknowledge(2)
        assert world.acked == [(0, 0)]
        assert world.ended == ["TimeoutError('no leader')"]

    asyncio.run(scenario())


def test_if_one_result_is_too_large_none_is_sent_and_the_message_is_refused() -> None:
    async def large(message: Message) -> Sequence[Outgoing]:
        small = Outgoing(topic=SMALL, key="k", event=event())
        return [small, Outgoing(topic=SMALL, key="k", event=event({"text": "x" * message.offset}))]

    async def scenario() -> None:
        world = World(large)
        await world.turn(100)
        assert [topic for topic, *_ in world.broker.sent] == ["small", "small"]
        await world.turn(2_000)
        assert [topic for topic, *_ in world.broker.sent[2:]] == ["dead-letters"]
        letter = decode_binary(world.broker.sent[2][2], world.broker.sent[2][3])
        assert letter.data.reason == "too_large"
        assert "the topic small allows 2000" in letter.data.detail

    asyncio.run(scenario())


def test_a_cancelled_turn_is_not_acked_and_leaves_its_room() -> None:
    async def hangs(_: Message) -> Sequence[Outgoing]:
        await asyncio.Event().wait()
        return []

    async def scenario() -> None:
        world = World(hangs)
        turn = asyncio.create_task(world.turn(1))
        await settle()
        turn.cancel()
        await settle()
        assert turn.cancelled()
        assert (world.acked, world.turns.open, world.ended) == ([], 0, [])

    asyncio.run(scenario())


def test_no_more_than_max_open_messages_wait_for_the_brokers() -> None:
    async def scenario() -> None:
        world = World(one)
        for offset in range(MAX_OPEN):
            await world.turn(offset)
        extra = asyncio.create_task(world.turn(MAX_OPEN))
        await settle()
        assert not extra.done()
        await world.acknowledge(0)
        assert extra.done()
        drained = asyncio.create_task(world.turns.drained())
        for future in world.broker.futures[1:]:
            future.set_result(None)
        await asyncio.wait_for(drained, 5)
        assert len(world.acked) == MAX_OPEN + 1

    asyncio.run(scenario())


BUSY = Look(handled=5, recovered=9, open=1, lag=4)


@pytest.mark.parametrize(
    ("now", "progress"),
    [
        (Look(handled=6, recovered=9, open=1, lag=4), True),
        (Look(handled=5, recovered=10, open=0, lag=None), True),
        (Look(handled=5, recovered=9, open=0, lag=0), True),
        (Look(handled=5, recovered=9, open=1, lag=0), False),
        (Look(handled=5, recovered=9, open=0, lag=4), False),
        (Look(handled=5, recovered=9, open=0, lag=None), False),
        (BUSY, False),
    ],
    ids=["handled", "recovered", "idle", "open result", "unread messages", "no partitions", "nothing moved"],
)
def test_progress_is_work_done_or_nothing_to_do(now: Look, progress: bool) -> None:
    assert moved(BUSY, now) is progress


@pytest.mark.parametrize(
    ("now", "deaf"),
    [
        (Look(handled=5, open=0, lag=4), True),
        (Look(handled=5, open=1, lag=4), False),
        (Look(handled=6, open=0, lag=4), False),
        (Look(handled=5, open=0, lag=0), False),
        (Look(handled=5, open=0, lag=None), False),
    ],
    ids=["nothing read", "handling", "handled", "idle", "no partitions"],
)
def test_a_worker_is_stuck_when_messages_wait_and_it_reads_none(now: Look, deaf: bool) -> None:
    assert stuck(BUSY, now) is deaf


@given(st.lists(st.integers(0, 30), max_size=30), st.none() | st.integers(0, 10))
def test_a_hole_is_told_exactly_when_an_offset_was_never_seen_nor_committed(
    offsets: list[int], committed: int | None
) -> None:
    continuity = Continuity()
    reached = committed or 0
    for offset in offsets:
        assert continuity.hole(("t", 0), 1, offset, committed) == (reached if offset > reached else None)
        reached = max(reached, offset + 1)


def test_a_new_generation_begins_at_the_committed_offset_and_partitions_are_apart() -> None:
    continuity = Continuity()
    assert continuity.hole(("t", 0), 1, 0, None) is None
    assert continuity.hole(("t", 1), 1, 3, 3) is None
    assert continuity.hole(("t", 0), 2, 5, 5) is None
    assert continuity.hole(("t", 0), 3, 9, 6) == 6
