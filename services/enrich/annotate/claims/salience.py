"""How deep in its sentence an act stands: what the main clause tells is the news, the rest is beside it.

"After a meeting in Cairo, Egypt freed a blogger accused of fraud": freed 0, meeting 1, accused 1.
"""

from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import Scene
from services.enrich.knowledge.wordsets import word_set

_OPENERS = word_set("salience_openers")
_CLOSING = frozenset({",", ";", ":", "(", ")", '"', "”", "“"})
_SAYING = word_set("roles_saying")
_BE = word_set("patterns_be")
_ADVERBS = word_set("patterns_adverbs")


def depth(scene: Scene, word: EventWord) -> int:
    """0 in a main clause; one more in a subordinate clause or adjunct, one more for a participle without auxiliary."""
    participle = word.voice == "passive" or word.tense == "ing"
    bare = participle and not _has_auxiliary(scene.sentence.low, word.start)
    return _subordinate(scene.sentence.low, word.start) + (bare and not scene.sentence.is_headline)


def _subordinate(low: list[str], start: int) -> int:
    """Whether a word that opens a clause or an adjunct stands before the act, no comma between."""
    for index in range(start - 1, -1, -1):
        if low[index] in _CLOSING:
            return 0
        if low[index] in _OPENERS or (low[index] == "that" and index and low[index - 1] not in _SAYING):
            return 1
    return 0


def _has_auxiliary(low: list[str], start: int) -> bool:
    index = start - 1
    while index >= 0 and (low[index] in _ADVERBS or low[index].endswith("ly")):
        index -= 1
    return index >= 0 and low[index] in _BE
