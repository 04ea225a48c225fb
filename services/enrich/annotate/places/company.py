"""Whether a name that is not sure to be a place would lie among the sure ones of its article.

"Grapeland" alone may be anything; in an article of Palestine, Elkhart and Anderson County it is the town beside them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from services.enrich.annotate.places import surroundings
from services.enrich.annotate.places.spots import Spot
from services.enrich.annotate.places.surroundings import Region
from services.enrich.knowledge.gazetteer import Candidate

_ENOUGH = 0.3
"""The share of another name that must lie beside a place: one of three namesakes."""


@dataclass(frozen=True, slots=True)
class Company:
    """Where the sure names of an article may lie, in weights of fine cells, by name and in all.

    regions: first-level ones that it names.
    """

    own: dict[str, dict[int, float]] = field(default_factory=dict)
    cells: dict[int, float] = field(default_factory=dict)
    regions: frozenset[Region] = frozenset()

    @classmethod
    def of(cls, sure: Mapping[str, Spot]) -> "Company":
        """The company of these names, each with a spot of it."""
        own = {name: _cells(spot) for name, spot in sure.items()}
        cells: dict[int, float] = {}
        for one in own.values():
            surroundings.add(cells, one)
        return cls(own, cells, frozenset(region for spot in sure.values() for region in _named(spot)))

    def features(self, name: str, candidates: tuple[Candidate, ...]) -> Iterator[str]:
        """What the others say of a name with these candidates: one would lie beside them, or in a region named."""
        mine = self.own.get(name, {})
        local = [place for place in candidates if place.feature in surroundings.LOCAL]
        if any(self._has_neighbours(place, mine) for place in local):
            yield "in_company"
        elif any((place.country, place.admin1) in self.regions for place in local):
            yield "in_region"

    def _has_neighbours(self, place: Candidate, mine: Mapping[int, float]) -> bool:
        fine = surroundings.cells(place)[1]
        return self.cells.get(fine, 0.0) - mine.get(fine, 0.0) > _ENOUGH


def _cells(spot: Spot) -> dict[int, float]:
    """The fine cells in which a sure name may lie and those around, in equal shares of the places that it may be."""
    inside = [one for one in spot.candidates if spot.admin1 is None or one.admin1 == spot.admin1]
    local = [one for one in inside if one.feature in surroundings.LOCAL]
    found: dict[int, float] = {}
    if local and 1.0 / len(local) >= surroundings.WORTH:
        for one in local:
            surroundings.add_around(found, surroundings.cells(one)[1], 1.0 / len(local))
    return found


def _named(spot: Spot) -> Iterator[Region]:
    first = spot.candidates[0] if spot.candidates else None
    if first is not None and first.feature == "admin1" and first.country and first.admin1:
        yield first.country, first.admin1
    if spot.country and spot.admin1:
        yield spot.country, spot.admin1
