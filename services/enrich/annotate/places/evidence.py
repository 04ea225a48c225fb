"""What speaks for and against a name being a place: features of the words around it, each with a weight of a table.

A model that a person can read: place_evidence.tsv gives each feature's weight in log-odds; their sum decides. The
weights were fitted to news texts with gold labels and rounded.
"""

from collections.abc import Iterator
from functools import cache

from services.enrich.annotate.places.view import View
from services.enrich.knowledge.gazetteer import Candidate
from services.enrich.knowledge.tables import COLUMNS, HERE, read
from services.enrich.knowledge.tokens import spelling
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
_CAPITAL_DIRECTIONS = word_set("places_capital_directions")
_ORGANS = word_set("places_organs")
_PLURALS = word_set("places_plural_kinds")
_ENGLISH = frozenset({"USA", "CAN", "AUS", "GBR"})
_PARTIES = frozenset({"d", "r", "i", "dfl"})
_QUOTES = frozenset({".", '"', "“", ":", "(", "”", "•", "*"})
_IN = frozenset({"in", "near", "outside", "inside", "throughout", "within", "across", "around"})
_PREPOSITIONS = frozenset({"in_before", "at_before", "loose_before", "kind_of_before", "aged_before"})
_PERSONAL = frozenset({"given_before", "initial_before", "title_before", "age_after", "speaking_after"})
_ELDEST = 110
_LONGEST_LIST = 24
"""Tokens of a list of names."""
_LARGE = frozenset({"english_region", "metropolis", "continent"})
_CONTINENTS = frozenset({"continent", "ocean"})


def score(features: list[str]) -> float:
    """The log-odds of a place. Raises KeyError for a feature that the table does not weigh."""
    known = weights()
    return sum(known[feature] for feature in features)


@cache
def weights() -> dict[str, float]:
    """The weight of each feature."""
    return {
        row["feature"]: float(row["weight"]) for row in read(HERE / "place_evidence.tsv", COLUMNS["place_evidence"])
    }


@cache
def _person_names() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Given names, frequent given names, family names."""
    rows = list(read(HERE / "person_names.tsv", COLUMNS["person_names"]))
    given = {row["name"]: int(row["given"]) for row in rows if row["given"]}
    family = frozenset(row["name"] for row in rows if row["family"])
    return frozenset(given), frozenset(name for name, share in given.items() if share >= 30), family


def is_given(word: str) -> bool:
    """Whether a word is a person's given name."""
    return word in _person_names()[0]


def is_personal(word: str) -> bool:
    """Whether a word is a given or a family name."""
    return word in _person_names()[0] or word in _person_names()[2]


def features(view: View, start: int, end: int, candidates: tuple[Candidate, ...]) -> list[str]:
    """The features of a name, in its sentence alone."""
    size = _size(candidates)
    before, after = list(_before(view, start)), list(_after(view, end))
    if "speaking_after" in after and not _PREPOSITIONS.isdisjoint(before):
        after.remove("speaking_after")  # "Ann Smith of Tyler said"
    word = _word(view, start, size) if end - start == 1 else _words(view, start)
    spelling = _spelling(view, start, end, candidates)
    return ["bias", size, *before, *after, *_place_in_sentence(view, start, size), *word, *spelling]


def names_person(found: list[str]) -> bool:
    """Whether these features show a person's name, so that the article's other mentions of it are of that person."""
    return not _PERSONAL.isdisjoint(found)


def _before(view: View, start: int) -> Iterator[str]:
    """What stands before the name."""
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
        if is_given(word):
            yield "given_before"
        elif (
            word not in _CALENDAR
            and word not in _KINDS
            and word not in _DIRECTIONS
            and not (index == 0 and word in _WORDS)
        ):
            yield "name_before"


def _after(view: View, end: int) -> Iterator[str]:
    """What stands after the name."""
    word, name = view.low(end), view.is_name(end)
    if word in _SPEAKING:
        yield "speaking_after"
    elif (
        word == ","
        and view.low(end + 1).isdigit()
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
            given, _, family = _person_names()
            yield "family_after" if word in family or view.low(end - 1) in given else "name_after"


def _place_in_sentence(view: View, start: int, size: str) -> Iterator[str]:
    if start == 0 or view.sentence.tokens[start - 1] in _QUOTES:
        yield "opening"
    if view.titled and size not in _LARGE:
        yield "titled"


def _word(view: View, start: int, size: str) -> Iterator[str]:
    """What a name of one word is besides."""
    piece, word = view.sentence.tokens[start], view.sentence.low[start]
    given, frequent, family = _person_names()
    if word in _WORDS:
        yield "common_word"
    elif word in _CALENDAR or word in _CAPITAL_DIRECTIONS:
        yield "calendar"
    elif size not in _LARGE:
        yield from (
            name
            for name, among in (("frequent_given", frequent), ("given", given), ("family", family))
            if word in among
        )
    if len(word) < 4 and word not in _WORDS:
        yield "short"
    if piece.isupper() and len(piece) < 6 and not view.shouted:
        yield "capitals"


def _words(view: View, start: int) -> Iterator[str]:
    """What a name of several words is besides."""
    yield "several_words"
    if view.low(start) in {"st", "saint"}:
        yield "saint"


def _spelling(view: View, start: int, end: int, candidates: tuple[Candidate, ...]) -> Iterator[str]:
    spelled = " ".join(view.sentence.low[start:end])
    if any(candidate.naming == "news" for candidate in candidates):
        yield "news"
    elif all(spelling(candidate.name) != spelled for candidate in candidates):
        yield "other_spelling"


def _size(candidates: tuple[Candidate, ...]) -> str:
    """The size of the largest place of the name."""
    kinds = {candidate.feature for candidate in candidates}
    if not kinds.isdisjoint(_CONTINENTS):
        return "continent"
    people = max((candidate.population for candidate in candidates), default=0)
    if any(candidate.feature == "admin1" and candidate.country in _ENGLISH for candidate in candidates):
        return "english_region"
    for limit, name in ((1_000_000, "metropolis"), (100_000, "city")):
        if people >= limit:
            return name
    if "admin1" in kinds or "country" in kinds:
        return "region"
    for limit, name in ((20_000, "town"), (3_000, "small_town")):
        if people >= limit:
            return name
    return "village" if "city" in kinds else "district" if "admin2" in kinds else "site"
