"""Which place a name is: containment first, then the countries and regions of the article, nearness, population last.

One sense per article for a name without its region ("Paris, Texas" ... "Paris"). Below a threshold, or where two places
suit alike, a name stays unresolved: that is honest. `Resolved.ranked` tells why, with what lost.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.enrich.annotate.places import senses, surroundings
from services.enrich.annotate.places.senses import Name
from services.enrich.annotate.places.spots import Spot
from services.enrich.annotate.places.surroundings import Region, Votes
from services.enrich.knowledge.gazetteer import Candidate
from services.runtime.distance import kilometres

_TURNS = 3
_TEMPERATURE = 0.8
"""Points that make a candidate e times as likely, where a name votes."""
_COUNTRY = 5.5
_NO_COUNTRY = 0.2
"""The share of seas and continents, which lie in no country."""
_REGION = 3.0
_NEAR = 1.0
_CLOSE = 2.5
_THRESHOLD = 2.6
_TOLD = 10.0
"""What it counts for that the text tells the region: more than all else together, but for a place that is not there."""
_ALIKE = 0.05
"""Points within which two places suit alike."""
_APART_KM = 160.0

_SIGNS = ("name and size", "country", "region", "nearness")
Parts = tuple[float, float, float, float]
"""What each of the signs adds to a candidate's score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A candidate with its score and the parts of it that are not nothing. Unit: about log10 of people."""

    candidate: Candidate
    points: float
    parts: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Context:
    """All votes, and what those for countries and for regions sum to."""

    votes: Votes
    countries: float
    regions: float


@dataclass(frozen=True, slots=True)
class Resolved:
    """The place of each spot in order, None where it stays unresolved, and how it came to that."""

    places: list[Candidate | None]
    _spots: list[Spot]
    _names: list[Name]
    _context: _Context

    def ranked(self, spot: Spot) -> tuple[Ranked, ...]:
        """The candidates of a spot of this article: the chosen one, then the others, best first, for `explain`."""
        index = next(index for index, one in enumerate(self._spots) if one is spot)
        name, chosen = self._names[index], self.places[index]
        ranked = []
        for place, signs in zip(name.candidates, _all_parts(name, self._context), strict=True):
            parts = {sign: part for sign, part in zip(_SIGNS, signs, strict=True) if part}
            if name.told is not None and place == chosen:
                parts["named after it"] = _TOLD
            ranked.append(Ranked(candidate=place, points=sum(parts.values()), parts=parts))
        return tuple(sorted(ranked, key=lambda one: (one.candidate != chosen, -one.points, one.candidate.number)))


def resolve(
    spots: list[Spot], keys: list[str], countries: Mapping[str, int], regions: Mapping[Region, int] | None = None
) -> Resolved:
    """The place of each spot. keys: the spots' names as the gazetteer knows them; countries, regions: how often the
    article names each.

    In turns: each name weighs its candidates by what the article names and by what the other names may mean.
    """
    names = senses.names(spots, keys)
    given = senses.given(names, countries, regions or {})
    others = []
    for name in names.values():
        if name.is_country:  # it is among the countries that the article names already
            name.own = name.mentions()
        else:
            others.append(name)
    context = _context(given, ())
    for _ in range(_TURNS):
        for name in others:
            name.own = _votes(name, context)
        context = _context(given, others)
    for name in names.values():
        name.best = name.told or _best(name, context)
    named = [names[key] for key in keys]
    places = [_place(spot, name) for spot, name in zip(spots, named, strict=True)]
    return Resolved(places, spots, named, context)


def _context(given: Votes, names: Iterable[Name]) -> _Context:
    votes = Votes()
    votes.add(given)
    for name in names:
        votes.add(name.own)
    return _Context(votes, 1.0 + sum(votes.countries.values()), 1.0 + sum(votes.regions.values()))


def _votes(name: Name, context: _Context) -> Votes:
    """What the name says of where the article is, by what it may mean itself."""
    if not name.candidates:
        return Votes()
    sure = name.told or (name.candidates[0] if len(name.candidates) == 1 else None)
    if sure is not None:
        return name.own if name.own.countries else surroundings.votes([(sure, 1.0)])
    scores = [sum(parts) / _TEMPERATURE for parts in _all_parts(name, context)]
    top = max(scores)
    likely = [math.exp(score - top) for score in scores]
    total = sum(likely)
    return surroundings.votes((place, one / total) for place, one in zip(name.candidates, likely, strict=True))


def _all_parts(name: Name, context: _Context) -> list[Parts]:
    """The parts of each candidate's score; what the name itself voted for is left out."""
    votes, own, made = context.votes, name.own, []
    all_cells, own_cells = votes.cells, own.cells
    for place, fits, cells in zip(name.candidates, name.fits, name.cells, strict=True):
        country, region, near = _COUNTRY * _NO_COUNTRY, 0.0, 0.0
        if place.country:
            told = votes.countries.get(place.country, 0.0) - own.countries.get(place.country, 0.0)
            country = _COUNTRY * max(0.0, told) / context.countries
            if place.admin1:
                where = (place.country, place.admin1)
                told = votes.regions.get(where, 0.0) - own.regions.get(where, 0.0)
                region = _REGION * told / context.regions
        if cells is not None:
            wide, close = cells
            others = all_cells.get(wide, 0.0) - own_cells.get(wide, 0.0)
            if others > 0.0:
                near = _NEAR * math.log2(1.0 + others)
            others = all_cells.get(close, 0.0) - own_cells.get(close, 0.0)
            if others > 0.0:
                near += _CLOSE * math.log2(1.0 + others)
        made.append((fits, country, region, near))
    return made


def _best(name: Name, context: _Context) -> Candidate | None:
    """The candidate that suits best, None where none suits well or two that are far apart suit alike."""
    parts = _all_parts(name, context)
    scored = sorted((-sum(signs), place.number, place) for place, signs in zip(name.candidates, parts, strict=True))
    if not scored or -scored[0][0] < _THRESHOLD:
        return None
    best = scored[0][2]
    rivals = (place for score, _, place in scored[1:] if score - scored[0][0] < _ALIKE)
    apart = (rival.feature == best.feature and _apart(best, rival) > _APART_KM for rival in rivals)
    return None if any(apart) else best


def _place(spot: Spot, name: Name) -> Candidate | None:
    """A spot's place: where the text tells its region, that one or none; else what the name means in the article."""
    if senses.is_told(spot):
        inside = senses.contained(spot, name)
        listed = spot.admin1 is None or (name.best is not None and name.best.feature not in surroundings.LOCAL)
        return inside if inside is not None or not listed else name.best
    if spot.admin1 is not None and spot.candidates:
        return spot.candidates[0]
    if spot.candidates and name.best not in spot.candidates and all(one.feature == "admin1" for one in spot.candidates):
        return spot.candidates[0]  # "the state of Washington", in an article of the city
    return name.best


def _apart(one: Candidate, other: Candidate) -> float:
    return kilometres(one.latitude, one.longitude, other.latitude, other.longitude)
