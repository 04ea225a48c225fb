"""The wheel: matching and publishing in threads, sending in the event loop; each survives Postgres and Kafka going."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from services.alert.edges import Log, Publish, Queue, Subscriptions
from services.alert.matching import Matcher
from services.alert.sending import Dispatcher
from services.runtime.backoff import delay
from services.runtime.errors import DatabaseUnavailable, KafkaTrouble
from services.runtime.health import Health
from services.runtime.lifecycle import Shutdown
from services.runtime.log import get_logger

IDLE_SECONDS = 1.0
"""How long each part waits for a wake-up before it looks again."""
REFRESH_SECONDS = 2.0
OUTCOMES_AT_ONCE = 200
LONGEST_BACKOFF = 5.0

_log = get_logger("wirewatch.alert")


class Troubles:
    """What keeps each part from its work now; readiness tells it."""

    def __init__(self, health: Health, file: Subscriptions) -> None:
        self._found: dict[str, str] = {}
        self._failures: dict[str, int] = {}
        for part in ("match", "send", "record"):
            health.check(part, partial(self._found.get, part))
        health.check("subscriptions", lambda: file.trouble)

    def over(self, part: str) -> None:
        """The part did its work."""
        if self._found.pop(part, None) is not None:
            _log.info("trouble_over", part=part)
        self._failures.pop(part, None)

    def met(self, part: str, error: Exception) -> float:
        """The part met trouble; seconds to wait before it tries again."""
        if part not in self._found:
            _log.warning("trouble_met", part=part, detail=str(error))
        self._found[part] = str(error)
        failures = self._failures[part] = self._failures.get(part, -1) + 1
        return delay(failures, base=0.2, cap=LONGEST_BACKOFF, jitter=1.0)


class Worker:
    """Runs until shutdown is requested. Unknown errors end it, and with it the process, which is started again."""

    def __init__(
        self, *, log: Log, queue: Queue, publish: Publish, file: Subscriptions, health: Health, shutdown: Shutdown
    ) -> None:
        self._log, self._queue, self._publish = log, queue, publish
        self._health, self._shutdown = health, shutdown
        self._troubles = Troubles(health, file)
        self._outcome_waits = threading.Event()

    def outcome_waits(self) -> None:
        """Tell the publishing part that there is something to publish."""
        self._outcome_waits.set()

    async def run(self, matcher: Matcher, dispatcher: Dispatcher) -> None:
        """Turn all parts until shutdown; then finish what is under way and publish its outcomes."""
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(2, "worker") as threads:
            parts = [
                asyncio.create_task(self._until_end(loop.run_in_executor(threads, self._match, matcher))),
                asyncio.create_task(self._until_end(loop.run_in_executor(threads, self._record))),
                asyncio.create_task(self._until_end(self._send(dispatcher))),
            ]
            await asyncio.wait(parts)
            await dispatcher.finish()
            broken = [error for part in parts if (error := part.exception()) is not None]
            if broken:
                raise broken[0]
            await loop.run_in_executor(threads, self._last_hand_over)

    async def _until_end(self, part: Awaitable[None]) -> None:
        """A part that ends takes the others with it."""
        try:
            await part
        finally:
            self._shutdown.request()

    def _match(self, matcher: Matcher) -> None:
        refreshed = float("-inf")

        def turn() -> None:
            nonlocal refreshed
            if time.monotonic() - refreshed >= REFRESH_SECONDS:
                matcher.refresh()
                refreshed = time.monotonic()
            if not matcher.turn():
                self._log.wait(IDLE_SECONDS)

        self._turn("match", turn)

    def _record(self) -> None:
        def turn() -> None:
            if self._hand_over() < OUTCOMES_AT_ONCE:
                self._outcome_waits.wait(IDLE_SECONDS)
                self._outcome_waits.clear()

        self._turn("record", turn)

    def _hand_over(self) -> int:
        return self._queue.hand_over(self._publish, OUTCOMES_AT_ONCE)

    def _last_hand_over(self) -> None:
        """What does not go out now goes out after the next start."""
        try:
            if self._health.ready().get("record") is None:
                self._hand_over()
        except (DatabaseUnavailable, KafkaTrouble) as error:
            _log.warning("outcomes_wait", detail=str(error))

    def _turn(self, part: str, turn: Callable[[], None]) -> None:
        while not self._shutdown.requested:
            try:
                turn()
                self._troubles.over(part)
            except (DatabaseUnavailable, KafkaTrouble) as error:
                self._shutdown.wait(self._troubles.met(part, error))
            self._health.progress(part)
        self._health.done(part)

    async def _send(self, dispatcher: Dispatcher) -> None:
        while not self._shutdown.requested:
            dispatcher.wake.clear()
            try:
                if not await dispatcher.turn():
                    await _set_or_late(dispatcher.wake, IDLE_SECONDS)
                self._troubles.over("send")
            except DatabaseUnavailable as error:
                await self._shutdown.wait_async(self._troubles.met("send", error))
            self._health.progress("send")
        self._health.done("send")


async def _set_or_late(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
