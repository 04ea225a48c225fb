"""Names of places that no gazetteer need hold: their form tells. Streets, counties, rivers, "the village of X".

Such a name is a place without a number: it is told, and stays unresolved.
"""

from dataclasses import dataclass

from services.enrich.annotate.places.view import View
from services.enrich.knowledge.wordsets import word_set

_STREETS = word_set("unlisted_streets")
_STREETS_SHORT = word_set("unlisted_streets_short")
_LANDS = word_set("unlisted_lands")
_LAND_HEADS = word_set("unlisted_land_heads")
_GENERIC = word_set("unlisted_generic")
_NO_STREETS = word_set("unlisted_no_streets")
_KINDS_BEFORE = word_set("unlisted_kinds_before")
_KINDS_AFTER = word_set("unlisted_kinds_after")
_OF_STREETS, _OF_LANDS, _OF_KINDS = _STREETS | _STREETS_SHORT, _LANDS | _LAND_HEADS, _KINDS_BEFORE | _KINDS_AFTER
_CIVIC = word_set("places_civic")
_CALENDAR = word_set("places_calendar")
_LINKS = frozenset({"de", "del", "al", "el", "la", "las", "los", "di", "da", "do", "es", "-", "'"})
_GLUE = frozenset({"-", "'", "'s"})
_SIDES = frozenset({"N", "S", "E", "W"})
_ARTICLES = frozenset({"the", "a", "an", "in", "on", "at", "this", "our", "and"})
_DISTRICTS = frozenset({"county", "township", "parish"})
_ADJECTIVES = ("ish", "ite", "ese", "ean", "ian", "can", "glo")
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class Forms:
    """Which forms of names a sentence may hold at all, by whether one of their words stands in it."""

    streets: bool
    lands: bool
    kinds: bool

    @classmethod
    def of(cls, words: list[str]) -> "Forms":
        """The forms that these folded words allow."""
        return cls(
            streets=not _OF_STREETS.isdisjoint(words),
            lands=not _OF_LANDS.isdisjoint(words),
            kinds=not _OF_KINDS.isdisjoint(words),
        )


def street_end(view: View, start: int) -> int | None:
    """The token after the street that begins here ("North Cooper Street", "16th Avenue", "Main St."), or None."""
    first = view.sentence.tokens[start][0]
    if not (first.isupper() or first.isdigit()) or not _begins(view, start):
        return None
    index = start
    for _ in range(_LONGEST):
        part = _part_end(view, index)
        if part is None:
            return None
        index = part
        word = view.low(index)
        if word in _STREETS and view.is_name(index):
            return None if _goes_on(view, index + 1) or _is_famous(view, start, index) else index + 1
        if word in _STREETS_SHORT and view.is_name(index) and view.low(index + 1) == ".":
            return None if _goes_on(view, index + 2) else index + 2
    return None


def _begins(view: View, start: int) -> bool:
    """Whether a run of names may begin here: not within one, and not with a word such as "National"."""
    before = view.low(start - 1)
    if view.low(start) in _GENERIC or (view.is_name(start - 1) and before not in _ARTICLES):
        return start == 1 and view.low(start) not in _GENERIC and not view.titled
    return not (before in _GLUE and view.is_name(start - 2))


def _part_end(view: View, index: int) -> int | None:
    """The token after one part of a street's name: a name, a side's letter with its full stop, or an ordinal."""
    piece = view.pieces[index] if index < view.size else ""
    if piece.isdigit():
        return index + 2 if view.low(index + 1) in _ORDINALS else None
    if not piece or not piece[0].isupper() or not piece[0].isalpha():
        return None
    if len(piece) == 1 and view.low(index + 1) == ".":
        return index + 2 if piece in _SIDES else None
    if view.low(index + 1) in _GLUE and view.is_name(index + 2):
        return index + 2
    return index + 1


def _goes_on(view: View, index: int) -> bool:
    """Whether the name goes on after this: "Wall Street Journal", "River Valley"."""
    return (
        view.is_name(index) and view.low(index) not in _CIVIC and view.low(index) not in _CALENDAR and not view.titled
    )


def _is_famous(view: View, start: int, head: int) -> bool:
    return head == start + 1 and view.low(start) in _NO_STREETS


def land_end(view: View, start: int) -> int | None:
    """The token after a land or water named by its form: "Hamilton Township", "Neches River", "Lake Opechee"."""
    if not view.is_name(start) or view.shouted or not _begins(view, start):
        return None
    if view.low(start) in _LAND_HEADS and _is_plain(view, start + 1) and not _goes_on(view, start + 2):
        return start + 2
    for index in range(start + 1, start + 4):
        if not view.is_name(index) or view.low(index - 1) in _CALENDAR or view.taken[index]:
            return None
        if view.low(index) in _LANDS and view.low(index + 1) not in _LANDS:
            return None if _goes_on(view, index + 1) and view.low(index) not in _DISTRICTS else index + 1
    return None


def told_end(view: View, start: int) -> int | None:
    """The token after a name that the words beside it call a town: "the village of X", "X district"."""
    end = start
    while end < view.size and end - start < _LONGEST:
        if _is_plain(view, end):
            end += 1
        elif end > start and view.low(end) in _LINKS and _is_plain(view, end + 1):
            end += 2
        else:
            break
    if end == start:
        return None
    before = view.low(start - 1) == "of" and view.low(start - 2) in _KINDS_BEFORE
    after = view.low(end) in _KINDS_AFTER and view.sentence.tokens[end].islower() and end - start < 3
    after = after and not view.is_name(start - 1) and not view.low(end - 1).endswith(_ADJECTIVES)
    return end if before or after else None


def _is_plain(view: View, index: int) -> bool:
    """Whether a token is a name's, and none of a day, a generic word or an acronym."""
    if not view.is_name(index) or view.taken[index]:
        return False
    word = view.low(index)
    return word not in _CALENDAR and word not in _GENERIC and not view.sentence.tokens[index].isupper()
