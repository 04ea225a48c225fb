"""Whether a country or capital stands for its government or lies there; and where a dateline ends."""

from services.enrich.annotate.document import Sentence
from services.enrich.annotate.entities import Entity
from services.enrich.annotate.scene import is_locative
from services.enrich.knowledge.wordsets import word_set

_PARTS = word_set("places_parts")
_LITERAL_BEFORE = word_set("places_literal_before")
_ACTING_AFTER = word_set("places_acting_after")
_AGENCIES = word_set("places_agencies")
_BESIDE = frozenset({"", "and", "with", "between", "by", "against", "that"})
_TIMES = word_set("literal_times")
_AFTER_NAME = word_set("actors_after_bare_adjective")
_DETERMINERS = frozenset({"a", "an", "its", "their", "his", "her", "another", "any", "some"})
_OWNING = frozenset({"'s", "'", "’"})
_DATELINE_TOKENS = 14


def acts(sentence: Sentence, entity: Entity) -> bool:
    """Whether the name stands for its government or people: it begins the clause, owns what follows, is told of by an
    office, or stands beside one that does. After a preposition of place it never does."""
    low = sentence.low
    index = entity.start - 1
    while index >= 0 and low[index] in {"the", "both"}:
        index -= 1
    before = low[index] if index >= 0 else ""
    after = low[entity.end] if entity.end < len(sentence) else "."
    if before == "of" and index > 0 and low[index - 1] not in _PARTS:
        return True
    if before in _LITERAL_BEFORE or is_locative(sentence, entity):
        return False
    if entity.end > entity.name_end or after in _OWNING:
        return True
    timed = before.isdigit() or before in _TIMES
    attributive = before in _DETERMINERS and after.isalpha() and after not in _AFTER_NAME
    return timed or attributive or before in _BESIDE or (before in _ACTING_AFTER and after not in {".", ""})


def dateline_end(sentence: Sentence) -> int:
    """The token after a dateline ("BEIJING, Jan 18 (Reuters) -"), or 0."""
    if sentence.field != "text" or sentence.start > 60 or not sentence.tokens[0][0].isupper():
        return 0
    shouted = sentence.tokens[0].isupper() and len(sentence.tokens[0]) > 2
    for index, piece in enumerate(sentence.low[:_DATELINE_TOKENS]):
        if piece == ":" and 0 < index <= 3:
            return index if shouted else 0
        if piece in {"-", "—", "–"} and index and sentence.starts[index] > sentence.ends[index - 1]:
            agency = any(word in _AGENCIES for word in sentence.low[:index])
            return index if agency or (shouted and index < 8) or index <= 3 else 0
    return 0
