"""One half of the worker: from the log into the queue. Reads, decides, commits; what it decides is in decide.py."""

from collections.abc import Callable
from datetime import timedelta

from services.alert import metrics
from services.alert.decide import decide
from services.alert.edges import Log, Queue, Subscriptions
from services.runtime.clock import Clock
from services.runtime.log import get_logger

BATCH = 500
"""Events of the log in one transaction."""

_log = get_logger("wirewatch.alert")


class Matcher:
    """Matches the log with the subscriptions, a batch a turn. on_queued: called when alerts were queued."""

    def __init__(
        self,
        *,
        log: Log,
        queue: Queue,
        file: Subscriptions,
        clock: Clock,
        settle: timedelta,
        start: int = 0,
        batch: int = BATCH,
        on_queued: Callable[[], None],
    ) -> None:
        self._log, self._queue, self._file, self._clock = log, queue, file, clock
        self._settle, self._start, self._batch, self._on_queued = settle, start, batch, on_queued

    def turn(self) -> bool:
        """Match one batch; whether there may be more at once. Raises DatabaseUnavailable, and nothing is lost by it."""
        reading = self._log.read(self._queue.checkpoint(self._start), self._batch)
        batch = reading.batch
        if batch.position == batch.after:
            return False
        known = self._queue.standings([event.change.development_id for event in batch.events])
        plan = decide(batch, known, self._file.current.subscriptions)
        queued = self._queue.commit(plan, self._clock.now() + self._settle)
        if queued is None:
            _log.info("another_process_went_on", after=batch.after)
            return True
        for each in reading.unreadable:
            metrics.UNREADABLE.inc()
            _log.error("event_unreadable", position=each.position, detail=each.detail)
        if plan.matches:
            metrics.QUEUED.inc(queued)
            self._on_queued()
        return True

    def refresh(self) -> None:
        """Read the subscription file again, and tell how far behind matching is."""
        if self._file.refresh():
            if self._file.trouble:
                _log.error("subscriptions_wrong", faults=self._file.trouble.splitlines())
            else:
                _log.info("subscriptions_read", count=len(self._file.current.subscriptions))
        metrics.FILE_FAULTS.set(len((self._file.trouble or "").splitlines()))
        metrics.LAG.set(max(0, self._log.last() - self._queue.checkpoint(self._start)))
