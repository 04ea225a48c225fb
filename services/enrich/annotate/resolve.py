"""Which place a name is: containment first, then the countries and regions of the article, nearness, population last.

One sense per article for a name without its region. Below a threshold a name stays unresolved: that is honest.
"""

import math
from collections import Counter
from dataclasses import dataclass, field

from services.enrich.annotate.places import Spot
from services.enrich.knowledge.gazetteer import Candidate

_CONTAINED = 8.0
_COUNTRY = 4.0
_REGION = 2.5
_NEAR = 2.0
_NEAR_KM = 200.0
_FEATURES = {
    "country": 9.0,
    "admin1": 5.3,
    "admin2": 3.6,
    "region": 5.0,
    "sea": 6.0,
    "strait": 6.0,
    "gulf": 6.0,
    "river": 4.2,
    "island": 5.0,
    "islands": 5.0,
    "peninsula": 5.0,
    "desert": 5.0,
    "range": 4.5,
    "air base": 3.8,
    "airport": 3.0,
    "bay": 3.6,
    "continent": 8.0,
    "ocean": 9.0,
}
_UNKNOWN_FEATURE = 3.4
_THRESHOLD = 3.2
_SHARED_NAME = 6.3


@dataclass(slots=True)
class Context:
    """What the article says of where it is: weights of countries and regions, and the places settled so far."""

    countries: Counter[str] = field(default_factory=Counter)
    regions: Counter[tuple[str, str]] = field(default_factory=Counter)
    settled: dict[str, Candidate] = field(default_factory=dict)

    def share(self, country: str | None) -> float:
        """How much of the article's country words name this country, 0 to 1."""
        total = sum(self.countries.values())
        return self.countries[country] / total if total and country else 0.0

    def region_share(self, country: str | None, admin1: str | None) -> float:
        """The same of a first-level region."""
        total = sum(self.regions.values())
        return self.regions[country, admin1] / total if total and country and admin1 else 0.0


def resolve(spots: list[Spot], keys: list[str], countries: Counter[str]) -> list[Candidate | None]:
    """The place of each spot, None where it stays unresolved. countries: how often the article names each.

    Two turns: the first settles each name by what is plain, the second by the countries and regions of the first.
    """
    return _turn(spots, keys, context_of(spots, keys, countries))


def context_of(spots: list[Spot], keys: list[str], countries: Counter[str]) -> Context:
    """What the second turn goes by: what is plain, and the countries and regions of the places of the first."""
    first = _turn(spots, keys, _plain_context(spots, countries))
    context = _plain_context(spots, countries)
    once = {keys[i]: place for i, place in enumerate(first) if place is not None and spots[i].entity is None}
    for place in once.values():
        if place.country:
            context.countries[place.country] += 1
            context.regions[place.country, place.admin1 or ""] += 1
    return context


def _plain_context(spots: list[Spot], countries: Counter[str]) -> Context:
    """The context of the countries named, of datelines, and of regions told with a comma."""
    context = Context(countries=Counter(countries))
    for spot in spots:
        if spot.dateline and spot.candidates:
            best = max(spot.candidates, key=_prior)
            context.countries[best.country or ""] += 2
        if spot.admin1 and spot.country:
            context.regions[spot.country, spot.admin1] += 2
            context.countries[spot.country] += 1
    return context


def _turn(spots: list[Spot], keys: list[str], context: Context) -> list[Candidate | None]:
    """Settles each spot, names with a region first; a name without one means the same all through the article."""
    chosen: list[Candidate | None] = [None] * len(spots)
    for index in sorted(range(len(spots)), key=lambda i: _order(spots[i], i)):
        spot, name = spots[index], keys[index]
        if spot.country is None and name in context.settled:
            chosen[index] = context.settled[name]
            continue
        best = _best(spot, context)
        chosen[index] = best
        if best is not None:
            context.settled.setdefault(name, best)
    return chosen


def _order(spot: Spot, index: int) -> tuple[bool, bool, bool, int]:
    return spot.country is None, not spot.dateline, not spot.strong, index


def _best(spot: Spot, context: Context) -> Candidate | None:
    scored = [(score(candidate, spot, context), -candidate.number, candidate) for candidate in spot.candidates]
    if not scored:
        return None
    points, _, best = max(scored)
    if points < _THRESHOLD and not spot.dateline:
        return None
    return best


def score(candidate: Candidate, spot: Spot, context: Context) -> float:
    """How well a candidate fits; the sum of its prior, containment, context, nearness. Unit: about log10 of people."""
    return sum(parts(candidate, spot, context).values())


def parts(candidate: Candidate, spot: Spot, context: Context) -> dict[str, float]:
    """What each sign adds to a candidate's score."""
    prior, contained = _prior(candidate), _containment(candidate, spot)
    if candidate.feature == "country" and len({other.country for other in spot.candidates}) > 1:
        prior = min(prior, _SHARED_NAME - contained)  # "Georgia": the article decides
    return {
        "size": prior,
        "named after it": contained,
        "country": _COUNTRY * context.share(candidate.country),
        "region": _REGION * context.region_share(candidate.country, candidate.admin1),
        "nearness": _NEAR * _nearness(candidate, context) if len(spot.candidates) > 1 else 0.0,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A candidate with its score and the parts of it that are not nothing."""

    candidate: Candidate
    points: float
    parts: dict[str, float]


def ranked(spot: Spot, context: Context) -> list[Ranked]:
    """The candidates of a spot, the best first, for `explain`."""
    found = [(candidate, parts(candidate, spot, context)) for candidate in spot.candidates]
    made = [
        Ranked(
            candidate=candidate, points=sum(each.values()), parts={sign: value for sign, value in each.items() if value}
        )
        for candidate, each in found
    ]
    return sorted(made, key=lambda one: (-one.points, one.candidate.number))


def _prior(candidate: Candidate) -> float:
    if candidate.feature == "city":
        return math.log10(candidate.population + 10)
    return _FEATURES.get(candidate.feature, _UNKNOWN_FEATURE)


def _containment(candidate: Candidate, spot: Spot) -> float:
    if spot.country is None or candidate.country != spot.country:
        return 0.0
    return _CONTAINED if spot.admin1 is None or spot.admin1 == candidate.admin1 else 0.0


def _nearness(candidate: Candidate, context: Context) -> float:
    """1 where a settled town lies within 200 km, less by every further one that does not; 0 to 1."""
    towns = [
        other
        for other in list(context.settled.values())[-12:]
        if other.feature in {"city", "admin2"} and other != candidate
    ]
    if not towns:
        return 0.0
    return sum(distance_km(candidate, other) < _NEAR_KM for other in towns) / len(towns)


def distance_km(one: Candidate, other: Candidate) -> float:
    """Great-circle distance (haversine, mean radius of the earth)."""
    lat1, lat2 = math.radians(one.latitude), math.radians(other.latitude)
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(other.longitude - one.longitude) / 2) ** 2
    return 12_742 * math.asin(math.sqrt(min(1.0, half)))
