"""What turns an act round: "will not lift" rejects, "must withdraw" requests, "will provide" agrees.

After PLOVER: a refusal is REJECT, a demand of another REQUEST, a promise of cooperation AGREE, an announced blow
THREATEN; sanctions that were lifted are CONCEDE, talks that were called off REJECT.
"""

from dataclasses import dataclass

from schemas.claims import ClaimType
from services.enrich.annotate.attribution import Attribution
from services.enrich.annotate.entities import Entity
from services.enrich.annotate.patterns import EventWord
from services.enrich.annotate.scene import Roles, Scene
from services.enrich.knowledge.wordsets import word_set

_COOPERATIVE = frozenset({"CONCEDE", "RETREAT", "CONSULT", "AID", "SUPPORT", "COOPERATE", "AGREE"})
_PROMISED = frozenset({"CONCEDE", "RETREAT", "AID", "COOPERATE", "SUPPORT"})
_MEETINGS = frozenset({"talks", "call", "host"})
"""Modes that one party agrees upon with another; a visit that will be paid stays a visit, planned."""
_THREATENED = frozenset({"SANCTION", "COERCE", "ASSAULT"})
_WILL = frozenset({"will", "would", "ll"})
_NOT = frozenset({"not", "never", "t", "no"})
_CANNOT = frozenset({"cannot", "couldn"})
_MUST = frozenset({"must", "should", "needs", "ought"})
_BE = word_set("patterns_be")
_LIFTED = word_set("turning_lifted")
_CANCELLED = word_set("turning_cancelled")
_UNDONE_REACH = 9
"""Tokens between the noun of an act and the verb that undoes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """The type, mode and roles that the claim takes instead. done: the turned act itself was done, in its words."""

    type: ClaimType
    mode: str | None
    roles: Roles
    done: bool = True


def turn(scene: Scene, word: EventWord, roles: Roles, said: Attribution | None) -> Turned | None:
    """How the words beside the act turn it, or None where they leave it as it is."""
    if word.voice == "noun":
        return undone(scene, word, roles)
    if word.voice != "active":
        return None
    before = frozenset(scene.sentence.low[max(0, word.start - 4) : word.start])
    return _future(word, roles, said, before) or _demanded(scene, word, roles, said, before)


def _future(word: EventWord, roles: Roles, said: Attribution | None, before: frozenset[str]) -> Turned | None:
    """What is refused, promised or announced as a blow, by who would do it."""
    kind, negated = word.pattern.type, bool(before & _NOT)
    wont = bool(before & _WILL) or {"won", "t"} <= before
    if kind in _COOPERATIVE and ((wont and negated) or before & _CANNOT):
        return Turned(type="REJECT", mode="refuse", roles=roles)
    if not wont or negated or not roles.sources:
        return None
    if kind == "CONSULT" and word.pattern.mode in _MEETINGS:
        return Turned(type="AGREE", mode=word.pattern.mode, roles=roles, done=False)
    if kind in _PROMISED and word.pattern.mode != "endorse":
        return Turned(type="AGREE", mode="promise", roles=roles, done=said is not None)
    own = said is None or said.party == roles.sources[0].party
    if kind in _THREATENED and own and ("will" in before or said is not None):
        return Turned(type="THREATEN", mode="threat", roles=roles)
    return None


def _demanded(
    scene: Scene, word: EventWord, roles: Roles, said: Attribution | None, before: frozenset[str]
) -> Turned | None:
    """What a speaker says that another must do."""
    speaker = _speaker(scene, said)
    if not speaker or not roles.sources or not (word.pattern.words == "must" or before & _MUST):
        return None
    if any(one.start == speaker[0].start for one in roles.sources):
        return None
    others = tuple(one for one in roles.sources if one.party != speaker[0].party)
    return Turned(type="REQUEST", mode="demand", roles=Roles(sources=speaker, targets=others))


def undone(scene: Scene, word: EventWord, roles: Roles) -> Turned | None:
    """ "UN sanctions on Iran were lifted", "the talks were called off"."""
    low = scene.sentence.low
    for index in range(word.end, min(len(low) - 1, word.end + _UNDONE_REACH)):
        if low[index] in {",", ";", ".", "that", "which", "who"}:
            return None
        if low[index] in _BE and low[index + 1] in _LIFTED and word.pattern.type in _THREATENED:
            return Turned(type="CONCEDE", mode="sanctions lifted", roles=roles, done=False) if _any(roles) else None
        if low[index] in _BE and low[index + 1] in _CANCELLED and word.pattern.type == "CONSULT":
            return Turned(type="REJECT", mode="cancel", roles=roles, done=False) if _any(roles) else None
    return None


def _any(roles: Roles) -> bool:
    return bool(roles.sources or roles.targets)


def _speaker(scene: Scene, said: Attribution | None) -> tuple[Entity, ...]:
    if said is None or said.party is None:
        return ()
    return tuple(entity for entity in scene.entities if entity.party == said.party)[:1]
