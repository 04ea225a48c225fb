"""What turns an act round: "will not lift" rejects, "must withdraw" requests, "will provide" agrees.

After PLOVER: a refusal is REJECT, a demand of another REQUEST, a promise of cooperation AGREE, an announced blow
THREATEN; sanctions that were lifted are CONCEDE, visits that were called off REJECT, talks that were halted SANCTION.
"""

from dataclasses import dataclass
from typing import cast

from schemas.claims import ClaimType
from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts import sense
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import Roles, Scene
from services.enrich.annotate.acts.sense import Senses
from services.enrich.annotate.claims.attribution import Attribution
from services.enrich.annotate.parties.objects import after_preposition
from services.enrich.annotate.parties.roles import group_left
from services.enrich.knowledge.wordsets import word_set

_COOPERATIVE = frozenset({"CONCEDE", "RETREAT", "CONSULT", "AID", "SUPPORT", "COOPERATE", "AGREE"})
_REFUSABLE = _COOPERATIVE | {"MOBILIZE"}
"""Types of what others ask for: troops that will not be sent are refused."""
_PROMISED = frozenset({"CONCEDE", "RETREAT", "AID", "COOPERATE", "SUPPORT"})
_THREATENED = frozenset({"SANCTION", "COERCE", "ASSAULT", "PROTEST"})
_BLOWS = _THREATENED - {"PROTEST"}
_WILL = frozenset({"will", "would", "ll"})
_NOT = frozenset({"not", "never", "t", "no"})
_INTENDING = word_set("turning_intending")
_EXPECTING = frozenset({"is", "are", "due", "scheduled", "slated", "expected"})
_CONSIDERING = frozenset({"considering", "mulling", "weighing", "contemplating"})
_MIGHT = frozenset({"could", "may", "might"})
_WARNED = frozenset({"warn", "threaten"})
_WARNING = frozenset({"if", "unless", "warn", "warns", "warned", "warning"})
_IF = frozenset({"if", "unless"})
_CANNOT = frozenset({"cannot", "couldn"})
_MUST = frozenset({"must", "should", "needs", "ought"})
_BE = word_set("patterns_be")
_LIFTED = word_set("turning_lifted")
_CANCELLED = word_set("turning_cancelled")
_NEGOTIATIONS = frozenset({"talks", "negotiations", "dialogue"})
_HALTED = frozenset({"called", "suspended", "abandoned", "halted"})
_REFUSED = word_set("turning_refused")
_ASKED = frozenset({"REQUEST", "AGREE"})
_FAILED = word_set("turning_failed")
_CARRIERS = word_set("roles_carriers")
_ENDS = frozenset({",", ";", ":", "that", "which", "who", "after", "before"})
_CARRIED = 7
"""Tokens between the verb that carries a noun and the noun."""
_UNDONE_REACH = 9
"""Tokens between the noun of an act and the verb that undoes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """The type, mode and roles that the claim takes instead. done: the turned act itself was done, in its words."""

    type: ClaimType
    mode: str | None
    roles: Roles
    done: bool = True


def turn(scene: Scene, word: EventWord, roles: Roles, said: Attribution | None, senses: Senses) -> Turned | None:
    """How the words beside the act turn it, or None where they leave it as it is."""
    if word.voice == "noun":
        return undone(scene, word, roles) or _carried(scene, word, roles)
    if word.pattern.type == "AGREE" and roles.sources and _is_blow(scene, word, senses):
        return Turned(type="THREATEN", mode="threat", roles=roles)
    if word.voice != "active":
        return _to_be_suffered(scene, word, roles, said)
    if word.pattern.type == "THREATEN" and word.pattern.roles == "t":
        return _foretold(scene, roles, said)
    before = frozenset(scene.sentence.low[max(0, word.start - 4) : word.start])
    return (
        _future(scene, word, roles, said, before)
        or _intended(scene, word, roles, said, before)
        or _demanded(scene, word, roles, said, before)
    )


def _carried(scene: Scene, word: EventWord, roles: Roles) -> Turned | None:
    """What a noun tells, by the future of the verb that carries it: "will not begin talks", "will launch an attack"."""
    low = scene.sentence.low
    for index in range(word.start - 1, max(0, word.start - _CARRIED), -1):
        if low[index] in _ENDS or not roles.sources:
            return None
        if low[index] in _CARRIERS:
            before = frozenset(low[max(0, index - 3) : index])
            if "will" not in before:
                return None
            if before & _NOT:
                refused = word.pattern.type in _COOPERATIVE
                return Turned(type="REJECT", mode="refuse", roles=roles) if refused else None
            blow = word.pattern.type in _THREATENED
            return Turned(type="THREATEN", mode="threat", roles=roles) if blow else None
    return None


def _future(
    scene: Scene, word: EventWord, roles: Roles, said: Attribution | None, before: frozenset[str]
) -> Turned | None:
    """What is refused, promised or announced as a blow, by who would do it."""
    kind, negated = word.pattern.type, bool(before & _NOT)
    wont = bool(before & _WILL) or {"won", "t"} <= before or {"going", "to"} <= before
    if kind in _REFUSABLE and ((wont and negated) or before & _CANNOT):
        return Turned(type="REJECT", mode="refuse", roles=roles)
    if not wont or negated or not roles.sources:
        return None
    if kind == "CONSULT":
        return Turned(type="AGREE", mode=word.pattern.mode, roles=roles, done=False)
    if kind in _PROMISED and word.pattern.mode != "endorse":
        return Turned(type="AGREE", mode="promise", roles=roles, done=said is not None)
    own = said is None or said.party == roles.sources[0].party
    meant = kind in _THREATENED or (kind == "MOBILIZE" and not _IF.isdisjoint(scene.sentence.low))
    if meant and own and ("will" in before or said is not None):
        return Turned(type="THREATEN", mode="threat", roles=roles)
    return None


def _to_be_suffered(scene: Scene, word: EventWord, roles: Roles, said: Attribution | None) -> Turned | None:
    """What a speaker announces as a blow and nobody else deals: "X will be hit with tariffs, Y warned"."""
    before = scene.sentence.low[max(0, word.start - 4) : word.start]
    announced = word.pattern.type in _THREATENED and "will" in before and _NOT.isdisjoint(before)
    if not announced or roles.sources or not roles.targets:
        return None
    warned = next((one for one in scene.words if one.pattern.words in _WARNED and one.voice == "active"), None)
    if said is not None or warned is None:
        return _foretold(scene, roles, said)
    speaker = tuple(one for one in group_left(scene, warned.start) if one.party != roles.targets[0].party)
    sources = Roles(sources=speaker, targets=roles.targets)
    return Turned(type="THREATEN", mode="threat", roles=sources) if speaker else None


def _foretold(scene: Scene, roles: Roles, said: Attribution | None) -> Turned | None:
    """What a speaker says that another will suffer: "Beijing said that Prague would pay a heavy price"."""
    speaker = _speaker(scene, said)
    suffering = tuple(one for one in roles.targets if speaker and one.party != speaker[0].party)
    if not suffering:
        return None
    return Turned(type="THREATEN", mode="threat", roles=Roles(sources=speaker, targets=suffering))


def _may_threaten(scene: Scene, word: EventWord, roles: Roles, said: Attribution | None) -> bool:
    """Whether what somebody may do is a threat: relations may be cut for many reasons, unless they say so, or "if"."""
    own = said is not None and bool(roles.sources) and said.party == roles.sources[0].party
    return word.pattern.mode != "relations" or own or not _WARNING.isdisjoint(scene.sentence.low)


def _intended(
    scene: Scene, word: EventWord, roles: Roles, said: Attribution | None, before: frozenset[str]
) -> Turned | None:
    """What its doer means to do: "plans to set up", "is considering sending", "could impose"."""
    low = scene.sentence.low
    verb = low[word.start - 2] if word.start > 1 and low[word.start - 1] == "to" else ""
    considered = word.tense == "ing" and word.start and low[word.start - 1] in _CONSIDERING
    kind = word.pattern.type
    possible = kind == "SANCTION" and before & _MIGHT and _may_threaten(scene, word, roles, said)
    expected = (kind in _PROMISED or kind == "CONSULT") and _is_expected(scene, word, roles, verb)
    if not roles.sources or not (verb in _INTENDING or considered or possible or expected):
        return None
    if kind in _THREATENED:
        return Turned(type="THREATEN", mode="threat", roles=roles)
    if kind in _PROMISED or kind == "CONSULT":
        met = kind == "CONSULT"
        mode = word.pattern.mode if met else "promise"
        return Turned(type="AGREE", mode=mode, roles=roles, done=not (met or expected))
    return None


def _is_expected(scene: Scene, word: EventWord, roles: Roles, verb: str) -> bool:
    """Whether somebody is to do it: "is to help", "is due to visit", and in headlines "World Bank to lend Haiti"."""
    if not verb or verb in _EXPECTING:
        return bool(verb)
    sources = roles.sources
    if not (scene.sentence.is_headline and sources) or sources[0].start > 1 or sources[-1].end != word.start - 1:
        return False
    return not any(other.start < word.start and other.voice != "noun" for other in scene.words)


def _is_blow(scene: Scene, word: EventWord, senses: Senses) -> bool:
    """Whether what is vowed is a blow: "is prepared to strike", "pledged to punish"."""
    to = scene.sentence.low[word.end - 1] == "to"
    end = word.end if to else word.end + 1
    following = (other for other in scene.words if other.start == end and other.voice == "active")
    verb = next(following, None) if to or scene.sentence.low[word.end : end] == ["to"] else None
    blow = verb is not None and verb.pattern.type in _BLOWS and verb.tense == "base"
    # "pledged 50 million to fight Ebola" is none
    return blow and verb is not None and sense.is_meant(scene, verb, senses)


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
        if (found := _undone_by(scene, word, roles, index)) is not None:
            return found
    return None


def _undone_by(scene: Scene, word: EventWord, roles: Roles, index: int) -> Turned | None:
    """What the verb at this token undoes."""
    low, kind = scene.sentence.low, word.pattern.type
    suffered, following = low[index] in _BE, low[index + 1]
    if kind in _THREATENED and suffered and following == "threatened":
        return _threatened(scene, index + 1, roles)
    if kind in _THREATENED and suffered and following in _LIFTED and _any(roles):
        return Turned(type="CONCEDE", mode="sanctions lifted", roles=roles, done=False)
    if kind in _ASKED and suffered and _is_refused(low, index + 1):
        refusing = after_preposition(scene, index + 1, {"by"}, reach=5)
        return Turned(type="REJECT", mode="refuse", roles=Roles(sources=refusing, targets=roles.sources), done=False)
    if kind == "CONSULT" and word.pattern.mode == "talks" and _failed(low, index) and _any(roles):
        return Turned(type="REJECT", mode="cancel", roles=roles, done=False)
    if kind == "CONSULT" and suffered and following in _CANCELLED and _any(roles):
        return _cancelled(low[word.head], following, roles)
    return None


def _threatened(scene: Scene, verb: int, roles: Roles) -> Turned | None:
    """ "A ban on flights from X has been threatened by Y"."""
    doers = after_preposition(scene, verb + 1, {"by"}, reach=5)
    return Turned(type="THREATEN", mode="threat", roles=Roles(sources=doers, targets=roles.targets)) if doers else None


def _cancelled(noun: str, participle: str, roles: Roles) -> Turned:
    """A visit that is cancelled is refused; talks that are halted are relations cut."""
    halted = noun in _NEGOTIATIONS and participle in _HALTED
    kind, mode = ("SANCTION", "relations") if halted else ("REJECT", "cancel")
    return Turned(type=cast(ClaimType, kind), mode=mode, roles=roles, done=False)


def _is_refused(low: list[str], index: int) -> bool:
    """ "denied", "turned down", but not "refused to"."""
    return low[index] in _REFUSED or low[index : index + 2] == ["turned", "down"]


def _failed(low: list[str], index: int) -> bool:
    """ "collapsed", "broke down", "ended without"."""
    ended = low[index] == "ended" and low[index + 1] in {"without", "inconclusively"}
    return low[index] in _FAILED or (low[index] in {"broke", "broken"} and low[index + 1] in {"down", "up"}) or ended


def _any(roles: Roles) -> bool:
    return bool(roles.sources or roles.targets)


def _speaker(scene: Scene, said: Attribution | None) -> tuple[Entity, ...]:
    if said is None or said.party is None:
        return ()
    return tuple(entity for entity in scene.entities if entity.party == said.party)[:1]
