"""The wheel: what is settled was appended; every setback drops the batch, says so, and never ends the process."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest
from prometheus_client import REGISTRY

from schemas import ids
from schemas.codec import encode_binary
from schemas.dead_letters import KafkaOrigin
from schemas.envelope import Event
from schemas.feeds import FeedGone
from services.runtime.clock import FixedClock
from services.runtime.errors import DatabaseUnavailable, KafkaUnavailable
from services.runtime.health import Health
from services.runtime.lifecycle import Shutdown
from services.runtime.log import get_logger
from services.store.consume import Batch
from services.store.errors import Fenced, LogDamaged
from services.store.messages import Message
from services.store.offsets import Move, Partition, moves
from services.store.worker import Worker
from tests.unit.store.memory import POISON, MemoryAppend


class FakeInbox:
    """Gives the batches that it was made with, then nothing; remembers what it was told."""

    def __init__(self, *given: Batch | Exception) -> None:
        self.given = list(given)
        self.settled: list[Move] = []
        self.forgotten = 0

    def take(self, limit: int, seconds: float) -> Batch:  # noqa: ARG002 - the form of the real one
        given = self.given.pop(0) if self.given else Batch()
        if isinstance(given, Exception):
            raise given
        return given

    def settle(self, settled: Sequence[Move]) -> None:
        self.settled += settled

    def forget(self) -> None:
        self.forgotten += 1

    def probe(self) -> Mapping[Partition, int]:
        return {("feeds", 0): 3}


def batch(*urls: str, value: bytes | None = None) -> Batch:
    messages = tuple(message(offset, url, value) for offset, url in enumerate(urls))
    return Batch(messages=messages, moves=moves(messages, {("feeds", 0): 0}))


def message(offset: int, url: str, value: bytes | None) -> Message:
    feed = ids.feed_id(url)
    event = Event(
        id=ids.derive("feed.gone", feed),
        source="/wirewatch/ingest",
        type="feed.gone",
        subject=feed,
        time=datetime(2025, 11, 22, tzinfo=UTC),
        data=FeedGone(feed_id=feed, url=url),
    )
    encoded, headers = encode_binary(event)
    origin = KafkaOrigin(topic="feeds", partition=0, offset=offset)
    return Message(origin=origin, headers=tuple(headers), value=encoded if value is None else value)


def worker(inbox: FakeInbox, log: MemoryAppend) -> Worker:
    shutdown = Shutdown(install=False)
    shutdown.request()  # so that no wait after a setback takes time
    return Worker(
        inbox,
        log,
        clock=FixedClock(datetime(2025, 11, 22, tzinfo=UTC)),
        health=Health(),
        shutdown=shutdown,
        log=get_logger("test"),
        batch_events=500,
        batch_seconds=0.05,
    )


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def test_a_batch_is_appended_and_then_settled() -> None:
    inbox, log = FakeInbox(batch("a", "b")), MemoryAppend()
    worker(inbox, log).turn()
    assert len(log.rows) == 2
    assert inbox.settled == [Move(topic="feeds", partition=0, expected=0, next=2)]
    assert inbox.forgotten == 0


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (Fenced((("feeds", 0),)), "fenced"),
        (DatabaseUnavailable("gone"), "postgres"),
        (LogDamaged("torn"), "postgres"),
    ],
)
def test_a_batch_that_was_not_appended_is_forgotten_and_not_settled(error: Exception, cause: str) -> None:
    inbox, before = FakeInbox(batch("a")), counted("wirewatch_store_setbacks_total", cause=cause)
    turning = worker(inbox, MemoryAppend(error))
    turning.turn()
    assert (inbox.settled, inbox.forgotten) == ([], 1)
    assert turning.trouble == str(error)
    assert counted("wirewatch_store_setbacks_total", cause=cause) == before + 1


def test_trouble_is_over_when_a_turn_passes() -> None:
    turning = worker(FakeInbox(KafkaUnavailable("no broker")), MemoryAppend())
    turning.turn()
    assert turning.trouble == "no broker"
    turning.turn()
    assert turning.trouble is None


def test_bytes_that_are_no_event_are_a_dead_letter_beside_the_others() -> None:
    labels = {"service": "store", "reason": "not_an_event"}
    before = counted("wirewatch_dead_letters_total", **labels)
    log = MemoryAppend()
    good, bad = message(0, "a", None), message(1, "b", b"{")
    both = (good, bad)
    worker(FakeInbox(Batch(messages=both, moves=moves(both, {("feeds", 0): 0}))), log).turn()
    assert [row.type for row in log.rows] == ["feed.gone", "dead_letter.written"]
    assert counted("wirewatch_dead_letters_total", **labels) == before + 1


def test_a_row_that_the_database_refuses_is_a_dead_letter_in_its_place() -> None:
    labels = {"service": "store", "reason": "refused_by_database"}
    before = counted("wirewatch_dead_letters_total", **labels)
    inbox, log = FakeInbox(batch("a", POISON, "c")), MemoryAppend()
    worker(inbox, log).turn()
    assert [row.type for row in log.rows] == ["feed.gone", "dead_letter.written", "feed.gone"]
    assert counted("wirewatch_dead_letters_total", **labels) == before + 1
    assert inbox.settled == [Move(topic="feeds", partition=0, expected=0, next=3)]


def test_a_worker_that_should_stop_stops() -> None:
    worker(FakeInbox(), MemoryAppend()).run()
