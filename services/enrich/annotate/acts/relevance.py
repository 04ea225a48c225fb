"""Whether an act is one of politics or force at all, and no play, no trade, no figure of speech.

"Brazil beat Argentina 2-1", "the carmaker struck a deal with a supplier", "growers are fighting a fungus".
"""

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts import subjects
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import Roles, Scene

_GRAVE = frozenset(
    {"killing", "bombing", "airstrike", "arrest", "sentence", "sanctions", "abduction", "expel", "legal"}
)
"""Modes that are told of play too seldom to be doubted in its sentences."""
_LAW = frozenset({"police", "judiciary"})
"""Sectors that do not play: what they do about players is no sport."""
_OF_BUSINESS = frozenset({"ACCUSE", "COERCE", "SANCTION", "ASSAULT", "PROTEST"})
"""Types that count between companies as well."""
_ARMED = frozenset({"military", "rebel", "police", "intelligence"})
_FIGURATIVE = frozenset({"clash", "territory", "attack", "offensive", "shelling"})
_PLAYED = frozenset({"half", "-"})
_OPEN_ENDS = frozenset({"to", "with", "on", "upon"})


def is_relevant(scene: Scene, word: EventWord, roles: Roles) -> bool:
    """Whether these parties' act may be a claim."""
    grave = word.pattern.mode in _GRAVE and bool(roles.sources and roles.targets)
    if not grave and not any(one.sector in _LAW for one in roles.sources) and _is_sport(scene.sentence.low):
        return False
    parties = (*roles.sources, *roles.targets)
    if word.pattern.type not in _OF_BUSINESS and all(one.sector == "business" for one in parties):
        return False
    met = roles.sources if word.pattern.mode == "visit" and word.voice != "noun" else parties
    if word.pattern.type == "CONSULT" and met and all(one.sector == "civilian" for one in met):
        return False  # migrants who arrive, families that meet, tourists who fly to Thailand
    if _is_figurative(word, roles) or (word.pattern.words == "beat" and all(_is_team(one) for one in parties)):
        return False
    return bool(roles.targets) or roles.joint or not _lacks_partner(scene, word)


def _is_sport(low: list[str]) -> bool:
    """Words of sport, a score ("2-1"), or a "quarter-final"."""
    if not subjects.PLAY.isdisjoint(low):
        return True
    return any(_is_of_play(low, index) for index in range(1, len(low) - 1) if low[index] in _PLAYED)


def _is_of_play(low: list[str], index: int) -> bool:
    before, piece, after = low[index - 1 : index + 2]
    if piece == "half":
        return before in {"first", "second"} and after != "of"
    return after.startswith("final") or _is_score(before, after)


def _is_team(party: Entity) -> bool:
    return party.kind == "state" and party.sector is None


def _is_score(one: str, other: str) -> bool:
    return one.isdigit() and other.isdigit() and len(one) == len(other) == 1


def _is_figurative(word: EventWord, roles: Roles) -> bool:
    """Whether force without a victim is told of those who bear no arms: "airlines fight for passengers"."""
    if word.pattern.mode == "territory" and word.pattern.rest:
        return False  # the object is told: "imposed a blockade", "seized the oil fields"
    if word.pattern.type != "ASSAULT" or word.pattern.mode not in _FIGURATIVE or roles.targets or roles.joint:
        return False
    return bool(roles.sources) and not any(_bears_arms(one) for one in roles.sources)


def _bears_arms(party: Entity) -> bool:
    return party.kind == "armed_group" or party.sector in _ARMED or (party.kind == "state" and party.sector is None)


def _lacks_partner(scene: Scene, word: EventWord) -> bool:
    """Whether a talk's partner is told and nobody that we know: "talks to his plants"."""
    if word.pattern.type != "CONSULT" or word.pattern.roles != "rec" or word.voice == "noun":
        return False
    return scene.sentence.low[word.end - 1] in _OPEN_ENDS
