"""Turns the wheel: lease a host, fetch its due feeds, parse, conclude. Decides nothing."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from structlog.stdlib import BoundLogger

from services.ingest import metrics
from services.ingest.account import account
from services.ingest.answers import Failure, Outcome
from services.ingest.conclude import Outlet, conclude
from services.ingest.decide import Decision
from services.ingest.errors import FeedListError, LeaseLost
from services.ingest.feed_list import FeedFile
from services.ingest.feed_state import FeedState
from services.ingest.memory import Lease, State
from services.ingest.poll import Fetches, Parses, poll
from services.ingest.schedule import Timing
from services.runtime import backoff
from services.runtime.clock import Clock
from services.runtime.errors import DatabaseUnavailable, KafkaUnavailable

T = TypeVar("T")
SERVERS = ("kafka", "postgres")
POLLS_PER_HOST = 2
LIST_SECONDS = 2.0
"""How often the file of feeds is looked at."""
UPKEEP_SECONDS = 60.0
GRACE_SECONDS = 10.0
"""How long polls may take to end when the process is asked to stop."""


class Stop(Protocol):
    """Whether to stop: lifecycle.Shutdown."""

    @property
    def requested(self) -> bool:
        """Whether it is time."""
        ...

    async def wait_async(self, seconds: float | None = None) -> bool:
        """Wait so long, or until it is time; whether it is."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast the wheel turns. Seconds, but for hosts_at_once."""

    timing: Timing
    host_gap: float = 5.0
    hosts_at_once: int = 16
    lease: float = 120.0

    @property
    def tick(self) -> float:
        """How long to wait before looking for due feeds again."""
        return min(max(self.timing.interval / 10, 0.05), 1.0)


@dataclass(slots=True, kw_only=True)
class Worker:
    """One worker of any number that share the feeds. name: unique among them. chance: a number in [0, 1) per call.

    trouble: which server does not answer, and a sentence; empty while all is well. progress: told at each turn.
    """

    name: str
    state: State
    outlet: Outlet
    fetcher: Fetches
    parser: Parses
    feeds: FeedFile
    pace: Pace
    clock: Clock
    chance: Callable[[], float]
    stop: Stop
    log: BoundLogger
    progress: Callable[[], None] = lambda: None
    trouble: dict[str, str] = field(default_factory=lambda: {each: f"{each} is not reached yet" for each in SERVERS})
    _hosts: set["asyncio.Task[None]"] = field(default_factory=set)
    _concluding: asyncio.Lock = field(default_factory=asyncio.Lock)
    _due: dict[str, float] = field(default_factory=dict)

    async def run(self) -> None:
        """Poll until asked to stop; then end what is under way, give leases back, and return."""
        await self._patiently(self._reach_kafka, "kafka")
        while not self.stop.requested:
            self.progress()
            if await self._patiently(self._turn, "postgres") is None:
                break
            await self._wait()
        await self._finish()

    async def _reach_kafka(self) -> None:
        """Before the first poll: an answer that cannot be published would be asked for in vain."""
        await asyncio.to_thread(self.outlet.publish, ())

    async def _turn(self) -> bool:
        if self._is_time("list", LIST_SECONDS):
            await self._read_list()
        if self._is_time("upkeep", UPKEEP_SECONDS):
            await asyncio.to_thread(self.state.prune, self.clock.now())
        free = self.pace.hosts_at_once - len(self._hosts)
        if free > 0:
            now = self.clock.now()
            leases = await asyncio.to_thread(self.state.lease, self.name, now, self.pace.lease, free)
            for lease in leases:
                self._begin(lease)
        metrics.LAG_SECONDS.set(await asyncio.to_thread(self.state.lag, self.clock.now()))
        return True

    async def _read_list(self) -> None:
        """Take over a changed list; one with faults leaves the old one in force."""
        try:
            feeds = self.feeds.changed()
        except FeedListError as error:
            metrics.LIST_FAULTS.set(len(error.faults))
            self.log.warning("feed_list_refused", faults=list(error.faults))
            return
        if feeds is None:
            return
        try:
            await asyncio.to_thread(self.state.set_feeds, feeds, self.clock.now())
        except DatabaseUnavailable:
            self.feeds.forget()
            raise
        metrics.LIST_FAULTS.set(0)
        metrics.FEEDS.set(len(feeds))
        self.log.info("feed_list_read", feeds=len(feeds))

    def _begin(self, lease: Lease) -> None:
        task = asyncio.create_task(self._poll_host(lease), name=f"host {lease.host}")
        self._hosts.add(task)
        task.add_done_callback(self._hosts.discard)

    async def _poll_host(self, lease: Lease) -> None:
        """Poll the due feeds of one host: a gap between starts, POLLS_PER_HOST at once, the lease kept alive."""
        keeping = asyncio.create_task(self._keep(lease.host))
        slots = asyncio.Semaphore(POLLS_PER_HOST)
        started = self.clock.now()
        try:
            async with asyncio.TaskGroup() as polls:
                for number, feed in enumerate(lease.feeds):
                    if number:
                        await self.stop.wait_async(self.pace.host_gap)
                    await slots.acquire()
                    if self.stop.requested or keeping.done():
                        break
                    started = self.clock.now()
                    polls.create_task(self._poll(feed, lease.host)).add_done_callback(lambda _: slots.release())
        finally:
            keeping.cancel()
            await self._release(lease.host, started + timedelta(seconds=self.pace.host_gap))

    async def _poll(self, feed: FeedState, host: str) -> None:
        try:
            outcome = await poll(feed, self.fetcher, self.parser, self.clock)
            decision = await self._patiently(lambda: self._conclude(feed, host, outcome), *SERVERS)
        except Exception as error:  # a bug that one feed triggers must cost that feed only
            self.log.exception("poll_failed", feed=feed.poll_url)
            outcome = Failure(reason="parser_crash", detail=f"our own error: {type(error).__name__}: {error}"[:500])
            decision = await self._patiently(lambda: self._conclude(feed, host, outcome), *SERVERS)
        if decision is not None:
            account(outcome, decision, self.log)

    async def _conclude(self, feed: FeedState, host: str, outcome: Outcome) -> Decision:
        # One at a time in this process too: the lock of the state would hold a connection for each that waits.
        async with self._concluding:
            return await asyncio.to_thread(
                conclude,
                self.state,
                self.outlet,
                feed,
                outcome,
                worker=self.name,
                host=host,
                now=self.clock.now(),
                timing=self.pace.timing,
                jitter=self.chance(),
            )

    async def _patiently(self, work: Callable[[], Awaitable[T]], *proves: str) -> T | None:
        """The result of the work, repeated while a server does not answer. None: asked to stop, or lease lost.

        proves: the servers that answer when the work succeeds.
        """
        attempt = 0
        while True:
            try:
                done = await work()
            except (KafkaUnavailable, DatabaseUnavailable) as error:
                server = "kafka" if isinstance(error, KafkaUnavailable) else "postgres"
                self._tell(server, error)
            except LeaseLost as error:
                self.log.warning("lease_lost", detail=str(error))
                return None
            else:
                for each in proves:
                    self.trouble.pop(each, None)
                return done
            self.progress()
            if await self.stop.wait_async(backoff.delay(attempt, base=0.5, cap=15.0, jitter=self.chance())):
                return None
            attempt += 1

    def _tell(self, server: str, error: Exception) -> None:
        if self.trouble.get(server) != str(error):
            self.log.warning("server_unavailable", server=server, detail=str(error))
        self.trouble[server] = str(error)
        metrics.RETRIES.labels(server=server).inc()

    async def _keep(self, host: str) -> None:
        """Renew the lease until it is lost or this is cancelled."""
        while True:
            await asyncio.sleep(self.pace.lease / 3)
            try:
                held = await asyncio.to_thread(self.state.renew, self.name, host, self.clock.now(), self.pace.lease)
            except DatabaseUnavailable:
                continue
            if not held:
                return

    async def _release(self, host: str, next_start_at: datetime) -> None:
        try:
            await asyncio.to_thread(self.state.release, self.name, host, next_start_at)
        except DatabaseUnavailable as error:
            self._tell("postgres", error)  # the lease runs out by itself

    async def _wait(self) -> None:
        """Until the next tick, the end of a host's polls, or the end."""
        waiting = asyncio.create_task(self.stop.wait_async(self.pace.tick))
        await asyncio.wait({waiting, *self._hosts}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()

    async def _finish(self) -> None:
        if self._hosts:
            await asyncio.wait(self._hosts, timeout=GRACE_SECONDS)
        for task in tuple(self._hosts):
            task.cancel()
        await asyncio.gather(*self._hosts, return_exceptions=True)

    def _is_time(self, what: str, seconds: float) -> bool:
        now = time.monotonic()
        if now < self._due.get(what, 0.0):
            return False
        self._due[what] = now + seconds
        return True
