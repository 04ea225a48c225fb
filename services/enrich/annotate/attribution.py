"""Whose claim it is: "the ministry said", "according to activists", and how the verb stands to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.claims import Strength
from services.enrich.annotate.entities import Entity
from services.enrich.annotate.roles import Scene
from services.enrich.knowledge.eventwords import inflect
from services.enrich.knowledge.tables import Tables
from services.enrich.knowledge.wordsets import word_set

Speech = dict[str, Strength]
_SET_OFF = frozenset({",", '"', "”", "-", "—"})
_STATES_WHAT = frozenset({"that", "it", "he", "she", "they", "its", "their"})
_STRENGTHS = frozenset({"said", "claims", "denies", "admits", "believes"})
_SPEAKER_ENDS = word_set("attribution_speaker_ends")
_SPEAKER_STARTS = word_set("attribution_speaker_starts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who says so (a party, or its description) from token start to end of the sentence; verb: the token of saying."""

    who: str
    party: str | None
    strength: Strength
    verb: int
    start: int
    end: int

    def covers(self, token: int) -> bool:
        """Whether what stands at this token is said by them."""
        return self.start <= token < self.end


def build(tables: Tables) -> Speech:
    """Folded form of each verb of saying -> its strength. Raises TableError."""
    irregular = {
        row["base"]: (row["past"].split("|"), row["participle"].split("|")) for row in tables.rows("irregular")
    }
    speech: Speech = {}
    for row in tables.rows("speech"):
        if row["strength"] not in _STRENGTHS:
            raise row.fault("strength", f"{row['strength']!r} is not one of {', '.join(sorted(_STRENGTHS))}")
        for form, tense in inflect(row["verb"], irregular):
            if tense != "ing":
                speech[form] = row["strength"]  # type: ignore[assignment]  # checked above
    return speech


def find(scene: Scene, speech: Speech) -> list[Attribution]:
    """The attributions of a sentence, from left to right."""
    return list(_all(scene, speech))


def _all(scene: Scene, speech: Speech) -> Iterator[Attribution]:
    low, size = scene.sentence.low, len(scene.sentence)
    for index, word in enumerate(low):
        strength = speech.get(word)
        if scene.at[index] is not None:
            continue
        if strength is not None:
            speaker = _speaker(scene, index)
            if speaker is not None:
                start, end = _span(scene, index)
                yield _made(scene, speaker, strength, index, start, end)
        elif word == "according" and index + 1 < size and low[index + 1] == "to":
            source = _next_entity(scene, index + 2, 6)
            if source is not None:
                yield _made(scene, source, "said", index, 0, size)


def _made(scene: Scene, speaker: Entity, strength: Strength, verb: int, start: int, end: int) -> Attribution:
    who = speaker.party or " ".join(scene.sentence.tokens[speaker.start : speaker.end])
    return Attribution(who=who, party=speaker.party, strength=strength, verb=verb, start=start, end=end)


def _speaker(scene: Scene, verb: int) -> Entity | None:
    """The entity just before the verb of saying ("the ministry said"), else just after it (", said the ministry")."""
    low = scene.sentence.low
    for index in range(verb - 1, max(-1, verb - 12), -1):
        entity = scene.at[index]
        if entity is not None:
            return None if entity.modifier else entity
        if low[index] in _SPEAKER_STARTS or (low[index] == "," and verb - index < 3):
            break
    return _next_entity(scene, verb + 1, 4)


def _next_entity(scene: Scene, start: int, reach: int) -> Entity | None:
    for index in range(start, min(len(scene.at), start + reach)):
        entity = scene.at[index]
        if entity is not None:
            return None if entity.modifier else entity
        if scene.sentence.low[index] in _SPEAKER_ENDS:
            return None
    return None


def _span(scene: Scene, verb: int) -> tuple[int, int]:
    """What the verb covers: all where the speaker is set off ("..., the ministry said"), else what follows."""
    low, size = scene.sentence.low, len(scene.sentence)
    if verb > 0 and low[verb - 1] in _SET_OFF:  # "..., said the ministry"
        return 0, size
    after = low[verb + 1] if verb + 1 < size else "."
    index = verb - 1
    while index >= 0 and verb - index < 14 and low[index] not in _SET_OFF:
        index -= 1
    if index > 0 and low[index] in _SET_OFF and after not in _STATES_WHAT and size - verb < 14:
        return 0, size
    return verb + 1, size
