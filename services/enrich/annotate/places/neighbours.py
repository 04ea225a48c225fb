"""What stands beside a name that may be a place: titles and prepositions before it, kinds and bodies after it."""

from collections.abc import Iterator

from services.enrich.annotate.places import person_names
from services.enrich.annotate.places.view import View
from services.enrich.knowledge.wordsets import word_set

_DIRECTIONS = word_set("places_directions")
_KINDS = word_set("places_kinds")
_CIVIC = word_set("places_civic")
_NAMING = word_set("places_naming")
_CALENDAR = word_set("places_calendar")
_SPEAKING = word_set("places_speaking")
_TITLES = word_set("places_titles")
_WORDS = word_set("places_common")
_PEOPLE = word_set("places_people")
_LOOSE = word_set("places_loose_prepositions")
_BODIES = word_set("places_bodies")
_THINGS = word_set("places_things")
_ORGANS = word_set("places_organs")
_PLURALS = word_set("places_plural_kinds")
_PARTIES = frozenset({"d", "r", "i", "dfl"})
_IN = frozenset({"in", "near", "outside", "inside", "throughout", "within", "across", "around"})
_ELDEST = 110
_LONGEST_LIST = 24
"""Tokens of a list of names."""


def before(view: View, start: int) -> Iterator[str]:
    """The features of the words before the name."""
    index = start - 1
    if view.low(index) == "the":
        yield "the_before"
        index -= 1
    word = view.low(index)
    if start < view.dateline:
        yield "dateline"
    if word in _LOOSE or word in _IN or word == "at":
        yield _preposition(view, index, word)
    elif word in _DIRECTIONS and not view.is_name(index):
        yield "direction_before"
    elif word in {"-", "/"} and index == start - 1:
        yield "party_before" if view.low(index - 1) in _PARTIES else "hyphen_before"
    elif index == start - 1:
        yield from _name_before(view, index, word)


def _preposition(view: View, index: int, word: str) -> str:
    """The kind of the preposition before a name."""
    before = view.low(index - 1)
    if word in {"of", "from"} and before == "," and view.low(index - 2).isdigit():
        return "aged_before"
    if word == "of" and before in _KINDS:
        return "kind_of_before"
    if word == "of" and before in _BODIES and view.is_name(index - 1):
        return "body_of_before"
    return "in_before" if word in _IN else "at_before" if word == "at" else "loose_before"


def _name_before(view: View, index: int, word: str) -> Iterator[str]:
    """A title, an initial or another name right before."""
    if word in _TITLES or (word == "." and view.low(index - 1) in _TITLES):
        yield "title_before"
    elif word == "said":
        yield "said_before"
    elif word == "." and len(view.low(index - 1)) == 1 and view.sentence.tokens[index - 1].isupper():
        yield "initial_before"
    elif view.is_name(index) and not view.titled and not view.taken[index]:
        if person_names.is_given(word):
            yield "given_before"
        elif (
            word not in _CALENDAR
            and word not in _KINDS
            and word not in _DIRECTIONS
            and not (index == 0 and word in _WORDS)
        ):
            yield "name_before"


def after(view: View, end: int) -> Iterator[str]:
    """The features of the words after the name."""
    word, name = view.low(end), view.is_name(end)
    if word in _SPEAKING:
        yield "speaking_after"
    elif (
        word == ","
        and view.low(end + 1).isdecimal()
        and int(view.low(end + 1)[:4]) < _ELDEST
        and view.low(end + 2) == ","
    ):
        yield "age_after"
    elif word in _THINGS:
        yield "thing_after"
    elif name:
        yield from _name_after(view, end, word)
    elif word in _KINDS:
        yield "kind_after"
    elif word in _PEOPLE:
        yield "people_after"
    elif word == "'s":
        yield "owner"
    elif word == "-":
        yield "based_after" if view.low(end + 1) in {"based", "area"} else "hyphen_after"
    if word in {",", "and"} or word in _PLURALS:
        yield from _plural(view, end)


def _plural(view: View, end: int) -> Iterator[str]:
    """Whether a list of names ends with its kind: "Dakota, Otoe and Washington counties"."""
    index = end
    while index < min(len(view.sentence), end + _LONGEST_LIST) and (
        view.is_name(index) or view.low(index) in {",", "and"}
    ):
        index += 1
    if view.low(index) in _PLURALS and view.low(index - 1) not in {",", "and"}:
        yield "plural_after"


def _name_after(view: View, end: int, word: str) -> Iterator[str]:
    """Another name right after: of a body, a thing, or a person."""
    if word in _NAMING:
        yield "naming_after"
    elif word in _CIVIC:
        yield "civic_after"
    elif not view.titled and word not in _CALENDAR and not view.taken[end]:
        index = end
        while view.is_name(index) and index < end + 4:
            index += 1
        if any(view.low(inner) in _ORGANS for inner in range(end, index)):
            yield "organ_after"
        else:
            given, _, family = person_names.known()
            yield "family_after" if word in family or view.low(end - 1) in given else "name_after"
