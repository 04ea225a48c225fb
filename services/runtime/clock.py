"""Time as an argument: edges ask a clock, decisions are given `now`."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time, aware and in UTC."""

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands until it is moved: for tests and replays."""

    def __init__(self, now: datetime) -> None:
        if now.tzinfo is None:
            raise ValueError(f"a clock needs a time with a zone, not {now.isoformat()}")
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        """The moment at which the clock stands, aware, UTC."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the clock by so many seconds; negative ones move it back."""
        self._now += timedelta(seconds=seconds)
