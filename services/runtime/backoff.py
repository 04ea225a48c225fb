"""How long to wait before trying again, as pure numbers; chance and sleep are arguments."""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def delay(attempt: int, base: float, cap: float, jitter: float) -> float:
    """Seconds before the try after `attempt` (0 = the first failed): base, doubled each time, never over cap.

    jitter in [0, 1] is chance: 0 gives half of that time, 1 all of it ("equal jitter", AWS Architecture Blog 2015: a
    herd spreads out, and none comes back at once).
    """
    whole = min(cap, base * 2.0 ** min(attempt, 1000))
    return whole * (1 + jitter) / 2


def retry(
    fn: Callable[[], T],
    on: type[BaseException] | tuple[type[BaseException], ...],
    delays: Iterable[float],
    sleep: Callable[[float], object],
) -> T:
    """The result of fn, called again after each of the delays (seconds) while it raises `on`; then its last error."""
    for seconds in delays:
        try:
            return fn()
        except on:
            sleep(seconds)
    return fn()
