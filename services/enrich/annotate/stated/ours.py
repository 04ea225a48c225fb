"""Whether what a cue says to be new is news of states, of war or politics: no sport, show, household or accident.

An act of a known doer is, unless its sentence tells otherwise; one of nobody known needs a sign that it is: a party
among its roles, or, for acts of force, a place or armed people beside it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from services.enrich.annotate.acts.acts import Act
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import Roles, Scene, parties
from services.enrich.annotate.acts.subjects import ACCIDENTS, ELSEWHERE, NOT_OURS, SHOWS, SPORT, WAR
from services.enrich.annotate.stated.novelties import Clause

_FORCE = frozenset({"ASSAULT", "MOBILIZE", "RETREAT", "COERCE", "PROTEST"})
_CLEAR = frozenset({"prisoner swap", "ceasefire", "ceasefire breach", "airstrike", "shelling"})
"""Modes that are of war or politics by themselves."""
_POLITE = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "ACCUSE"})
_WEAK = frozenset({"st+", "t"})
"""Roles of event words that are of war only beside its words: "death", "die"."""
_ARMED = frozenset({"military", "rebel"})
_IN_COURT = frozenset({"legal", "court", "sentence", "arrest"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What tells of war, politics or sport beside an act: whether a place is named here, in its sentence, or there, in
    the lead; the words of the lead."""

    here: bool
    there: bool
    lead: frozenset[str]


def may_be_new(act: Act, clause: Clause) -> bool:
    """Whether an act that stands is news of states: what teams do is none, nor is a court's case about a show."""
    low = clause.sentence.low
    shown = low if act.type == "COERCE" else low[act.word.end : act.word.end + 2]  # "mutiny film"
    if _tells_a_household(low) or not SHOWS.isdisjoint(shown):
        return False
    if act.type in _FORCE and act.mode not in _IN_COURT:
        return True
    if act.type in _POLITE and not ELSEWHERE.isdisjoint(low):
        return False
    return not tells_sport(low) and (act.mode not in _IN_COURT or NOT_OURS.isdisjoint(low))


def is_ours(scene: Scene, word: EventWord, assigned: Roles, around: Around) -> bool:
    """Whether an act without a known doer is one of war or politics."""
    low = scene.sentence.low
    kind, mode, weak = word.pattern.type, word.pattern.mode, is_weak(word)
    if _tells_a_household(low):
        return False
    away = kind != "ASSAULT" and not ELSEWHERE.isdisjoint(low)
    if away or not NOT_OURS.isdisjoint(low) or tells_sport(around.lead) or (kind == "PROTEST" and mode == "strike"):
        return False
    war = _is_war(scene, word, around)
    if not (war or ACCIDENTS.isdisjoint(low)):
        return False
    if (mode in _CLEAR and not weak) or any(entity.sector != "civilian" for entity in assigned.sources):
        return True
    if kind not in _FORCE:
        meant = war or len(parties(tuple(scene.entities))) > 1
        return (kind == "CONSULT" and meant) or (kind == "AID" and not WAR.isdisjoint(low))
    here = around.here or any(entity.country for entity in scene.entities)
    there = around.there and kind == "ASSAULT" and word.voice == "noun"
    return war or ((here or there) and not weak)


def _is_war(scene: Scene, word: EventWord, around: Around) -> bool:
    """Whether armed people, words of war or other acts of force stand beside an event word, or in the lead."""
    if any(entity.sector in _ARMED or entity.kind == "armed_group" for entity in scene.entities):
        return True
    others = (other for other in scene.words if other is not word and not is_weak(other))
    low = scene.sentence.low
    beside = {*low[: word.start], *low[word.end :], *(around.lead - set(low[word.start : word.end]))}
    return not WAR.isdisjoint(beside) or any(other.pattern.type == "ASSAULT" for other in others)


def is_weak(word: EventWord) -> bool:
    """Whether the word is too common to tell an act where one side is unknown."""
    return word.pattern.roles in _WEAK or word.pattern.two_sided


def tells_sport(words: Collection[str]) -> bool:
    """Whether words of sport stand among these; the Arab League plays none."""
    told = SPORT.intersection(words)
    return bool(told) and not (told == {"league"} and "arab" in words)


def _tells_a_household(low: list[str]) -> bool:
    """Whether a first lady or family stands in the sentence, whose visits are none of a state."""
    return "first" in low and low[low.index("first") + 1 :][:1] in (["lady"], ["family"])
