"""Which event words of a sentence are acts of their own, with their roles, turned round where the text turns them.

An act that another verb asks for, refuses, threatens or promises is that verb's and none of its own; an apposition
tells the act of its verb again; a noun that a verb takes as its object is told by the verb.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.claims import ClaimType
from services.enrich.annotate.acts import relevance, sense, turning, unarmed
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import Roles, Scene, parties
from services.enrich.annotate.acts.sense import Senses
from services.enrich.annotate.acts.subjects import ACCIDENTS
from services.enrich.annotate.claims.attribution import Attribution
from services.enrich.annotate.parties import noun_roles, owners, roles
from services.enrich.annotate.stated import appositions
from services.enrich.knowledge.wordsets import word_set

_GOVERNING = frozenset({"REQUEST", "REJECT", "THREATEN", "AGREE", "ACCUSE"})
_NOUN_PAIRED = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN", "SUPPORT", "CONSULT", "AGREE"})
_CLAUSE_ENDS = word_set("claims_clause_ends")
_TO_SOMEONE = frozenset({"release", "return"})
_OF_THINGS = frozenset({"release", "return", "free"})
_UNITS = word_set("cues_units")
_REFUSING = frozenset({"reject", "dismiss", "refute", "accept"})
"""Verbs that refuse an accusation or take an offer, and only before "that" say what happened or did not."""
_PUBLISHED = word_set("acts_published")
_NO_OBJECT = word_set("acts_no_object")
_PEACEKEEPING = frozenset({"peacekeeping", "peacekeeper", "peacekeepers"})
_ARRIVING = ("arrive", "deploy", "land in")
_ANSWERING = frozenset({"REJECT", "CONCEDE"})
_ANSWERED = 3
_GOVERNED = 18
"""Tokens to which a verb of asking or refusing reaches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An event word as an act. own: the type is the act's own, not the refusal, demand or promise of it."""

    word: EventWord
    type: ClaimType
    mode: str | None
    roles: Roles
    own: bool = True

    @property
    def parties(self) -> frozenset[str]:
        """All parties of the act."""
        return frozenset(parties((*self.roles.sources, *self.roles.targets)))


def find(scene: Scene, said: list[Attribution], senses: Senses) -> Iterator[Act]:
    """The acts of a sentence from left to right, each type and pair of parties once."""
    seen: dict[tuple[str, frozenset[str]], Act] = {}
    kept: list[EventWord] = []
    governor: EventWord | None = None
    for word in scene.words:
        if not sense.is_meant(scene, word, senses):
            continue
        if (governor is not None and _governs(scene, governor, word)) or _only_says(scene, word, said):
            continue
        if "comment" in scene.sentence.low[word.end : word.end + 2] or _is_counted_from(scene, word):
            continue  # "declined to comment"
        if word.voice == "noun" and _is_answered(scene, word):
            continue
        act = _act(scene, word, said, senses)
        if act is None and word.pattern.type in _GOVERNING and word.voice == "active":
            governor = word  # of somebody whom we do not know
        if act is None or appositions.repeats(scene.sentence, word, kept):
            continue
        told = (act.type, act.parties)
        if (same := seen.get(told)) is not None and not _strikes_back(same, act):
            continue
        if not act.roles.sources and kept and "responsibility" in kept[-1].pattern.words:
            continue  # "claimed a bomb that killed nine"
        if not relevance.is_relevant(scene, word, act.roles) or not unarmed.may_protest(scene, word, act.roles):
            continue
        seen[told] = act
        kept.append(word)
        if act.type in _GOVERNING and word.voice != "noun":
            governor = word
        yield act


def _strikes_back(first: Act, then: Act) -> bool:
    """Whether the second act is the same the other way round: "X attacked Y and Y shelled X"."""
    verbs = "noun" not in {first.word.voice, then.word.voice}
    return verbs and bool(then.roles.sources) and parties(then.roles.sources) == parties(first.roles.targets)


def _only_says(scene: Scene, word: EventWord, said: list[Attribution]) -> bool:
    """Whether the word is a verb of saying and no more ("denied that", against "denied entry", "conceded to")."""
    following = scene.sentence.low[word.end : word.end + 4]
    spoken = word.voice != "passive" and following[:1] != ["to"] and not word.pattern.rest
    if not spoken or not any(one.verb == word.start for one in said):
        return False
    if word.pattern.words == "allege" and not any(other.start > word.start for other in scene.words):
        return False  # what is alleged is no act that we know: it is an accusation all the same
    return word.pattern.words not in _REFUSING or "that" in following


def _act(scene: Scene, word: EventWord, said: list[Attribution], senses: Senses) -> Act | None:
    if word.voice == "noun":
        assigned = noun_roles.of_noun(scene, word)
        undone = turning.undone(scene, word, assigned)
        if undone is None and (not assigned.sources or not _stands(scene, word, assigned)):
            return None
    else:
        assigned = roles.of_verb(scene, word)
        if not assigned.sources and not _stands_without_source(scene, word, assigned):
            return None
    if word.pattern.mode in _TO_SOMEONE and not word.pattern.rest and _is_told(scene, word, assigned):
        return None  # "releases new details", "returned from Paris"
    told = next((one for one in said if one.covers(word.start)), None)
    turned = turning.turn(scene, word, assigned, told, senses)
    foretold = word.pattern.type == "THREATEN" and word.pattern.roles == "t"
    if turned is None and (word.pattern.words == "must" or foretold):
        return None  # nobody demands it, nobody threatens it
    if turned is not None:
        return Act(word=word, type=turned.type, mode=turned.mode, roles=turned.roles, own=not turned.done)
    return _as_told(scene, word, assigned)


def _as_told(scene: Scene, word: EventWord, assigned: Roles) -> Act:
    """The act by its pattern; who keeps the peace helps, and who trains together shows force to nobody."""
    if _keeps_peace(scene, word):
        return Act(word=word, type="AID", mode="peacekeeping", roles=assigned)
    if (other := unarmed.instead(scene, word, assigned)) is not None:
        return Act(word=word, type=other[0], mode=other[1], roles=assigned)
    beside = scene.sentence.low[max(0, word.start - 3) : word.end + 4]
    together = assigned.joint and not roles.TOGETHER.isdisjoint(beside)
    if together and word.pattern.mode == "legal":
        return Act(word=word, type="COOPERATE", mode="cooperation", roles=assigned)  # "are jointly investigating"
    shared = assigned.joint and (word.pattern.mode == "exercise" or (together and word.pattern.type == "MOBILIZE"))
    return Act(word=word, type="COOPERATE" if shared else word.pattern.type, mode=word.pattern.mode, roles=assigned)


def _keeps_peace(scene: Scene, word: EventWord) -> bool:
    """Whether troops come to keep the peace, which is help: "peacekeepers were deployed", "arrived in Juba"."""
    comes = word.pattern.type == "MOBILIZE" or word.pattern.words.startswith(_ARRIVING)
    return comes and not _PEACEKEEPING.isdisjoint(scene.sentence.low)


def _stands_without_source(scene: Scene, word: EventWord, assigned: Roles) -> bool:
    """Whether an act counts though who did it is not known to us: its target is, and no pronoun stands for the doer."""
    if word.pattern.roles == "t":
        return bool(assigned.targets)
    known = word.pattern.roles in {"st+", "s"} or word.start == 0
    if not ACCIDENTS.isdisjoint(scene.sentence.low):
        return False
    spoken = word.pattern.type in _GOVERNING and word.tense == "ing"  # "a statement urging North Korea to"
    if known or not assigned.targets or not (spoken or word.tense in {"past", "participle"}):
        return False
    if word.voice == "passive":
        return True
    before = scene.sentence.low[max(0, word.start - 3) : word.start]
    return word.pattern.type != "CONSULT" and not any(each in roles.PRONOUNS for each in before)


def _is_counted_from(scene: Scene, word: EventWord) -> bool:
    """Whether the act is only what a time is counted from: "it is a year since a pilot fired"."""
    low, first = scene.sentence.low, max(0, word.start - 8)
    if "since" not in low[first : word.start]:
        return False
    return any(low[index] == "since" and index and low[index - 1] in _UNITS for index in range(first, word.start))


def _is_told(scene: Scene, word: EventWord, assigned: Roles) -> bool:
    """Whether what is released is news or a work and no one's, or who returns only comes home."""
    following = scene.sentence.low[word.end : word.end + 6]
    if word.voice == "passive":
        freed = assigned.targets or "to" in following or (assigned.sources and _is_freed(scene, word))
        return word.pattern.words in _OF_THINGS and not freed
    counted = following[:2] in (["at", "least"], ["on", "bail"], ["on", "parole"])
    comes = following[:1] == [] or (
        not counted and following[0] in _NO_OBJECT and not (following[0] == "to" and assigned.targets)
    )
    return comes or (not assigned.targets and not _PUBLISHED.isdisjoint(following))


def _is_freed(scene: Scene, word: EventWord) -> bool:
    """Whether a name or people stand before a passive, and no work that is published: "Anna Keller was released by"."""
    last = owners.subject_end(scene, word.start)
    token = scene.sentence.tokens[last] if last is not None else ""
    if last is None or token.lower() in _PUBLISHED:
        return False
    return owners.is_people(token.lower()) or (
        token[:1].isupper() and last > 0 and scene.sentence.tokens[last - 1][0].isupper()
    )


def _governs(scene: Scene, governor: EventWord, word: EventWord) -> bool:
    """Whether the word stands in what the governing verb asks for, refuses, threatens or promises."""
    between = scene.sentence.low[governor.start + 1 : word.start]
    if any(governor.start < index < word.start for index in scene.opened):
        return False
    if word.pattern.mode == "sentence" and governor.pattern.mode == "legal":
        return False  # "convicted him of theft and sentenced him"
    return len(between) <= _GOVERNED and not any(each in _CLAUSE_ENDS for each in between)


def _is_answered(scene: Scene, noun: EventWord) -> bool:
    """Whether the noun is what a verb in the passive answers: "a request by Chile was denied by Peru"."""
    verb = next((word for word in scene.words if word.start >= noun.end and word.voice != "noun"), None)
    if verb is None or verb.voice != "passive" or verb.pattern.type not in _ANSWERING:
        return False
    low = scene.sentence.low
    between = low[noun.end : verb.start]
    told = "by" in low[verb.head + 1 : verb.end + _ANSWERED] and len(between) <= _GOVERNED
    return told and not any(each in _CLAUSE_ENDS or each == "," for each in between)


def _stands(scene: Scene, word: EventWord, assigned: Roles) -> bool:
    """Whether a noun makes an act beside the verbs of its sentence: not as the object of a verb that tells it."""
    before = [other for other in scene.words if other.voice != "noun" and other.start < word.start <= other.start + 7]
    return bool(assigned.targets) or not any(other.pattern.type in _NOUN_PAIRED for other in before)
