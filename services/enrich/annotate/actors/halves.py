"""Halves of names that the text puts together: "Sino-Indian", "North and South Korea"."""

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.lexicon import Lexicon
from services.enrich.knowledge.wordsets import word_set

DIRECTIONS = word_set("actors_directions")
_STATES = frozenset({"name", "adjective", "demonym"})


def at(sentence: Sentence, start: int, lexicon: Lexicon) -> Entity | None:
    """The state of the half name that starts here, where the other half follows."""
    if not sentence.tokens[start][0].isupper() or start + 2 >= len(sentence):
        return None
    code = _combining(sentence, start, lexicon) or _direction(sentence, start, lexicon)
    if code is None:
        return None
    return Entity(
        start=start,
        end=start + 1,
        name_end=start + 1,
        form="name",
        kind="state",
        id=code,
        name=lexicon.state_names[code],
        party=code,
        country=code,
    )


def _combining(sentence: Sentence, start: int, lexicon: Lexicon) -> str | None:
    """The state of "Sino" before "-Indian"; "Indo-Pacific" is of none."""
    if sentence.low[start + 1] != "-" or not _state(sentence.low, start + 2, lexicon):
        return None
    return lexicon.combining.get(sentence.low[start])


def _direction(sentence: Sentence, start: int, lexicon: Lexicon) -> str | None:
    """The state of "North" before "and South Korea"."""
    low = sentence.low
    if low[start + 1] not in {"and", "or", "/", "-"} or low[start + 2] not in DIRECTIONS:
        return None
    for end, names in lexicon.names.matches(low, start + 2):
        if end > start + 3 and names[0].form in _STATES:
            half = [low[start], *low[start + 3 : end]]
            matches = lexicon.names.matches(half, 0)
            if matches and matches[0][0] == len(half) and matches[0][1][0].form in _STATES:
                return matches[0][1][0].country
    return None


def _state(low: list[str], start: int, lexicon: Lexicon) -> bool:
    return any(name.form in _STATES for _, names in lexicon.names.matches(low, start) for name in names)
