"""Proposes the names of places in a sentence, with what speaks for each; chosen.py chooses, resolve.py settles which.

A name of the gazetteer is not yet a place: "Nice", "Reading", "Jordan Peterson". The words around it decide.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.places import (
    counties,
    evidence,
    extents,
    literal,
    person_names,
    regions,
    shortened,
    stated,
    unlisted,
)
from services.enrich.annotate.places.spots import Atlas, Spot
from services.enrich.annotate.places.states import States
from services.enrich.annotate.places.view import View
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.compile import key
from services.enrich.knowledge.gazetteer import Candidate
from services.enrich.knowledge.tokens import words
from services.enrich.knowledge.wordsets import word_set

_SIDES = frozenset({"north", "south", "east", "west"})
_REGIONAL = frozenset({"northern", "southern", "eastern", "western", "central"})
_NAMING = word_set("places_naming")
_SEATS = frozenset({"state", "city"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A spot with what speaks for it in its sentence; certain ones carry no features."""

    spot: Spot
    name: str
    features: list[str] = field(default_factory=list)
    score: float = 10.0


def propose(sentence: Sentence, entities: list[Entity], atlas: Atlas) -> list[Proposal]:
    """What may be places in a sentence, from left to right; the unsure ones may overlap others."""
    return list(_Search(sentence, entities, atlas).proposals())


class _Search:
    """One pass over a sentence."""

    def __init__(self, sentence: Sentence, entities: list[Entity], atlas: Atlas) -> None:
        self.sentence, self.low, self.tokens, self.atlas = sentence, sentence.low, sentence.tokens, atlas
        self.at: list[Entity | None] = [None] * len(sentence)
        for named in entities:
            if named.form != "role":
                self.at[named.start : named.end] = [named] * (named.end - named.start)
        self.dateline = literal.dateline_end(sentence)
        self.view = View.of(sentence, [entity is not None for entity in self.at], self.dateline)
        self.states = States(self.view, self.at, atlas)
        self.forms = unlisted.Forms.of(self.low)

    def proposals(self) -> Iterator[Proposal]:
        """The proposals from left to right; they may overlap."""
        index = 0
        while index < len(self.low):
            entity = self.at[index]
            one = self._at(index, entity) if entity is not None or extents.may_begin(self.sentence, index) else None
            if one is not None:
                yield one
            if one is not None and one.score > 0:
                index = one.spot.end
            else:
                index = entity.end if entity is not None else index + 1

    def _at(self, index: int, entity: Entity | None) -> Proposal | None:
        """The proposal that begins here: sure by its form or by what is known of it, else weighed."""
        sure = self._formed(index, entity)
        if sure is None and entity is not None and index == entity.start:
            if self._is_personal(entity):
                return self._weighed_seat(entity)
            sure = self.states.spot(entity)
        elif sure is None and entity is None:
            sure = self._state_at(index) or self._shortened(index)
        if sure is not None:
            return Proposal(sure, self._name(sure))
        return self._weighed(index) if entity is None and not self.tokens[index][0].isdigit() else None

    def _is_personal(self, entity: Entity) -> bool:
        """Whether a capital is a person's name too, so that the words beside it decide: "Hamilton", "Douglas"."""
        return (
            entity.form == "capital"
            and entity.name_end - entity.start == 1
            and person_names.is_personal(self.low[entity.start])
        )

    def _name(self, spot: Spot) -> str:
        return " ".join(self.low[spot.start : spot.end])

    def _formed(self, index: int, entity: Entity | None) -> Spot | None:
        """A street, or a place whose name begins with an actor's."""
        street = unlisted.street_end(self.view, index) if self.forms.streets else None
        if street is not None:
            return self._plain(index, street, self._candidates(index, street))
        return self._beyond(index, entity) if entity is not None and index == entity.start else None

    def _candidates(self, start: int, end: int) -> tuple[Candidate, ...]:
        found = self.atlas.gazetteer.candidates(key(self.low[start:end]))
        if extents.ends_plainly(self.sentence, end):
            return tuple(one for one in found if one.naming == "news")
        if self._is_ended_early(start, end, found):
            return ()
        found = counties.meant(self.view, start, end, self.atlas.gazetteer) or found
        return stated.only_states(self.view, start, end, found, self.atlas.us_states)

    def _is_ended_early(self, start: int, end: int, found: tuple[Candidate, ...]) -> bool:
        """Whether the last word belongs to what follows: "Illinois [State Police]", "Dublin [City Council]"."""
        word = self.view.low(end)
        if end - start < 2 or self.low[end - 1] not in _SEATS or not self.view.is_name(end) or word in _NAMING:
            return False
        return not any(one.naming in {"own", "news"} for one in found if one.feature == "city")

    def _plain(self, start: int, end: int, candidates: tuple[Candidate, ...]) -> Spot:
        country, admin1 = self._region(end, candidates) or (None, None)
        return Spot(
            start=start,
            end=end,
            candidates=candidates,
            literal=True,
            dateline=start < self.dateline,
            country=country,
            admin1=admin1,
        )

    def _beyond(self, start: int, entity: Entity) -> Spot | None:
        """A place whose name only begins with an actor's: "Mexico City", "Indian Ocean", "Panama Canal"."""
        further = extents.goes_on(self.sentence, entity.name_end)
        for end in extents.ends(self.sentence, start, self.at) if further else ():
            if end <= entity.name_end:
                break
            candidates = self._candidates(start, end)
            if candidates:
                return self._plain(start, end, candidates)
        formed = unlisted.land_end(self.view, start) if self.forms.lands else None
        return self._plain(start, formed, ()) if formed is not None and formed > entity.name_end else None

    def _weighed(self, start: int) -> Proposal | None:
        """The longest name of the gazetteer from here on, or a longer one that its form or the words beside tell."""
        formed = unlisted.land_end(self.view, start) if self.forms.lands else None
        begin, end, candidates = self._longest(start)
        if candidates and (formed is None or formed <= end):
            return self._proposal(start, begin, end, candidates)
        formed = formed or (unlisted.told_end(self.view, start) if self.forms.kinds else None)
        if formed is None:
            return None
        spot = self._plain(start, formed, ())
        return Proposal(spot, self._name(spot))

    def _longest(self, start: int) -> tuple[int, int, tuple[Candidate, ...]]:
        """The longest name of the gazetteer from here on: its first token, the one after it, and its candidates.

        It begins a token later where a side of the compass stands before a name without it ("South Charleston").
        """
        side = self.view.is_name(start + 1) and self._is_side(start)
        for begin in (start, start + 1) if side else (start,):
            for end in extents.ends(self.sentence, begin, self.at):
                candidates = self._candidates(begin, end)
                if candidates and not (side and end == start + 1):
                    return begin, end, candidates
        return start, start, ()

    def _is_side(self, start: int) -> bool:
        """Whether a side of the compass begins a name: "South Charleston", "Southern Africa"."""
        if self.low[start] in _SIDES:
            return not self.view.titled
        following = self._candidates(start + 1, start + 2) if self.low[start] in _REGIONAL else ()
        return any(candidate.feature == "continent" for candidate in following)

    def _weighed_seat(self, entity: Entity) -> Proposal | None:
        """A capital whose name persons bear."""
        spot = self.states.spot(entity)
        if spot is None:
            return None
        features = [*evidence.features(self.view, spot.start, spot.end, spot.candidates), "seat"]
        return Proposal(spot, self._name(spot), features, evidence.score(features))

    def _proposal(self, start: int, begin: int, end: int, candidates: tuple[Candidate, ...]) -> Proposal:
        """What speaks for a name from begin to end; a side of the compass before it belongs to the place."""
        features = [*evidence.features(self.view, begin, end, candidates), *(["side"] if begin > start else [])]
        if self._region(end, candidates) is not None:
            features.append("region_after")
        spot = self._plain(start, end, candidates)
        return Proposal(spot, self._name(spot), features, evidence.score(features))

    def _region(self, end: int, named: tuple[Candidate, ...]) -> tuple[str | None, str | None] | None:
        """The region or country after a comma. named: what the name before it may mean."""
        states, gazetteer = self.atlas.us_states, self.atlas.gazetteer
        told = regions.after(self.sentence, end, self.at, states)
        if told is not None and (told[1] is not None or any(one.country == told[0] for one in named)):
            return told
        return regions.containing(self.sentence, end, named, gazetteer, states) or told

    def _shortened(self, start: int) -> Spot | None:
        """A region or town by its abbreviation."""
        short = shortened.at(self.sentence, start)
        if short is None:
            return None
        named = self.atlas.gazetteer.candidates(key(words(short.name)))
        own = tuple(candidate for candidate in named if candidate.country == short.country)
        regions = tuple(candidate for candidate in own if candidate.feature == "admin1")
        spot = self._plain(start, short.end, regions or own)
        return replace(spot, country=short.country) if own else None

    def _state_at(self, start: int) -> Spot | None:
        """A state of the USA after a comma, abbreviated or not: "Mobile, Ala.", "Paris, Texas"."""
        if start == 0 or self.tokens[start - 1] != "," or not self.tokens[start][0].isupper():
            return None
        found = regions.state_at(self.sentence, start, self.atlas.us_states)
        if found is None:
            return None
        state, end = found
        candidates = self.atlas.gazetteer.candidates(key([state.lower()]) if " " not in state else state.lower())
        fitting = tuple(c for c in candidates if c.feature == "admin1" and c.country == "USA")
        spot = self._plain(start, end, fitting)
        return replace(spot, country="USA", admin1=state) if fitting else None
