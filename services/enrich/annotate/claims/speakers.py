"""Who speaks: the words beside a verb of saying that name a source, known to us or only described.

"the Russian defence ministry said", "activists in Aleppo said", "according to a Reuters witness", ", said residents".
A name in a place ("sources in Moscow") does not speak; who is described there does.
"""

from dataclasses import dataclass

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts.scene import PREPOSITIONS, Scene, is_locative
from services.enrich.knowledge.names import STATE_SECTORS
from services.enrich.knowledge.wordsets import word_set

_ENDS = word_set("attribution_speaker_ends")
_STARTS = word_set("attribution_speaker_starts")
_DESCRIBED = word_set("attribution_described")
_NOT_DESCRIBING = word_set("attribution_not_describing")
_ADJECTIVES = 3
_BEFORE = 12
"""Tokens before a verb of saying that may lie between it and its speaker: "officials familiar with the matter"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A source: its party where we know it, and its name or description. personal: one person speaks."""

    who: str
    party: str | None
    personal: bool = False


def before(scene: Scene, verb: int) -> Speaker | None:
    """The speaker that stands before a verb of saying."""
    low = scene.sentence.low
    index = verb - 1
    while index >= 0 and verb - index < _BEFORE:
        entity = scene.at[index]
        if entity is not None and not _is_only_placed(scene, entity):
            return None if entity.modifier else named(scene, entity)
        if entity is None and low[index] in _DESCRIBED:
            return described(scene, index)
        if entity is None and (low[index] in _STARTS or (low[index] == "," and verb - index < 3)):
            return None
        index = (entity.start if entity is not None else index) - 1
    return None


def after(scene: Scene, start: int, reach: int) -> Speaker | None:
    """The first speaker at or after a token: ", said the ministry", "according to witnesses"."""
    for index in range(start, min(len(scene.at), start + reach)):
        entity = scene.at[index]
        if entity is not None:
            following = scene.sentence.low[entity.end] if entity.end < len(scene.sentence) else ""
            if following in _DESCRIBED:
                return described(scene, entity.end)  # "a Reuters witness"
            return None if entity.modifier else named(scene, entity)
        if scene.sentence.low[index] in _DESCRIBED:
            return described(scene, index)
        if scene.sentence.low[index] in _ENDS:
            return None
    return None


def named(scene: Scene, entity: Entity) -> Speaker:
    """The speaker that an entity is. Where nobody tells whose it is, its words: "activists", but not "the ministry"."""
    organ = entity.sector in STATE_SECTORS and scene.sentence.low[max(0, entity.start - 1)] == "the"
    if entity.party is None or (entity.assumed and not organ):
        return described(scene, entity.end - 1)
    return Speaker(who=entity.party, party=entity.party, personal=entity.kind == "person")


def described(scene: Scene, noun: int) -> Speaker:
    """The speaker whose head noun stands at a token, with the words before it and the place after it."""
    low, size = scene.sentence.low, len(scene.sentence)
    start = noun
    while start > 0 and noun - start < _ADJECTIVES and _describes(low[start - 1]):
        start -= 1
    while start < noun and not low[start][0].isalpha():  # never begins with the "'s" of an owner
        start += 1
    end = noun + 1
    placed = scene.at[end + 1] if end + 1 < size and low[end] in {"in", "from"} else None
    return Speaker(who=_words(scene, start, placed.end if placed else end), party=None)


def is_described(word: str) -> bool:
    """Whether the word is a noun that describes a source: "witnesses"."""
    return word in _DESCRIBED


def _describes(word: str) -> bool:
    return (word[0].isalpha() or word in {"'s", "’s"}) and word not in _NOT_DESCRIBING and word not in PREPOSITIONS


def _is_only_placed(scene: Scene, entity: Entity) -> bool:
    """Whether the name tells where the speaker is: "sources in Moscow", "activists in Aleppo"."""
    return entity.form in {"name", "capital"} and is_locative(scene.sentence, entity)


def _words(scene: Scene, start: int, end: int) -> str:
    """The words as inside a sentence: the first one's capital goes, unless it is a name's."""
    tokens = scene.sentence.tokens[start:end]
    if start == 0 and (scene.at[0] is None or scene.at[0].form == "role"):
        tokens = [tokens[0].lower(), *tokens[1:]]
    return " ".join(tokens).replace(" '", "'").replace(" ’", "’")
