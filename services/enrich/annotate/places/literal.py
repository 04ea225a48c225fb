"""Whether a country or capital stands for its government or lies there; and where a dateline ends."""

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts.scene import is_locative
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.wordsets import word_list, word_set

_PARTS = word_set("places_parts")
_LITERAL_BEFORE = word_set("places_literal_before")
_ACTING_AFTER = word_set("places_acting_after")
_AGENCIES = word_set("places_agencies")
_BESIDE = frozenset(
    {*word_list("literal_clause_starts"), "", "_", "|", ")", "and", "with", "between", "by", "against", "that"}
)
_TIMES = word_set("literal_times")
_AFTER_NAME = word_set("composed_after_bare_adjective")
_DETERMINERS = frozenset({"a", "an", "its", "their", "his", "her", "another", "any", "some"})
_OWNED = word_set("literal_owned")
_OWNING = frozenset({"'s", "'", "’"})
_DATELINE_TOKENS = 14
_DATELINE_STARTS = 60
"""A dateline begins within so many characters of the text."""
_SHORT_DATELINE = 4
_DASHES = frozenset({"-", "—", "–", "_", "|"})
_MONTHS = frozenset(
    {*word_list("when_months"), "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"}
)


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
    if after in _OWNING and low[entity.end + 1 : entity.end + 2] and low[entity.end + 1] in _OWNED:
        return False
    if entity.end > entity.name_end or after in _OWNING:
        return True
    beside = low[entity.end : entity.end + 3]
    if beside[:2] == [",", "the"] and not _OWNED.isdisjoint(beside[2:]):
        return False
    timed = before.isdigit() or before in _TIMES
    attributive = before in _DETERMINERS and after.isalpha() and after not in _AFTER_NAME
    return timed or attributive or before in _BESIDE or (before in _ACTING_AFTER and after not in {".", ""})


def dateline_end(sentence: Sentence) -> int:
    """The token after a dateline ("BEIJING, Jan 18 (Reuters) -", "Aleppo, Syria:", "(CNN)"), or 0."""
    if sentence.field != "text" or sentence.start > _DATELINE_STARTS:
        return 0
    if sentence.tokens[0] == "(":
        return 3 if len(sentence) > 3 and sentence.low[1] in _AGENCIES and sentence.low[2] == ")" else 0
    if not sentence.tokens[0][0].isupper():
        return 0
    for index, piece in enumerate(sentence.low[:_DATELINE_TOKENS]):
        if piece == ":" and index:
            return index if _is_heading(sentence, index) else 0
        if piece in _DASHES and index and sentence.starts[index] > sentence.ends[index - 1]:
            return index if _is_dateline(sentence, index) else 0
    return 0


def _is_heading(sentence: Sentence, end: int) -> bool:
    """Whether the words before a colon are a dateline: in capitals, or a town and its country."""
    return end <= _SHORT_DATELINE and (_is_shouted(sentence) or "," in sentence.low[:end])


def _is_dateline(sentence: Sentence, end: int) -> bool:
    """Whether the words before a dash are a dateline: with an agency or a date, in capitals, or a name alone."""
    low = sentence.low[:end]
    if low[-1] == ")" or not _AGENCIES.isdisjoint(low) or (_is_shouted(sentence) and end < 2 * _SHORT_DATELINE):
        return True
    if "," in low and not _MONTHS.isdisjoint(low):
        return True
    following = sentence.tokens[end + 1 : end + 2]
    return end <= 3 and bool(following) and not following[0][0].islower()


def _is_shouted(sentence: Sentence) -> bool:
    first = sentence.tokens[0]
    return first.isupper() and len(first) > 2 and "." not in first
