"""Whether a stream worker lives: a pure comparison of two looks at it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look. lag: messages not committed, None while partitions are assigned or tables recovered."""

    handled: int = 0
    recovered: int = 0
    open: int = 0
    lag: int | None = None


def stuck(before: Look, now: Look) -> bool:
    """Whether messages wait in Kafka while it handles none and awaits none: its consumer went deaf."""
    return bool(now.lag) and now.open == 0 and now.handled == before.handled


def moved(before: Look, now: Look) -> bool:
    """Whether it made progress: it handled or recovered something, or has nothing to do and says so."""
    idle = now.lag == 0 and now.open == 0
    return now.handled != before.handled or now.recovered != before.recovered or idle
