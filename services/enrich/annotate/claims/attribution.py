"""Whose claim it is: "the ministry said", "according to activists", and how the verb stands to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.claims import Strength
from services.enrich.annotate.acts.scene import Scene
from services.enrich.annotate.claims import speakers
from services.enrich.annotate.claims.speakers import Speaker
from services.enrich.knowledge.eventwords import inflect
from services.enrich.knowledge.tables import Tables
from services.enrich.knowledge.wordsets import word_set

Speech = dict[str, Strength]
_SET_OFF = frozenset({",", '"', "”", "-", "—"})
_STATES_WHAT = frozenset({"that", "it", "he", "she", "they", "its", "their"})
_STRENGTHS = frozenset({"said", "claims", "denies", "admits", "believes"})
_PRONOUNS = frozenset({"he", "she", "it", "they"})
_HEARSAY = word_set("attribution_hearsay")
_NOUNS_TOO = word_set("attribution_nouns_too")
_ADJECTIVES_TOO = word_set("attribution_adjectives_too")
_BEFORE_ADJECTIVE = word_set("attribution_before_adjective")
_HELD = word_set("attribution_held")
_BE = word_set("patterns_be")
_REJECTING = word_set("attribution_rejecting")
_TALES = word_set("attribution_tales")
_REJECTED_WITHIN = 4
_OPENING = _HEARSAY | _HELD | _REJECTING | {"according"}
"""The words, beside verbs of saying, that may open an attribution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who says so, from token start to end of the sentence; verb: the token of saying. No speaker: hearsay."""

    speaker: Speaker | None
    strength: Strength
    verb: int
    start: int
    end: int

    @property
    def who(self) -> str | None:
        """Actor id or description of the source."""
        return self.speaker.who if self.speaker else None

    @property
    def party(self) -> str | None:
        """The source's party, where we know it."""
        return self.speaker.party if self.speaker else None

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


def find(scene: Scene, speech: Speech, earlier: Speaker | None = None) -> list[Attribution]:
    """The attributions of a sentence from left to right, hearsay last. earlier: whom "he said" means."""
    found = list(_all(scene, speech, earlier))
    return sorted(found, key=lambda one: one.speaker is None)


def _all(scene: Scene, speech: Speech, earlier: Speaker | None) -> Iterator[Attribution]:
    low, size = scene.sentence.low, len(scene.sentence)
    for index, word in [(at, word) for at, word in enumerate(low) if word in speech or word in _OPENING]:
        if scene.at[index] is not None:
            continue
        if word in _HEARSAY or (word in _HELD and _is_held(low, index)):
            yield Attribution(speaker=None, strength="believes", verb=index, start=0, end=size)
        elif (word in speech and _says(scene, index)) or (word in _REJECTING and _rejects(low, index)):
            speaker = _speaker(scene, index, earlier)
            if speaker is not None:
                start, end = _span(scene, index)
                strength = speech.get(word, "denies")
                yield Attribution(speaker=speaker, strength=strength, verb=index, start=start, end=end)
        elif word == "according" and index + 1 < size and low[index + 1] == "to":
            source = speakers.after(scene, index + 2, 6)
            if source is not None:
                yield Attribution(speaker=source, strength="said", verb=index, start=0, end=size)


def _speaker(scene: Scene, verb: int, earlier: Speaker | None) -> Speaker | None:
    """Who stands just before the verb of saying, whom a pronoun there means, else who stands just after it."""
    pronoun = scene.sentence.low[verb - 1] if verb else ""
    if pronoun in _PRONOUNS:
        plain = speakers.before(scene, verb - 1)
        if plain is not None or earlier is None or (pronoun == "it" and earlier.personal):
            return plain
        return earlier
    return speakers.before(scene, verb) or speakers.after(scene, verb + 1, 4)


def _says(scene: Scene, index: int) -> bool:
    """Whether a form of a verb of saying is one here, and no noun ("island states") or adjective ("alleged boats").

    Who "was told" is no speaker either.
    """
    low = scene.sentence.low
    previous = low[index - 1] if index else ""
    if low[index] == "told" and previous in _BE:
        return False
    if low[index] in _NOUNS_TOO:
        entity = scene.at[index - 1] if index else None
        named = entity is not None and entity.form not in {"adjective", "demonym"}
        return named or previous in _PRONOUNS or previous in _SET_OFF or speakers.is_described(previous)
    if low[index] in _ADJECTIVES_TOO:
        return not (previous in _BEFORE_ADJECTIVE or previous.isdigit() or not index)
    return True


def _is_held(low: list[str], index: int) -> bool:
    """ "is believed to", "are said to have": nobody is named who holds it."""
    following = low[index + 1] if index + 1 < len(low) else ""
    return following == "to" and any(each in _BE for each in low[max(0, index - 2) : index])


def _rejects(low: list[str], index: int) -> bool:
    """ "dismissed reports that", "rejected the accusation that": a denial in two words."""
    return not _TALES.isdisjoint(low[index + 1 : index + 1 + _REJECTED_WITHIN])


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
