"""What turns an act round: "will not lift" rejects, "must withdraw" requests, "will provide" agrees.

After PLOVER: a refusal is REJECT, a demand of another REQUEST, a promise of help or concession AGREE.
"""

from dataclasses import dataclass

from schemas.claims import ClaimType
from services.enrich.annotate.attribution import Attribution
from services.enrich.annotate.document import Sentence
from services.enrich.annotate.entities import Entity
from services.enrich.annotate.patterns import EventWord
from services.enrich.annotate.scene import Roles, Scene

_COOPERATIVE = frozenset({"CONCEDE", "RETREAT", "CONSULT", "AID", "SUPPORT", "COOPERATE", "AGREE"})
_PROMISED = frozenset({"CONCEDE", "RETREAT", "AID"})
_WILL = frozenset({"will", "would", "ll", "won"})
_NOT = frozenset({"not", "never", "t", "no"})
_MUST = frozenset({"must", "should", "needs"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """The type, mode and roles that the claim takes instead."""

    type: ClaimType
    mode: str | None
    roles: Roles


def turn(scene: Scene, word: EventWord, roles: Roles, said: Attribution | None) -> Turned | None:
    """How the words before the act turn it, or None where they leave it as it is."""
    if word.voice != "active":
        return None
    before = _auxiliaries(scene.sentence, word.start)
    kind = word.pattern.type
    if before & _WILL and before & _NOT and kind in _COOPERATIVE:
        return Turned(type="REJECT", mode="refuse", roles=roles)
    if before & _WILL and kind in _PROMISED and roles.sources:
        return Turned(type="AGREE", mode="promise", roles=roles)
    speaker = _speaker(scene, said)
    if word.pattern.words == "must":
        other = speaker and roles.sources and roles.sources[0].party != speaker[0].party
        demanded = Roles(sources=speaker, targets=roles.sources if other else ())
        return Turned(type="REQUEST", mode="demand", roles=demanded) if other else None
    if before & _MUST and speaker and roles.sources and roles.sources[0].party != speaker[0].party:
        return Turned(type="REQUEST", mode="demand", roles=Roles(sources=speaker, targets=roles.sources))
    return None


def _auxiliaries(sentence: Sentence, start: int) -> frozenset[str]:
    """The words right before a verb that belong to it: "will not", "would no longer", "must also"."""
    return frozenset(sentence.low[max(0, start - 4) : start])


def _speaker(scene: Scene, said: Attribution | None) -> tuple[Entity, ...]:
    if said is None or said.party is None:
        return ()
    return tuple(entity for entity in scene.entities if entity.party == said.party)[:1]
