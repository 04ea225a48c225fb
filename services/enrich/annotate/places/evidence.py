"""What speaks for and against a name being a place: features of the name and of the words around it, each weighed.

A model that a person can read: place_evidence.tsv gives each feature's weight in log-odds; their sum decides. The
weights were fitted to news texts with gold labels and rounded.
"""

from collections.abc import Iterator
from functools import cache

from services.enrich.annotate.places import neighbours, person_names
from services.enrich.annotate.places.view import View
from services.enrich.knowledge.gazetteer import Candidate
from services.enrich.knowledge.tables import COLUMNS, HERE, read
from services.enrich.knowledge.tokens import spelling
from services.enrich.knowledge.wordsets import word_set

_CALENDAR = word_set("places_calendar")
_WORDS = word_set("places_common")
_CAPITAL_DIRECTIONS = word_set("places_capital_directions")
_ENGLISH = frozenset({"USA", "CAN", "AUS", "GBR"})
_QUOTES = frozenset({".", '"', "“", ":", "(", "”", "•", "*"})
_PREPOSITIONS = frozenset({"in_before", "at_before", "loose_before", "kind_of_before", "aged_before"})
_PERSONAL = frozenset({"given_before", "initial_before", "title_before", "age_after", "speaking_after"})
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


def features(view: View, start: int, end: int, candidates: tuple[Candidate, ...]) -> list[str]:
    """The features of a name, in its sentence alone."""
    size = _size(candidates)
    before, after = list(neighbours.before(view, start)), list(neighbours.after(view, end))
    if "speaking_after" in after and not _PREPOSITIONS.isdisjoint(before):
        after.remove("speaking_after")  # "Ann Smith of Tyler said"
    word = _word(view, start, size) if end - start == 1 else _words(view, start)
    spelling = _spelling(view, start, end, candidates)
    return ["bias", size, *before, *after, *_place_in_sentence(view, start, size), *word, *spelling]


def names_person(found: list[str]) -> bool:
    """Whether these features show a person's name, so that the article's other mentions of it are of that person."""
    return not _PERSONAL.isdisjoint(found)


def _place_in_sentence(view: View, start: int, size: str) -> Iterator[str]:
    if start == 0 or view.sentence.tokens[start - 1] in _QUOTES:
        yield "opening"
    if view.titled and size not in _LARGE:
        yield "titled"


def _word(view: View, start: int, size: str) -> Iterator[str]:
    """What a name of one word is besides."""
    piece, word = view.sentence.tokens[start], view.sentence.low[start]
    given, frequent, family = person_names.known()
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
