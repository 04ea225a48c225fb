"""People who act though neither a table nor a name of several words tells them: "donors", "a rival gang", "Doe".

They are asked for where strangers are. A single name counts right before its verb: as one whom the text has named in
full before, or where it speaks to a party that is known.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.actors.offices import is_plain_name
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.parties.owners import is_people
from services.enrich.annotate.parties.strangers import CROWD, is_title_case, stranger
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.nounclass import noun_class
from services.enrich.knowledge.wordsets import word_set

_ARMED = word_set("crowds_armed")
_COUNTS = frozenset({"thousands", "hundreds", "crowds", "scores", "dozens"})
_ADVERBS = word_set("patterns_adverbs")
_AUXILIARY = word_set("clauses_finite") | word_set("patterns_be")
_ENDS = word_set("patients_ends") | word_set("roles_prepositions")
_NO_PERSONS = word_set("crowds_no_persons") | word_set("strangers_no_names") | word_set("places_calendar")
_TITLES = word_set("actors_titles")


def added(
    sentence: Sentence,
    entities: list[Entity],
    words: Sequence[EventWord],
    places: list[tuple[int, int]],
    read: Sequence[Sentence],
) -> list[Entity]:
    """The entities with the people among the other tokens, from left to right; the same list where there are none.

    read: the sentences of the article, of which those before may have named a person in full.
    """
    taken = [False] * len(sentence)
    for start, end in [*places, *((one.start, one.end) for one in entities)]:
        taken[start:end] = [True] * (end - start)
    verbs = {word.start for word in words if word.voice != "noun" and word.tense != "ing"}
    found = [
        *_people(sentence, taken, verbs),
        *([] if is_title_case(sentence) else _persons(sentence, taken, verbs, read)),
    ]
    return sorted([*entities, *found], key=lambda one: one.start) if found else entities


def _people(sentence: Sentence, taken: list[bool], verbs: set[int]) -> Iterator[Entity]:
    """Nouns for people that end their phrase: "villagers", "hundreds of mothers"."""
    low = sentence.low
    for index, word in enumerate(low):
        counted = index > 1 and low[index - 1] == "of" and low[index - 2] in _COUNTS
        human = counted or word in _ARMED or is_people(word)
        if not human or taken[index] or not _ends_phrase(low, index + 1, verbs):
            continue
        if counted and word.endswith(("s", "men", "women", "people")):
            start = index - 4 if low[max(0, index - 4) : index - 2] == ["tens", "of"] else index - 2
            yield replace(stranger(sentence, start, index + 1), id=CROWD, party=CROWD, form="role", sector="civilian")
        elif word in _ARMED:
            yield stranger(sentence, index, index + 1)
        elif is_people(word):
            yield replace(stranger(sentence, index, index + 1), form="role", sector="civilian")


def _ends_phrase(low: list[str], index: int, verbs: set[int]) -> bool:
    """Whether no noun follows of which this word is only a part."""
    if index >= len(low) or index in verbs:
        return True
    return low[index] in _ENDS or low[index] in _AUXILIARY or low[index] in _ADVERBS or low[index].endswith("ly")


def _persons(sentence: Sentence, taken: list[bool], verbs: set[int], read: Sequence[Sentence]) -> Iterator[Entity]:
    """Single names right before their verb: "Doe accused Sudan"; as a person where a full name was told before."""
    for verb in sorted(verbs):
        index = verb - 1
        while index >= 0 and not taken[index] and _is_between(sentence.low[index]):
            index -= 1
        if index < 0 or taken[index] or not _is_written(sentence, index):
            continue
        if (full := _introduced(sentence, index, read)) is not None:
            yield replace(full, start=index, end=index + 1, name_end=index + 1, kind="person", form="person")
        elif not _begins_sentence(sentence, index):
            double = index > 1 and sentence.low[index - 1] == "-" and sentence.tokens[index - 2][0].isupper()
            yield replace(stranger(sentence, index - 2 if double else index, index + 1), kind="person")


def _introduced(sentence: Sentence, index: int, read: Sequence[Sentence]) -> Entity | None:
    """The full name that an earlier sentence gave the person of this surname: "General Abu Bakr Doe"."""
    surname = sentence.tokens[index]
    for before in read:
        if before is sentence:
            return None
        if surname not in before.tokens:
            continue
        last = before.tokens.index(surname)
        first = last
        while first > 0 and is_plain_name(before.tokens[first - 1]) and before.low[first - 1] not in _TITLES:
            first -= 1
        if first < last:
            return stranger(before, first, last + 1)
    return None


def _is_between(word: str) -> bool:
    return word in _AUXILIARY or word in _ADVERBS or word.endswith("ly")


def _is_written(sentence: Sentence, index: int) -> bool:
    """Whether a word is written as a person's name, and is none of those that are not."""
    low = sentence.low[index]
    return is_plain_name(sentence.tokens[index]) and low not in _NO_PERSONS and not low.endswith("ing")


def _begins_sentence(sentence: Sentence, index: int) -> bool:
    """Whether the capital may come from the sentence's beginning alone: "Critics accused"."""
    low = sentence.low[index]
    return is_people(low) or (index == 0 and noun_class(low) is not None)
