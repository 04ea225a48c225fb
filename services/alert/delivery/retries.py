"""What the result of an attempt means: delivered, try again at a time, or give up. Chance and time are arguments."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from schemas.alerts import AlertFailureReason

MINUTE, HOUR = 60.0, 3600.0
SCHEDULE = (0.0, 5.0, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR)
"""Seconds before each attempt, as Standard Webhooks suggests: the first at once, the tenth about three days later."""

JITTER = 0.2
LONGEST_WAIT = 24 * HOUR
ASKS_TO_WAIT = frozenset({429, 502, 503, 504})
GONE = 410


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The endpoint answered. head: the start of its body as text; retry_after: that header as it came."""

    status: int
    retry_after: str | None = None
    head: str = ""
    duration_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """There was no answer: why, in a word of the closed list and in a sentence."""

    reason: AlertFailureReason
    detail: str
    duration_ms: int


Result = Answer | Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The endpoint took the alert."""

    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Try again, not before `due_at`. pause: seconds for which the endpoint asked to be left alone, else 0."""

    due_at: datetime
    reason: AlertFailureReason
    status: int | None
    detail: str
    pause: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp:
    """No attempt is made any more."""

    reason: AlertFailureReason
    status: int | None
    detail: str


Verdict = Delivered | Retry | GiveUp


def judge(result: Result, attempts: int, now: datetime, jitter: float) -> Verdict:
    """What follows from a result. attempts: how many were made, this one included. jitter: chance in [0, 1]."""
    if isinstance(result, Answer) and 200 <= result.status < 300:
        return Delivered(status=result.status)
    reason, detail = _reason(result), _detail(result)
    status = result.status if isinstance(result, Answer) else None
    if reason == "gone" or attempts >= len(SCHEDULE):
        return GiveUp(reason=reason, status=status, detail=detail)
    pause = _pause(result, now)
    wait = max(SCHEDULE[attempts], pause) * (1 + JITTER * jitter)
    return Retry(due_at=now + timedelta(seconds=wait), reason=reason, status=status, detail=detail, pause=pause)


def retry_after_seconds(text: str | None, now: datetime) -> float:
    """Seconds that a Retry-After header (a number or an HTTP date) asks for: 0 to a day, and 0 where unreadable."""
    if text is None:
        return 0.0
    stripped = text.strip()
    if stripped.isascii() and stripped.isdigit():
        return min(float(stripped[:9]), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(stripped)
    except (ValueError, OverflowError):  # "+99999999999999" for a zone is the latter
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT)


def _reason(result: Result) -> AlertFailureReason:
    if isinstance(result, Trouble):
        return result.reason
    if result.status == GONE:
        return "gone"
    return _REASONS.get(result.status // 100, "protocol")  # 1xx is no final answer, 600 and above is none at all


_REASONS: dict[int, AlertFailureReason] = {3: "redirect", 4: "refused", 5: "server_error"}
"""Reason of each hundred of statuses."""


def _detail(result: Result) -> str:
    if isinstance(result, Trouble):
        return result.detail
    said = f": {result.head}" if result.head else ""
    return f"the endpoint answered {result.status}{said}"


def _pause(result: Result, now: datetime) -> float:
    if isinstance(result, Answer) and result.status in ASKS_TO_WAIT:
        return retry_after_seconds(result.retry_after, now)
    return 0.0
