"""Which topics a sentence is of, by the words beside an act: what speaks against one, and what for it.

A topic has words that tell of it by themselves and, under "perhaps", words that other news has as well: those
count only outside of the names of actors ("the Arab League").
"""

from functools import cache

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts import subjects
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.nounclass import noun_class
from services.enrich.knowledge.wordsets import word_set

_DOUBTED = ("accidents", "arts", "health", "leisure", "lives", "markets", "science", "sport", "weather")
_ANYWHERE = {
    **{topic: word_set(f"likelihood_{topic}") for topic in (*_DOUBTED, "generic", "politics")},
    "violence": subjects.VIOLENCE,
}
_OUTSIDE_NAMES = {
    **{f"{topic}, perhaps": word_set(f"likelihood_{topic}_perhaps") for topic in _DOUBTED},
    **{topic: word_set(f"likelihood_{topic}") for topic in ("modal", "opinion")},
    "play": subjects.PLAY,
    "not ours": subjects.NOT_OURS,
    "elsewhere": subjects.ELSEWHERE,
    "first person": frozenset({"i", "we", "our", "us", "my"}),
    "day": word_set("when_days") | {"yesterday", "today", "overnight"},
}
_NATURE = {each: f"names {each}" for each in ("animal", "plant", "food", "phenomenon")}


def signs(sentence: Sentence, at: list[Entity | None], start: int, end: int) -> set[str]:
    """The topics of the words beside the act, whose tokens are start to end. at: the entity that covers each token."""
    anywhere, outside = _of_words()
    found: set[str] = set()
    for index, (word, entity) in enumerate(zip(sentence.low, at, strict=True)):
        if start <= index < end:
            continue
        if word in anywhere:
            found.update(anywhere[word])
        if entity is not None:
            continue
        if word in outside:
            found.update(outside[word])
        kind = noun_class(word)
        if kind in _NATURE and sentence.tokens[index].islower():
            found.add(_NATURE[kind])
    return found


@cache
def _of_words() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The signs of each word: those that it gives anywhere, and those that it gives outside of names."""
    return _by_word(_ANYWHERE), _by_word(_OUTSIDE_NAMES)


def _by_word(topics: dict[str, frozenset[str]]) -> dict[str, tuple[str, ...]]:
    known: dict[str, tuple[str, ...]] = {}
    for topic, words in topics.items():
        for word in words:
            known[word] = (*known.get(word, ()), f"words of {topic}")
    return known
