"""The watch walks the log with its end, and stays at the first position that does not fit."""

import dataclasses
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from prometheus_client import REGISTRY

from services.runtime.log import get_logger
from services.store.chain import GENESIS
from services.store.numbering import Tail, number
from services.store.rows import Row
from services.store.verify import Stored
from services.store.watch import Watch

EMPTY = Tail(position=0, head=GENESIS)


class MemoryLog:
    """Events in memory, as the table holds them."""

    def __init__(self, count: int) -> None:
        self.events: list[Stored] = []
        self.grow(count)

    def grow(self, count: int) -> None:
        """Append so many events."""
        new = number([_row(len(self.events) + each) for each in range(count)], self.tail(), set(), {}, {})
        self.events += [
            Stored(
                row=each.row,
                position=each.position,
                stream_version=each.stream_version,
                hash=each.hash,
                id_position=each.position,
                stream_position=each.position,
            )
            for each in new
        ]

    def tail(self) -> Tail:
        """The end."""
        return Tail(position=self.events[-1].position, head=self.events[-1].hash) if self.events else EMPTY

    def walk(self, after: int, last: int) -> Iterable[Stored]:
        """The events after a position, up to another."""
        return self.events[after:last]


def _row(identity: int) -> Row:
    return Row(
        id=str(UUID(int=identity)),
        type="article.found",
        version=1,
        source="/wirewatch/ingest",
        subject=str(identity),
        time=datetime(2025, 11, 22, tzinfo=UTC),
        data=b"{}",
    )


def sample(name: str) -> float | None:
    return REGISTRY.get_sample_value(name)


def watch(log: MemoryLog) -> Watch:
    return Watch(log.tail, log.walk, get_logger("test"))


def test_it_follows_a_log_that_grows_in_steps_of_its_own() -> None:
    log = MemoryLog(2_500)
    watching = watch(log)
    assert watching.step()
    assert sample("wirewatch_store_chain_verified_position") == 2_000
    assert sample("wirewatch_store_head_position") == 2_500
    log.grow(3)
    assert watching.step()
    assert watching.step()
    assert sample("wirewatch_store_chain_verified_position") == 2_503


def test_the_head_is_told_by_its_first_48_bits() -> None:
    log = MemoryLog(1)
    watch(log).step()
    assert sample("wirewatch_store_head_hash") == int(log.tail().head.hex()[:12], 16)


def test_it_tells_the_first_position_that_does_not_fit() -> None:
    log = MemoryLog(9)
    log.events[4] = dataclasses.replace(log.events[4], hash=bytes(32))
    assert not watch(log).step()
    assert sample("wirewatch_store_chain_broken_position") == 5
    assert sample("wirewatch_store_chain_verified_position") == 4


def test_it_tells_that_the_last_event_is_missing() -> None:
    log = MemoryLog(9)
    end = log.tail()
    log.events.pop()
    assert not Watch(lambda: end, log.walk, get_logger("test")).step()
    assert sample("wirewatch_store_chain_broken_position") == 9


def test_it_tells_that_the_end_has_another_head() -> None:
    log = MemoryLog(9)
    end = Tail(position=9, head=bytes(32))
    assert not Watch(lambda: end, log.walk, get_logger("test")).step()
    assert sample("wirewatch_store_chain_broken_position") == 9


def test_an_empty_log_fits() -> None:
    assert watch(MemoryLog(0)).step()
