"""The names of an article, one sense each: where a name stands, what it may mean, and what the text says of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from services.enrich.annotate.places import surroundings
from services.enrich.annotate.places.fit import fit
from services.enrich.annotate.places.spots import Spot
from services.enrich.annotate.places.surroundings import LOCAL, Region, Votes
from services.enrich.knowledge.gazetteer import Candidate

_CAPITAL = 1.0
"""What a capital gains that the tables of actors know as a government's seat: "Washington" is no state first."""
_ACTING = 1.0
"""What it gains more where it acts as a government does: "London had asked Congress"."""
_DATELINE = 2.0
_TOLD_REGION = 2.0
_TOLD_COUNTRY = 1.0
_GREAT = 400_000
"""People of a region whose name before another region's is no town of it, unless a city there has as many."""


@dataclass(slots=True, kw_only=True)
class Name:
    """A name of the article with its spots. told: where the text says which it is; own: its votes by now.

    fits, cells: of each candidate how well it suits by itself, and in which cells it lies, where it lies in one spot.
    """

    key: str
    spots: list[Spot] = field(default_factory=list)
    candidates: tuple[Candidate, ...] = ()
    fits: list[float] = field(default_factory=list)
    cells: list[tuple[int, int] | None] = field(default_factory=list)
    told: Candidate | None = None
    own: Votes = field(default_factory=Votes)
    best: Candidate | None = None

    def fitting(self) -> Iterator[tuple[Candidate, float]]:
        """The candidates, each with how well it fits by itself."""
        return zip(self.candidates, self.fits, strict=True)

    @property
    def is_country(self) -> bool:
        """Whether it is a country's name, which counts among the countries named already."""
        return any(spot.entity is not None and spot.entity.form == "name" for spot in self.spots)

    def mentions(self) -> Votes:
        """How often a country's name counts for its own country: no evidence that the country is meant by it."""
        found: dict[str, float] = {}
        for spot in self.spots:
            if spot.entity is not None and spot.entity.country:
                found[spot.entity.country] = found.get(spot.entity.country, 0) + 1
        return Votes(countries=found)


def names(spots: list[Spot], keys: list[str]) -> dict[str, Name]:
    """The names of the spots by their keys; spots of one name share all that any of them may mean."""
    found: dict[str, Name] = {}
    for spot, key in zip(spots, keys, strict=True):
        name = found.get(key)
        if name is None:
            name = found[key] = Name(key=key)
        name.spots.append(spot)
        if len(spot.candidates) > len(name.candidates):
            name.candidates = spot.candidates
    for name in found.values():
        name.fits = [fit(one, name.key, name.candidates) for one in name.candidates]
        name.cells = [surroundings.cells(one) if one.feature in LOCAL else None for one in name.candidates]
        _prefer_seats(name)
        name.told = next((contained(spot, name) for spot in name.spots if is_told(spot)), None)
    return found


def _prefer_seats(name: Name) -> None:
    """Gives what a government's seat gains to the largest town of the country that the tables of actors name."""
    seats = [spot for spot in name.spots if spot.entity and spot.entity.form == "capital"]
    for country in {spot.entity.country for spot in seats if spot.entity}:
        towns = [(fits, -i) for i, (one, fits) in enumerate(name.fitting()) if _is_town_of(one, country)]
        if towns:
            name.fits[-max(towns)[1]] += _CAPITAL + _ACTING * any(spot.country == country for spot in seats)


def _is_town_of(place: Candidate, country: str | None) -> bool:
    return place.feature == "city" and place.country == country


def is_told(spot: Spot) -> bool:
    """Whether the text says which it is: "Paris, Texas". An acting capital has only its own country's places; and
    "California, Maryland and Ohio" is a list, but "Washington, D.C." is a city."""
    if spot.country is None or all(_lies_in(one, spot) for one in spot.candidates):
        return False
    if spot.admin1 is None or not any(_is_great_region_beside(one, spot) for one in spot.candidates):
        return True
    return any(one.feature == "city" and one.population > _GREAT and _lies_in(one, spot) for one in spot.candidates)


def _lies_in(place: Candidate, spot: Spot) -> bool:
    if place.country != spot.country:
        return False
    whole = place.admin1 is None and place.feature != "country"  # a base: of its region the tables say nothing
    return whole or spot.admin1 in {None, place.admin1}


def _is_great_region_beside(place: Candidate, spot: Spot) -> bool:
    """Whether the place is a neighbour of the region told, known before any town of its name."""
    region = place.feature == "admin1" and place.naming == "own" and place.population > _GREAT
    return region and place.country == spot.country and place.name != spot.admin1


def contained(spot: Spot, name: Name) -> Candidate | None:
    """The place of this name in the region or country that the text tells, if there is one: the one that fits best."""
    inside = ((fits, -one.number, one) for one, fits in name.fitting() if _lies_in(one, spot))
    return max(inside, default=(0.0, 0, None))[2]


def given(found: Mapping[str, Name], countries: Mapping[str, int], regions: Mapping[Region, int]) -> Votes:
    """The countries and regions that the article names, those of datelines and after commas more than once."""
    votes = Votes(countries=dict(countries), regions=dict(regions))
    for name in found.values():
        for spot in name.spots:
            if spot.dateline and spot.candidates:
                best = max(name.fitting(), key=lambda pair: (pair[1], -pair[0].number))[0]
                country = (name.told or best).country or ""
                votes.countries[country] = votes.countries.get(country, 0.0) + _DATELINE
            if spot.country and spot.admin1:
                region = (spot.country, spot.admin1)
                votes.regions[region] = votes.regions.get(region, 0.0) + _TOLD_REGION
                votes.countries[spot.country] = votes.countries.get(spot.country, 0.0) + _TOLD_COUNTRY
    return votes
