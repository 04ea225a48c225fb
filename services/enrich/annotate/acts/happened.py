"""Acts told with a place alone: "bombs exploded in Baghdad", "clashes erupted in Bangui", "a curfew was imposed".

They are asked for where a sentence tells no act with a party, names a place, and tells of no accident. The claim has
that place, and nobody who did it.
"""

from collections.abc import Iterator

from services.enrich.annotate.acts import relevance, sense
from services.enrich.annotate.acts.acts import Act
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import Roles, Scene
from services.enrich.annotate.acts.sense import Senses
from services.enrich.annotate.acts.subjects import ACCIDENTS
from services.enrich.annotate.claims import salience
from services.enrich.knowledge.eventwords import Pattern
from services.enrich.knowledge.wordsets import word_set

_TYPES = frozenset({"ASSAULT", "PROTEST", "COERCE"})
_HAPPENING = word_set("happened_happening")
_DECREED = word_set("happened_decreed")
_BLASTS = word_set("happened_blasts")
_SHELLS = word_set("happened_shells")
_STRIKING = word_set("happened_striking")
_ACCIDENTS = ACCIDENTS | word_set("happened_accidents")
_NOT_HAPPENED = frozenset({"if", "unless", "could", "would", "may", "might", "should", "no", "never", "not", "without"})
_BE = word_set("patterns_be") | frozenset({"has", "have", "had"})
_ADVERBS = word_set("patterns_adverbs")
_NOBODY = Roles(sources=(), targets=())
_AFTER = 4
"""Tokens after a noun within which its verb stands: "a curfew has been imposed"."""
_BLAST = Pattern(words="explode", part="noun", type="ASSAULT", mode="bombing", roles="s", rest=())
_SHELLING = Pattern(words="shell", part="noun", type="ASSAULT", mode="shelling", roles="s", rest=())


def found(scene: Scene, places: list[tuple[int, int]], senses: Senses) -> list[Act]:
    """The first act of force or protest that the sentence says happened, in a list; none where it names no place."""
    low = scene.sentence.low
    if not places or not _ACCIDENTS.isdisjoint(low) or not _NOT_HAPPENED.isdisjoint(low):
        return []
    for word in (*_nouns(scene, senses), *_arms(scene)):
        if salience.depth(scene, word) == 0 and relevance.is_relevant(scene, word, _NOBODY):
            return [Act(word=word, type=word.pattern.type, mode=word.pattern.mode, roles=_NOBODY)]
    return []


def _nouns(scene: Scene, senses: Senses) -> Iterator[EventWord]:
    """Nouns of acts with a verb that says that they happened."""
    for word in scene.words:
        if word.voice == "noun" and word.pattern.type in _TYPES and sense.is_meant(scene, word, senses):
            verbs = _DECREED if word.pattern.type == "COERCE" else _HAPPENING
            if _verb(scene, word.end, verbs) is not None:
                yield word


def _arms(scene: Scene) -> Iterator[EventWord]:
    """Arms with a verb that says that they struck."""
    low = scene.sentence.low
    for index, piece in enumerate(low):
        if piece in _BLASTS or piece in _SHELLS:
            verb = _verb(scene, index + 1, _STRIKING)
            if verb is not None:
                pattern = _BLAST if piece in _BLASTS else _SHELLING
                yield EventWord(start=index, end=verb + 1, head=verb, pattern=pattern, voice="noun", tense="noun")


def _verb(scene: Scene, start: int, verbs: frozenset[str]) -> int | None:
    """The verb of a subject that ends here, auxiliaries and adverbs passed over."""
    low = scene.sentence.low
    for index in range(start, min(len(low), start + _AFTER)):
        if low[index] in verbs:
            return index
        if not (low[index] in _BE or low[index] in _ADVERBS or low[index].endswith("ly")):
            return None
    return None
