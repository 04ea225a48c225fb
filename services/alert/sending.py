"""The other half of the worker: from the queue to the endpoints, each of them at its own pace."""

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import ParamSpec, TypeVar

from services.alert import metrics
from services.alert.delivery.circuit import CLOSED, Circuit
from services.alert.delivery.outcomes import Attempt, Queued
from services.alert.delivery.pace import Pace
from services.alert.delivery.retries import Delivered, GiveUp, Retry, judge
from services.alert.delivery.rooms import paces, rooms
from services.alert.delivery.signature import headers
from services.alert.developments.message import CONTENT_TYPE
from services.alert.edges import Loaded, Queue, Sender, Subscriptions
from services.alert.subscriptions.subscription import Subscription
from services.runtime.clock import Clock
from services.runtime.errors import DatabaseUnavailable
from services.runtime.log import get_logger

GIVE_UP_AT_ONCE = 200
QUEUE_THREADS = 6
RECORD_AGAIN_SECONDS = 0.5

P = ParamSpec("P")
T = TypeVar("T")
_log = get_logger("wirewatch.alert")


class Dispatcher:
    """Sends what is due. One event loop; the queue is called in threads.

    lease: how long a taken alert is this process's; longer than any request. chance: random numbers in [0, 1].
    on_recorded: called when an outcome waits to be published. wake: set when a request has ended.
    """

    def __init__(
        self,
        *,
        queue: Queue,
        sender: Sender,
        file: Subscriptions,
        clock: Clock,
        lease: timedelta,
        chance: Callable[[], float],
        on_recorded: Callable[[], None],
    ) -> None:
        self._queue, self._sender, self._file, self._clock = queue, sender, file, clock
        self._lease, self._chance, self._on_recorded = lease, chance, on_recorded
        self._paces: dict[str, Pace] = {}
        self._in_flight: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._turns = 0
        # The loop's own threads resolve names, and a slow name server may hold all of them: the queue has others.
        self._threads = ThreadPoolExecutor(QUEUE_THREADS, "queue")
        self.wake = asyncio.Event()

    async def turn(self) -> int:
        """Begin to send what is due and has room; how many. Raises DatabaseUnavailable."""
        self._turns += 1
        now, loaded = self._clock.now(), self._file.current
        circuits = await self._call(self._queue.circuits)
        await self._give_up(loaded, circuits)
        self._paces = paces(loaded.subscriptions, self._paces, now)
        free = rooms(loaded.subscriptions, circuits, self._paces, self._in_flight, self._turns, now)
        alerts = await self._call(self._queue.take, free, now, now + self._lease) if free else []
        by_name = {each.name: each for each in loaded.subscriptions}
        for alert in alerts:
            self._start(alert, by_name[alert.subscription], loaded)
        await self._measure(loaded, circuits)
        return len(alerts)

    async def finish(self) -> None:
        """Wait for the requests that are under way."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    def close(self) -> None:
        """Give the threads back, after finish."""
        self._threads.shutdown()

    async def _call(self, method: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(method, *arguments, **named))

    def _start(self, alert: Queued, subscription: Subscription, loaded: Loaded) -> None:
        endpoint = subscription.endpoint_id
        self._in_flight[endpoint] += 1
        self._paces[endpoint] = self._paces[endpoint].less(1)
        task = asyncio.create_task(self._deliver(alert, subscription, loaded))
        self._tasks.add(task)
        task.add_done_callback(lambda ended: self._ended(ended, endpoint))

    def _ended(self, task: asyncio.Task[None], endpoint: str) -> None:
        self._tasks.discard(task)
        self._in_flight[endpoint] -= 1
        self.wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            # The alert stays leased and is sent again later: one bug costs one alert its time, not the others theirs.
            _log.error("delivery_broke", endpoint=endpoint, exc_info=error)

    async def _deliver(self, alert: Queued, subscription: Subscription, loaded: Loaded) -> None:
        signed = headers(alert.alert_id, self._clock.now(), alert.body, loaded.secrets[subscription.name])
        result = await self._sender.post(subscription.endpoint, signed | {"Content-Type": CONTENT_TYPE}, alert.body)
        at = self._clock.now()
        attempt = Attempt(
            alert=alert,
            endpoint_id=subscription.endpoint_id,
            host=subscription.host,
            at=at,
            result=result,
            verdict=judge(result, alert.attempts + 1, at, self._chance()),
        )
        if await self._record(attempt):
            _count(attempt)
            self._on_recorded()

    async def _record(self, attempt: Attempt) -> bool:
        """Record while the lease holds; afterwards the alert is sent again, under the same webhook-id."""
        while True:
            try:
                return await self._call(self._queue.record, attempt)
            except DatabaseUnavailable as error:
                if self._clock.now() >= attempt.alert.leased_until:
                    _log.warning("attempt_not_recorded", alert=attempt.alert.alert_id, detail=str(error))
                    return False
            await asyncio.sleep(RECORD_AGAIN_SECONDS)

    async def _give_up(self, loaded: Loaded, circuits: dict[str, Circuit]) -> None:
        for each in loaded.subscriptions:
            circuit = circuits.get(each.endpoint_id)
            if circuit is None or circuit.disabled is None:
                continue
            detail = f"the endpoint is disabled ({circuit.disabled}); `wirewatch alert redeliver` calls it again"
            verdict = GiveUp(reason=circuit.disabled, status=None, detail=detail)
            failed = await self._call(self._queue.give_up, each, verdict, self._clock.now(), GIVE_UP_AT_ONCE)
            if failed:
                metrics.FAILED.labels(reason=circuit.disabled).inc(failed)
                self._on_recorded()

    async def _measure(self, loaded: Loaded, circuits: dict[str, Circuit]) -> None:
        now = self._clock.now()
        servable = [
            each.name for each in loaded.subscriptions if not circuits.get(each.endpoint_id, CLOSED).is_open(now)
        ]
        depth = await self._call(self._queue.depth, servable, now)
        metrics.DUE.set(depth.due)
        metrics.DEPTH.set(depth.queued)
        metrics.CIRCUITS_OPEN.set(sum(circuit.is_open(now) for circuit in circuits.values()))
        metrics.DISABLED.set(sum(circuit.disabled is not None for circuit in circuits.values()))


def _count(attempt: Attempt) -> None:
    alert, verdict = attempt.alert, attempt.verdict
    keys = {"alert": alert.alert_id, "subscription": alert.subscription, "attempt": alert.attempts + 1}
    if isinstance(verdict, Delivered):
        metrics.ATTEMPTS.labels(outcome="delivered").inc()
        metrics.DELIVERED.inc()
        metrics.SECONDS.observe((attempt.at - alert.recorded_at).total_seconds())
        _log.info("alert_delivered", **keys, status=verdict.status)
    elif isinstance(verdict, Retry):
        metrics.ATTEMPTS.labels(outcome="retry").inc()
        _log.warning("alert_put_off", **keys, reason=verdict.reason, due_at=verdict.due_at.isoformat())
    else:
        metrics.ATTEMPTS.labels(outcome="failed").inc()
        metrics.FAILED.labels(reason=verdict.reason).inc()
        _log.error("alert_failed", **keys, reason=verdict.reason, detail=verdict.detail)
