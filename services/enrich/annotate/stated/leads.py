"""The lead of an article, as stated novelty is read from it: its sentences with their claims, and the cues in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.claims import when
from services.enrich.annotate.claims.claims import Made, Settled
from services.enrich.annotate.claims.rules import Rules
from services.enrich.annotate.stated import cues, horizons, novelties, ordinals
from services.enrich.annotate.stated.cues import Cue
from services.enrich.annotate.stated.horizons import Horizon
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.wordsets import word_set

SENTENCES = 4
"""Title and first sentences: what they say is new, the article is about."""
_OWNERS = frozenset({"its", "their", "'s"})
_WIDE = frozenset({"world", "europe", "asia", "africa", "america", "country", "nation", "region", "continent", "city"})
"""What owns the largest of many things that nobody did: "Europe's largest settlement"."""
_YET = 7
"""Tokens between a superlative and its "yet"."""
_PHRASE = 5
"""Tokens of a noun phrase after its cue."""
_STOPS = word_set("cues_cue_stops")
_NOUN_CUES = word_set("cues_best") | {"first", "maiden", "inaugural", "ever", "senior", "historic", "unprecedented"}
_BARE_AFTER = word_set("stated_bare_after")
"""What follows a cue that stands for its noun: "the first in years", "the first to do so"."""
_SURE_WITHOUT = frozenset({"first", "since"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A sentence of the lead: the names and places in it, and which of the claims are its own."""

    sentence: Sentence
    entities: list[Entity]
    settled: list[Settled]
    claims: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A cue in one of the sentences of a lead, with how far back it reaches."""

    told: Told
    number: int
    cue: Cue
    horizon: Horizon | None


def lead(
    entities: list[tuple[Sentence, list[Entity]]], settled: list[tuple[Sentence, list[Settled]]], made: list[Made]
) -> list[Told]:
    """The sentences of the lead."""
    return [
        Told(
            sentence=sentence,
            entities=found,
            settled=located,
            claims=tuple(number for number, one in enumerate(made) if one.sentence is sentence),
        )
        for (sentence, found), (_, located) in zip(entities[:SENTENCES], settled, strict=False)
    ]


def stands_for(told: Told, sign: Sign, made: Made) -> bool:
    """Whether this cue is the one that a claim's novelty was bound by."""
    new = made.claim.novelty
    return new is not None and new.cue.startswith(novelties.words_of(told.sentence, sign.cue.start, sign.cue.end))


def phrase(low: list[str], cue: Cue) -> list[str]:
    """The words of the noun phrase that a cue opens: "first joint air strikes on" has three."""
    after = low[cue.end : cue.end + _PHRASE]
    return after[: next((place for place, word in enumerate(after) if word in _STOPS), len(after))]


def has_act_next(low: list[str], cue: Cue, rules: Rules) -> bool:
    """Whether a word that may tell an act follows the cue within its noun phrase: "first joint air strikes"."""
    return not rules.act_words.isdisjoint(phrase(low, cue))


def has_thing_next(low: list[str], cue: Cue, rules: Rules) -> bool:
    """Whether a noun follows that tells no act: "first tank", "was the first hot day"; not "the first since"."""
    if cue.place == "echo" or low[cue.end - 1] not in _NOUN_CUES or cue.end >= len(low):
        return False
    if low[cue.end] in _BARE_AFTER or not low[cue.end].isalpha() or "to" in low[cue.end : cue.end + _PHRASE]:
        return False  # "the first leader to visit"
    return not has_act_next(low, cue, rules)


def signs(lead: list[Told], rules: Rules, today: date) -> Iterator[Sign]:
    """The cues of the lead that may state a novelty, those of the title first."""
    for number, told in enumerate(lead):
        if {"if", "would"} <= set(told.sentence.low):
            continue
        for cue in cues.find(told.sentence, rules.cue_forms):
            low = told.sentence.low
            horizon = _horizon(told.sentence, cue, rules, today)
            needed = cue.kind not in _SURE_WITHOUT
            if (horizon is None and needed and "record" not in low[cue.start : cue.end]) or ordinals.is_mere_count(
                low, cue, horizon
            ):
                continue
            yield Sign(told=told, number=number, cue=cue, horizon=horizon)


def _horizon(sentence: Sentence, cue: Cue, rules: Rules, today: date) -> Horizon | None:
    """How far back a cue reaches, told after it or by its own words."""
    low = sentence.low
    found = horizons.find(low, cue.start, cue.end, when.find(sentence, today), today, rules.epochs)
    if cue.kind == "resumed":
        found = horizons.interruption(low, today) or found
    return found or horizons.within(low, cue.start, cue.end, today) or _own_record(low, cue, rules)


def _own_record(low: list[str], cue: Cue, rules: Rules) -> Horizon | None:
    """ "its biggest swap", "the group's deadliest raid", "the largest yet": all that the owner did before."""
    mine = cue.start > 1 and low[cue.start - 1] in _OWNERS and low[cue.start - 2] not in _WIDE
    owned = mine and has_act_next(low, cue, rules)
    yet = "yet" in low[cue.start : cue.end + _YET] and low[-1] != "?"
    return Horizon(since=None, whole=True) if cue.kind == "record" and (owned or yet) else None
