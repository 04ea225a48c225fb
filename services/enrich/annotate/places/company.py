"""Whether a name that is not sure to be a place would lie among the sure ones of its article.

"Grapeland" alone may be anything; in an article of Palestine, Elkhart and Anderson County it is the town beside them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from services.enrich.annotate.places import surroundings
from services.enrich.annotate.places.spots import Spot
from services.enrich.annotate.places.surroundings import Region, Votes
from services.enrich.knowledge.gazetteer import Candidate

_ENOUGH = 0.3
"""The share of another name that must lie beside a place: one of three namesakes."""


@dataclass(frozen=True, slots=True)
class Company:
    """Where the sure names of an article may lie, by name and in all; regions: first-level ones that it names."""

    own: dict[str, Votes] = field(default_factory=dict)
    votes: Votes = field(default_factory=Votes)
    regions: frozenset[Region] = frozenset()

    @classmethod
    def of(cls, sure: Mapping[str, Spot]) -> "Company":
        """The company of these names, each with a spot of it."""
        own, votes = {name: _votes(spot) for name, spot in sure.items()}, Votes()
        for one in own.values():
            votes.add(one)
        return cls(own, votes, frozenset(region for spot in sure.values() for region in _named(spot)))

    def features(self, name: str, candidates: tuple[Candidate, ...]) -> Iterator[str]:
        """What the others say of a name with these candidates: one would lie beside them, or in a region named."""
        mine = self.own[name].cells if name in self.own else {}
        local = [place for place in candidates if place.feature in surroundings.LOCAL]
        if any(self._has_neighbours(place, mine) for place in local):
            yield "in_company"
        elif any((place.country, place.admin1) in self.regions for place in local):
            yield "in_region"

    def _has_neighbours(self, place: Candidate, mine: Mapping[int, float]) -> bool:
        fine = surroundings.cells(place)[1]
        return self.votes.cells.get(fine, 0.0) - mine.get(fine, 0.0) > _ENOUGH


def _votes(spot: Spot) -> Votes:
    """The votes of a sure name, in equal shares of the places that it may be."""
    inside = [one for one in spot.candidates if spot.admin1 is None or one.admin1 == spot.admin1]
    local = [one for one in inside if one.feature in surroundings.LOCAL]
    return surroundings.votes((one, 1.0 / len(local)) for one in local)


def _named(spot: Spot) -> Iterator[Region]:
    first = spot.candidates[0] if spot.candidates else None
    if first is not None and first.feature == "admin1" and first.country and first.admin1:
        yield first.country, first.admin1
    if spot.country and spot.admin1:
        yield spot.country, spot.admin1
