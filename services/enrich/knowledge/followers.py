"""What one word opens, by the word after it: of forty patterns that begin with "give", the few that may stand here."""

from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


class Followers(Generic[T]):
    """Entries in the order given; `after` leaves out only those that the next word rules out."""

    __slots__ = ("_by_next", "_otherwise")

    def __init__(self, entries: Iterable[tuple[T, frozenset[str] | None]]) -> None:
        """entries: each with the words of which one must follow, None where none need."""
        given = list(entries)
        words = frozenset(word for _, following in given for word in following or ())
        self._otherwise = [entry for entry, following in given if following is None]
        shared: dict[tuple[int, ...], list[T]] = {}  # many words leave the same entries
        self._by_next = {}
        for word in words:
            left = tuple(at for at, (_, following) in enumerate(given) if following is None or word in following)
            self._by_next[word] = shared.setdefault(left, [given[at][0] for at in left])

    def after(self, word: str) -> list[T]:
        """The entries that may go on with this word, in order."""
        return self._by_next.get(word, self._otherwise)
