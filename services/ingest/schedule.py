"""When a feed is polled next: our own interval, and what the server and the document wish, where that is later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = 24 * 60 * 60.0
"""No wish and no back-off leaves a feed alone for longer (seconds)."""
JITTER = 0.1
"""At most this share of our own interval is added by chance, so that feeds that were added together drift apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The operator's interval: the usual one, and the least that any feed gets (seconds)."""

    default_seconds: float = 3600.0
    floor_seconds: float = 600.0

    @property
    def interval(self) -> float:
        """Our own interval, in seconds."""
        return min(max(self.default_seconds, self.floor_seconds), LONGEST)


def next_at(now: datetime, interval: float, *wishes: float | None, jitter: float) -> datetime:
    """now + the longest of the interval and the wishes (seconds), at most LONGEST; jitter in [0, 1] adds up to JITTER.

    A wish can only make it later: the operator's floor is the least, never the most.
    """
    seconds = min(max(interval, *(wish for wish in wishes if wish), 0.0), LONGEST)
    return now + timedelta(seconds=seconds + interval * JITTER * jitter)


def freshness(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds for which HTTP says the answer stays fresh (RFC 9111): max-age less Age, else Expires less Date.

    no-cache and no-store are stronger: they wish for nothing.
    """
    directives = _directives(headers.get("cache-control", ""))
    if "no-cache" in directives or "no-store" in directives:
        return None
    if "max-age" in directives:
        age = _seconds(headers.get("age", "")) or 0.0
        fresh = _seconds(directives["max-age"])
        return None if fresh is None else max(fresh - age, 0.0) or None
    expires = _http_date(headers.get("expires", ""))
    if expires is None:
        return None
    date = _http_date(headers.get("date", "")) or now
    return max((expires - date).total_seconds(), 0.0) or None


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that Retry-After asks for, given as seconds or as a date; at most LONGEST; None where there is none."""
    value = headers.get("retry-after", "")
    at = _http_date(value)
    asked = _seconds(value) if at is None else (at - now).total_seconds()
    return min(asked, LONGEST) if asked and asked > 0 else None


def _directives(value: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in value.lower().split(","))
    return {name.strip(): rest.strip().strip('"') for name, _, rest in pairs if name.strip()}


def _seconds(value: str) -> float | None:
    value = value.strip()
    return float(value[:12]) if value.isascii() and value.isdigit() else None


def _http_date(value: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
