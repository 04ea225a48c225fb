"""Finding the rows that the database refuses, by bisecting the batch. Pure: the trial is an argument."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

# SQLSTATE classes in which the content of a row is refused: data exception, integrity constraint, limits of a row or an
# index (PostgreSQL documentation, appendix A). Without unique_violation: two rows in one place is damage of the log.
# Without invalid_parameter_value: that is a role to take which does not exist.
_CLASSES = ("22", "23", "54")
_EXCEPT = ("23505", "22023")


def is_poison(sqlstate: str) -> bool:
    """Whether an error with this SQLSTATE lies in what a row holds."""
    return sqlstate[:2] in _CLASSES and sqlstate not in _EXCEPT


def find(items: Sequence[T], refusal: Callable[[Sequence[T]], str | None]) -> Iterator[tuple[T, str]]:
    """Each item that is refused by itself, with the reason, in order.

    refusal: tries the items together; None where they pass, else why not. Called 2 p log2(n) times for p refused of n.
    """
    reason = refusal(items) if items else None
    if reason is None:
        return
    if len(items) == 1:
        yield items[0], reason
        return
    middle = len(items) // 2
    yield from find(items[:middle], refusal)
    yield from find(items[middle:], refusal)
