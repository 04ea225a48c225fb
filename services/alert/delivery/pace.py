"""How fast one endpoint is called: a bucket that fills with one token for each request its rate allows. Pure."""

from dataclasses import dataclass
from datetime import datetime

BURST_SECONDS = 10.0
"""A quiet endpoint may get the requests of so many seconds at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Tokens at a moment, of a bucket that holds `burst` and gains `per_second`."""

    per_second: float
    tokens: float
    at: datetime

    @property
    def burst(self) -> float:
        """The most that the bucket holds: never less than one request."""
        return max(1.0, self.per_second * BURST_SECONDS)

    def at_time(self, now: datetime) -> "Pace":
        """The bucket now; a clock that went back adds nothing."""
        gained = max(0.0, (now - self.at).total_seconds()) * self.per_second
        return Pace(per_second=self.per_second, tokens=min(self.burst, self.tokens + gained), at=now)

    def allows(self) -> int:
        """How many requests may start."""
        return int(self.tokens)

    def less(self, started: int) -> "Pace":
        """The bucket after so many requests were started."""
        return Pace(per_second=self.per_second, tokens=self.tokens - started, at=self.at)


def full(per_minute: float, now: datetime) -> Pace:
    """The full bucket of an endpoint that takes so many requests a minute."""
    pace = Pace(per_second=per_minute / 60, tokens=0.0, at=now)
    return Pace(per_second=pace.per_second, tokens=pace.burst, at=now)
