"""The wheel: take a batch, append it, settle; on any setback drop it and go on from where Postgres stands."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from structlog.stdlib import BoundLogger

from services.runtime.backoff import delay
from services.runtime.clock import Clock
from services.runtime.errors import DatabaseUnavailable, KafkaUnavailable
from services.runtime.health import Health
from services.runtime.lifecycle import Shutdown
from services.runtime.metrics import DEAD_LETTERS
from services.store import metrics
from services.store.append import Appended
from services.store.consume import Batch
from services.store.errors import Fenced, LogDamaged
from services.store.messages import Arrival, arrival, refusal
from services.store.offsets import Move, Partition
from services.store.rows import Row

NAME = "store"
_PROBE_SECONDS = 5.0


class Inbox(Protocol):
    """Where batches come from (consume.Inbox)."""

    def take(self, limit: int, seconds: float) -> Batch: ...
    def settle(self, settled: Sequence[Move]) -> None: ...
    def forget(self) -> None: ...
    def probe(self) -> Mapping[Partition, int]: ...


class Append(Protocol):
    """Where they go (append.append with its engine)."""

    def __call__(
        self, rows: Sequence[Row], *, moves: Sequence[Move], replace: Callable[[int, str], Row | None]
    ) -> Appended: ...


class Worker:
    """Turns until the process should stop. `trouble` is the last setback, as a sentence, until a turn passes."""

    def __init__(
        self,
        inbox: Inbox,
        append: Append,
        *,
        clock: Clock,
        health: Health,
        shutdown: Shutdown,
        log: BoundLogger,
        batch_events: int,
        batch_seconds: float,
    ) -> None:
        self._inbox, self._append = inbox, append
        self._clock, self._health, self._shutdown, self._log = clock, health, shutdown, log
        self._batch_events, self._batch_seconds = batch_events, batch_seconds
        self._setbacks = 0
        self._probed_at = float("-inf")
        self.trouble: str | None = None

    def run(self) -> None:
        """Turn until the process should stop."""
        while not self._shutdown.requested:
            self._health.progress(NAME)
            self.turn()
        self._health.done(NAME)

    def turn(self) -> None:
        """Append one batch, if there is one. A setback drops it, waits, and never ends the process."""
        try:
            batch = self._inbox.take(self._batch_events, self._batch_seconds)
            if batch.messages:
                self._take_in(batch)
            self._probe()
        except Fenced as fenced:
            self._step_back("fenced", fenced)
        except (DatabaseUnavailable, LogDamaged) as error:
            self._step_back("postgres", error)
            self._wait()
        except KafkaUnavailable as error:
            self._step_back("kafka", error)
            self._wait()
        else:
            self._setbacks, self.trouble = 0, None

    def _take_in(self, batch: Batch) -> None:
        now = self._clock.now()
        arrivals = [arrival(message, now) for message in batch.messages]
        replace = _Replace(arrivals, now)
        started = time.perf_counter()
        appended = self._append([each.row for each in arrivals], moves=batch.moves, replace=replace)
        metrics.APPEND_SECONDS.observe(time.perf_counter() - started)
        self._inbox.settle(batch.moves)
        _count(appended, [*arrivals, *replace.made])

    def _probe(self) -> None:
        """Ask Kafka now and then how far it is ahead, and so whether it answers."""
        if time.monotonic() - self._probed_at < _PROBE_SECONDS:
            return
        self._probed_at = time.monotonic()
        lags = self._inbox.probe()
        metrics.LAG.clear()  # partitions that went to another process are told by that one
        for (topic, partition), lag in lags.items():
            metrics.LAG.labels(topic=topic, partition=partition).set(lag)

    def _step_back(self, cause: str, error: Exception) -> None:
        self._inbox.forget()
        self._setbacks += 1
        self.trouble = str(error)
        metrics.SETBACKS.labels(cause=cause).inc()
        self._log.warning("batch_dropped", cause=cause, error=str(error), setbacks=self._setbacks)

    def _wait(self) -> None:
        self._shutdown.wait(delay(self._setbacks - 1, base=0.2, cap=5.0, jitter=random.random()))  # noqa: S311 - no secret


class _Replace:
    """Dead letters for the rows that Postgres refuses, made while the append asks for them."""

    def __init__(self, arrivals: Sequence[Arrival], now: datetime) -> None:
        self._arrivals, self._now = arrivals, now
        self.made: list[Arrival] = []

    def __call__(self, index: int, reason: str) -> Row:
        """The dead letter of the message at this place of the batch."""
        letter = refusal(self._arrivals[index].message, "refused_by_database", reason, self._now)
        self.made.append(letter)
        return letter.row


def _count(appended: Appended, arrivals: Sequence[Arrival]) -> None:
    """Count after the commit, and a dead letter only where the log did not have it: a reread is none."""
    new = {each.row.id for each in appended.new}
    for each in arrivals:
        if each.refused is not None and each.row.id in new:
            metrics.REFUSED.labels(reason=each.refused).inc()
            DEAD_LETTERS.labels(service=NAME, reason=each.refused).inc()
    for event_type, events in appended.types.items():
        metrics.APPENDED.labels(type=event_type).inc(events)
    metrics.KNOWN.inc(appended.known)
    metrics.BATCH_EVENTS.observe(len(appended.new) + appended.known)
