"""The patterns that one word opens: what stands around it rules most of them out at once, before any is tried."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from services.enrich.knowledge.followers import Followers

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What an entry cannot stand without; None where it needs nothing there.

    following: words of which one follows at once; beyond: of which one follows within a gap; behind: of which one
    stands before.
    """

    following: frozenset[str] | None
    beyond: frozenset[str] | None
    behind: frozenset[str] | None


class Openings(Generic[T]):
    """Entries in the order given; those that need a word beyond or behind are left out where there is none of any."""

    __slots__ = ("_all", "_behind", "_beyond", "_free", "_unled")

    def __init__(self, entries: Iterable[tuple[T, Needs]]) -> None:
        """entries: each with what it needs."""
        given = list(entries)
        self._beyond = _any_of(frozenset(needs.beyond for _, needs in given if needs.beyond is not None))
        self._behind = _any_of(frozenset(needs.behind for _, needs in given if needs.behind is not None))
        unled = [(entry, needs) for entry, needs in given if needs.behind is None]
        free = [(entry, needs) for entry, needs in unled if needs.beyond is None]
        self._all = _followers(given)
        self._unled = _followers(unled) if len(unled) < len(given) else self._all
        self._free = _followers(free) if len(free) < len(unled) else self._unled

    def after(self, word: str) -> list[T]:
        """The entries that may go on with this word, in order, whatever else stands around."""
        return self._all.after(word)

    def standing(self, word: str, beyond: Sequence[str], behind: Sequence[str]) -> list[T]:
        """The entries that may stand before this word, with these words further on and those before, in order."""
        if not self._behind.isdisjoint(behind):
            return self._all.after(word)
        return (self._free if self._beyond.isdisjoint(beyond) else self._unled).after(word)


def _followers(entries: list[tuple[T, Needs]]) -> Followers[T]:
    return Followers((entry, needs.following) for entry, needs in entries)


@cache
def _any_of(needed: frozenset[frozenset[str]]) -> frozenset[str]:
    """All words of the sets; the forms of one verb need the same, and share them."""
    return frozenset().union(*needed)
