"""Where a coordinator opens a clause with a subject of its own: "Iran attacked Iraq and Syria condemned it".

Without a parser: a finite verb stands before the coordinator, and after it a phrase that another finite verb follows.
Beyond such a word no verb looks for its object, and none for its subject before it.
"""

from collections.abc import Iterator, Sequence

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.wordsets import word_set

_COORDINATORS = frozenset({"and", "but", "yet", "or", ","})
_FINITE = word_set("clauses_finite")
_SPOKEN = word_set("roles_saying")
_ADVERBS = word_set("patterns_adverbs")
_RELATIVES = frozenset({"who", "which", "whose", "that", "whom"})
_CLOSED = word_set("roles_hard") | word_set("roles_subordinators") | _RELATIVES | _SPOKEN
_CLOSED_BUT_SPOKEN = _CLOSED - _SPOKEN
_PREPOSITIONS = word_set("roles_prepositions")
_WITHIN = frozenset({"of", "from", "in", "the", "'s", "'", "’", "and"})
"""Words that a subject may hold beside its names."""
_NO_OBJECT = word_set("clauses_no_object")
_ENDS = frozenset({",", ".", ";", ":", "and", "or"})
_TIMES = word_set("clauses_times")
_DETERMINERS = word_set("clauses_determiners")
_LONGEST = 10
_UNKNOWN = 3
"""Words of a subject that belong to no name: "its closest allies"."""


def opened(sentence: Sentence, at: Sequence[Entity | None], words: Sequence[EventWord]) -> frozenset[int]:
    """The tokens, coordinators each, after which a clause with a subject of its own begins."""
    verbs = [word for word in words if word.voice != "noun"]
    if not verbs:
        return frozenset()
    low, first = sentence.low, verbs[0].end
    places = [
        index
        for index in range(first, len(low) - 2)
        if low[index] in _COORDINATORS and (low[index] != "," or at[index + 1] is not None or low[index + 1] == "the")
    ]
    return frozenset(index for index in places if _has_verb(low, verbs, index) and _opens(sentence, at, verbs, index))


def _has_verb(low: list[str], verbs: list[EventWord], index: int) -> bool:
    """Whether a verb of the clause before stands before the coordinator, and no other clause begins between them."""
    before = next((verb for verb in reversed(verbs) if verb.start < index), None)
    if (
        before is None
        or before.tense == "ing"
        or not _RELATIVES.isdisjoint(low[max(0, before.start - 2) : before.start])
    ):
        return False
    return _CLOSED.isdisjoint(low[before.head + 1 : index])


def _opens(sentence: Sentence, at: Sequence[Entity | None], verbs: list[EventWord], index: int) -> bool:
    """Whether a subject and its verb follow the coordinator; after a comma the subject is a name and no more."""
    unknown, start = 0, index + 1
    if start == len(sentence) or sentence.low[start] in _PREPOSITIONS:
        return False  # "curbs to and from Iran"
    for place in _phrase(sentence, at, start):
        piece = sentence.low[place]
        if at[place] is not None:
            continue
        if _is_finite(sentence, verbs, place):
            return place > start and _has_subject(sentence.low, at, start, place)
        if piece not in _WITHIN and not _is_adverb(piece):
            unknown += 1
            if sentence.low[index] == "," or unknown > _UNKNOWN:
                return False
    return False


def _phrase(sentence: Sentence, at: Sequence[Entity | None], start: int) -> Iterator[int]:
    """The tokens from here on that may belong to a subject or be its verb."""
    for place in range(start, min(len(sentence), start + _LONGEST)):
        piece = sentence.low[place]
        if at[place] is None and (piece in _CLOSED_BUT_SPOKEN or (piece in _PREPOSITIONS and piece not in _WITHIN)):
            return
        if not piece[0].isalnum() and piece not in _WITHIN:
            return
        yield place


def _is_finite(sentence: Sentence, verbs: list[EventWord], place: int) -> bool:
    """Whether a finite verb stands here: an auxiliary, a verb of saying, or an event word that takes an object."""
    low = sentence.low
    if low[place] in _FINITE or low[place] in _SPOKEN:
        return True
    verb = next((one for one in verbs if one.start == place), None)
    if verb is None or verb.tense == "ing" or (verb.tense == "base" and not low[place].endswith("s")):
        return False
    following = low[place + 1] if place + 1 < len(low) else "."
    if following in _PREPOSITIONS:
        return low[place] in _NO_OBJECT  # "three Iraqis accused of spying" are no subject
    return following not in _ENDS


def _is_adverb(piece: str) -> bool:
    return piece in _ADVERBS or piece.endswith("ly")


def _has_subject(low: list[str], at: Sequence[Entity | None], start: int, verb: int) -> bool:
    """Whether what stands before the verb may be its subject, and is no time: "and later", "and last week"."""
    if any(at[place] is not None for place in range(start, verb)):
        return True
    last = verb - 1
    while last > start and _is_adverb(low[last]):
        last -= 1
    if _is_adverb(low[start]) or low[last] in _TIMES:
        return False
    return low[start] in _DETERMINERS or low[last].endswith("s")
