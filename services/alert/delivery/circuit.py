"""One endpoint's health: a circuit that opens after failures in a row, and closes for good after days of them.

    closed ──5 failures in a row──▶ open ──its time is over──▶ one probe ──2xx──▶ closed
                                     ▲                            └─failure─▶ open, twice as long
    any of them ──410, or 5 days without a success──▶ disabled, until alerts are redelivered by hand

An open circuit costs alerts nothing: they wait, and no attempt is counted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from schemas.alerts import AlertFailureReason
from services.alert.delivery.retries import Delivered, Retry, Verdict

OPENS_AFTER = 5
FIRST_OPEN_SECONDS = 60.0
LONGEST_OPEN_SECONDS = 900.0
DISABLED_AFTER = timedelta(days=5)
"""Longer than the whole schedule of retries (3.2 days): the first alert that fails still gets all of its attempts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """failures: how many in a row, since failing_since. open_until: no request before it. disabled: why, or None."""

    failures: int = 0
    failing_since: datetime | None = None
    open_until: datetime | None = None
    disabled: AlertFailureReason | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether no request may be made now."""
        return self.disabled is not None or (self.open_until is not None and now < self.open_until)

    def room(self, concurrency: int, now: datetime) -> int:
        """How many requests may be under way at once now: none while open, one as a probe afterwards, else all."""
        if self.is_open(now):
            return 0
        return 1 if self.failures >= OPENS_AFTER else concurrency


CLOSED = Circuit()


def after(circuit: Circuit, verdict: Verdict, now: datetime) -> Circuit:
    """The circuit after one attempt."""
    if isinstance(verdict, Delivered):
        return CLOSED
    failures = circuit.failures + 1
    since = circuit.failing_since or now
    pause = verdict.pause if isinstance(verdict, Retry) else 0.0
    until = max(filter(None, (circuit.open_until, now + timedelta(seconds=max(pause, _open_seconds(failures))))))
    return Circuit(failures=failures, failing_since=since, open_until=until, disabled=_disabled(verdict, since, now))


def _open_seconds(failures: int) -> float:
    if failures < OPENS_AFTER:
        return 0.0
    return min(FIRST_OPEN_SECONDS * 2.0 ** min(failures - OPENS_AFTER, 10), LONGEST_OPEN_SECONDS)


def _disabled(verdict: Verdict, since: datetime, now: datetime) -> AlertFailureReason | None:
    if not isinstance(verdict, Delivered) and verdict.reason == "gone":
        return "gone"
    return "exhausted" if now - since >= DISABLED_AFTER else None
