"""The wheel, on doubles: servers that do not answer are waited for, and one feed's trouble is its own."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from schemas.envelope import Event
from services.ingest.answers import Answer, Failure, Validators
from services.ingest.entries import Document, document
from services.ingest.feed_list import FeedFile
from services.ingest.memory import Lease, MemoryState
from services.ingest.schedule import Timing
from services.ingest.worker import POLLS_PER_HOST, Pace, Worker
from services.runtime.clock import FixedClock
from services.runtime.errors import DatabaseUnavailable, KafkaUnavailable
from services.runtime.log import get_logger
from tests.unit.ingest.examples import NOW, answer, entry

GOOD, BAD = "https://good.example/f", "https://bad.example/f"


@dataclass
class Stopping:
    """Stops after so many waits; each wait lets the others work, and takes no time."""

    waits: int = 200

    @property
    def requested(self) -> bool:
        return self.waits <= 0

    async def wait_async(self, seconds: float | None = None) -> bool:  # noqa: ARG002 - the signature of the real one
        await asyncio.sleep(0.001)
        self.waits -= 1
        return self.requested


@dataclass
class Web:
    """A server that gives everybody the same answer."""

    asked: list[str] = field(default_factory=list)

    async def fetch(self, url: str, validators: Validators) -> Answer | Failure:  # noqa: ARG002
        self.asked.append(url)
        return answer(url=url, body=url.encode())


@dataclass
class Reader:
    """Finds one entry in each body, and breaks on the bad feed's."""

    async def parse(self, body: bytes, url: str | None, content_type: str | None) -> Document | Failure:  # noqa: ARG002
        if body == BAD.encode():
            raise RuntimeError("a bug of ours")
        return document([entry(url or "", url=url)], title="T")


@dataclass
class Outlet:
    """Takes events; fails as often as told, at first or once it was reached."""

    failures: int = 0
    reachable: bool = False
    events: list[Event] = field(default_factory=list)

    def publish(self, events: Sequence[Event]) -> None:
        if self.failures and (events or not self.reachable):
            self.failures -= 1
            raise KafkaUnavailable("Kafka is away")
        self.events += events


@dataclass
class Flaky(MemoryState):
    """A state whose server is away for the first leases."""

    away: int = 3

    def lease(self, worker: str, now: datetime, seconds: float, hosts: int) -> tuple[Lease, ...]:
        if self.away:
            self.away -= 1
            raise DatabaseUnavailable("Postgres is away")
        return MemoryState.lease(self, worker, now, seconds, hosts)


def made(
    tmp_path: Path,
    *urls: str,
    outlet: Outlet,
    state: MemoryState | None = None,
    web: Web | None = None,
    reader: Reader | None = None,
    lease: float = 120,
) -> Worker:
    (tmp_path / "feeds.txt").write_text("\n".join(urls), "utf-8")
    return Worker(
        name="w",
        state=state or MemoryState(),
        outlet=outlet,
        fetcher=web or Web(),
        parser=reader or Reader(),
        feeds=FeedFile(tmp_path / "feeds.txt"),
        pace=Pace(timing=Timing(), host_gap=0, lease=lease),
        clock=FixedClock(NOW),
        chance=lambda: 0.0,
        stop=Stopping(),
        log=get_logger("test"),
    )


def test_a_feed_is_polled_published_and_saved(tmp_path: Path) -> None:
    outlet = Outlet()
    state = MemoryState()
    worker = made(tmp_path, GOOD, outlet=outlet, state=state)
    asyncio.run(worker.run())
    assert [event.type for event in outlet.events] == ["article.found"]
    (feed,) = state.feeds.values()
    assert feed.next_at == NOW + timedelta(hours=1)
    assert worker.trouble == {}


def test_an_outage_of_kafka_polls_no_feed_again(tmp_path: Path) -> None:
    web, outlet = Web(), Outlet(failures=5, reachable=True)
    state = MemoryState()
    worker = made(tmp_path, GOOD, outlet=outlet, state=state, web=web)
    asyncio.run(worker.run())
    assert web.asked == [GOOD]
    assert [event.type for event in outlet.events] == ["article.found"]
    assert next(iter(state.feeds.values())).last_ok_at == NOW
    assert worker.trouble == {}


def test_what_kafka_never_took_is_never_saved(tmp_path: Path) -> None:
    state = MemoryState()
    worker = made(tmp_path, GOOD, outlet=Outlet(failures=10_000, reachable=True), state=state)
    asyncio.run(worker.run())
    assert next(iter(state.feeds.values())).last_ok_at is None
    assert "kafka" in worker.trouble


def test_an_outage_of_postgres_is_waited_for(tmp_path: Path) -> None:
    outlet = Outlet()
    asyncio.run(made(tmp_path, GOOD, outlet=outlet, state=Flaky()).run())
    assert [event.type for event in outlet.events] == ["article.found"]


def test_a_bug_that_one_feed_triggers_costs_that_feed_only(tmp_path: Path) -> None:
    outlet = Outlet()
    state = MemoryState()
    asyncio.run(made(tmp_path, BAD, GOOD, outlet=outlet, state=state).run())
    failed = [event.data for event in outlet.events if event.type == "feed.failed"]
    assert [(data.url, data.reason) for data in failed] == [(BAD, "parser_crash")]
    assert "a bug of ours" in failed[0].detail
    assert [event.data.url for event in outlet.events if event.type == "article.found"] == [GOOD]
    assert all(feed.next_at > NOW for feed in state.feeds.values())


def test_a_lease_that_is_lost_saves_nothing(tmp_path: Path) -> None:
    state, outlet = MemoryState(), Outlet()

    class Robbed(Reader):
        async def parse(self, body: bytes, url: str | None, content_type: str | None) -> Document | Failure:
            state.release("w", "good.example", NOW)
            state.lease("another", NOW, 60, 1)
            return await super().parse(body, url, content_type)

    asyncio.run(made(tmp_path, GOOD, outlet=outlet, state=state, reader=Robbed()).run())
    assert outlet.events == []
    assert next(iter(state.feeds.values())).last_ok_at is None


@dataclass
class Renewing(MemoryState):
    """A state that counts renewals, and grants them, or gives the host to another worker."""

    grants: bool = True
    renewals: int = 0

    def renew(self, worker: str, host: str, now: datetime, seconds: float) -> bool:
        if not self.grants:
            self.release(worker, host, now)
            self.lease("another", now, 60, 1)
        held = MemoryState.renew(self, worker, host, now, seconds)
        self.renewals += 1
        return held


@dataclass
class Slow(Reader):
    """Reads on only when the lease was renewed so often."""

    state: Renewing
    renewals: int

    async def parse(self, body: bytes, url: str | None, content_type: str | None) -> Document | Failure:
        limit = time.monotonic() + 10
        while self.state.renewals < self.renewals:
            assert time.monotonic() < limit, "the lease was not renewed"
            await asyncio.sleep(0.005)
        return await Reader.parse(self, body, url, content_type)


def test_a_lease_is_renewed_while_a_poll_takes_its_time(tmp_path: Path) -> None:
    state, outlet = Renewing(), Outlet()
    worker = made(tmp_path, GOOD, outlet=outlet, state=state, reader=Slow(state, 3), lease=0.06)
    asyncio.run(worker.run())
    assert [event.type for event in outlet.events] == ["article.found"]


def test_who_lost_the_lease_begins_no_further_poll_at_the_host(tmp_path: Path) -> None:
    state, web = Renewing(grants=False), Web()
    urls = [f"{GOOD}/{number}" for number in range(4)]
    outlet = Outlet()
    asyncio.run(made(tmp_path, *urls, outlet=outlet, state=state, web=web, reader=Slow(state, 1), lease=0.1).run())
    assert outlet.events == []
    assert len(web.asked) == POLLS_PER_HOST


def test_nothing_is_polled_before_kafka_is_reached(tmp_path: Path) -> None:
    web = Web()
    worker = made(tmp_path, GOOD, outlet=Outlet(failures=10_000), web=web)
    assert set(worker.trouble) == {"kafka", "postgres"}
    asyncio.run(worker.run())
    assert web.asked == []
