"""What people without arms do: hackers coerce, who storms a ministry or walks off "in protest at" a ruling protests."""

from schemas.claims import ClaimType
from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import Roles, Scene
from services.enrich.annotate.parties.roles import group_left
from services.enrich.knowledge.wordsets import word_set

_UNARMED = frozenset({"civilian", "opposition", "education", "media", "medical"})
_IN_FORCE = frozenset({"military", "police", "intelligence"})
_TAKING = ("storm", "besiege", "occupy", "surround", "ransack", "break into", "burst into", "force ~ way", "smash into")
_SEATS = word_set("unarmed_seats")
_OF_HARM = word_set("patterns_casualty")
_AT_WHAT = frozenset({"at", "against", "over", "of"})
_HACKERS = frozenset({"hackers", "hacker", "hacktivists"})
_OF_HACKERS = frozenset({"attack", "strike", "bombing"})
_PROTEST = frozenset({"protest", "protesting", "demand", "demanding"})
_OBJECT = 10
"""Tokens after a verb in which the building is told."""
_PHRASE = 4
"""Tokens between "in" and "protest"."""


def instead(scene: Scene, word: EventWord, roles: Roles) -> tuple[ClaimType, str] | None:
    """Type and mode of what is no assault, as who does it bears no arms; None where it is one, or another act."""
    if word.pattern.type == "MOBILIZE" and _blocks(word) and roles.sources and all(map(_is_unarmed, roles.sources)):
        return "PROTEST", "demonstration"
    if word.pattern.type != "ASSAULT" or not roles.sources:
        return None
    if _hacks(scene, word):
        return "COERCE", "cyber"
    if not all(map(_is_unarmed, roles.sources)):
        return None
    if word.pattern.words == "strike" and not roles.targets and word.voice == "active":
        return "PROTEST", "strike"
    return ("PROTEST", "riot") if _takes_seat(scene, word) else None


def _blocks(word: EventWord) -> bool:
    return "roadblock" in word.pattern.words or "barricade" in word.pattern.words


def _takes_seat(scene: Scene, word: EventWord) -> bool:
    """Whether an assault is one on a seat of power: "supporters stormed parliament"."""
    near = scene.sentence.low[word.head + 1 : word.head + _OBJECT]
    return word.pattern.words.startswith(_TAKING) and not _SEATS.isdisjoint(near)


def _hacks(scene: Scene, word: EventWord) -> bool:
    """Whether the assault is one on computers: "hackers attacked ministries"."""
    return word.pattern.mode in _OF_HACKERS and not _HACKERS.isdisjoint(scene.sentence.low[: word.start])


def may_protest(scene: Scene, word: EventWord, roles: Roles) -> bool:
    """Whether who blocks a road may do so in protest: police, army and ministries do not."""
    if word.pattern.type != "PROTEST" or word.pattern.mode != "demonstration" or word.voice == "noun":
        return True
    in_power = roles.sources and all(_is_in_power(one) for one in roles.sources)
    return not in_power or not _PROTEST.isdisjoint(scene.sentence.low)


def _is_in_power(party: Entity) -> bool:
    return party.sector in _IN_FORCE or (party.sector == "government" and party.form != "person")


def in_protest(scene: Scene, word: EventWord) -> tuple[Entity, ...]:
    """Who does something "in (a silent) protest against" another, whatever it is."""
    low, start = scene.sentence.low, word.start
    if word.pattern.type != "PROTEST" or low[word.end : word.end + 1] == [] or low[word.end] not in _AT_WHAT:
        return ()
    opened = next((index for index in range(start - 1, max(0, start - _PHRASE), -1) if low[index] == "in"), None)
    if opened is None or not _OF_HARM.isdisjoint(low):
        return ()
    return tuple(one for one in group_left(scene, opened) if _is_unarmed(one))


def _is_unarmed(party: Entity) -> bool:
    return party.sector in _UNARMED or party.form == "demonym"
