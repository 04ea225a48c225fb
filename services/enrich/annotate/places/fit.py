"""How well a place suits a name before the article is asked. Unit: about log10 of the people who live there."""

import math

from services.enrich.knowledge.gazetteer import Candidate

_FEATURES = {
    "country": 9.0,
    "ocean": 9.0,
    "continent": 8.0,
    "sea": 6.0,
    "strait": 6.0,
    "gulf": 6.0,
    "region": 5.3,
    "island": 5.0,
    "islands": 5.0,
    "peninsula": 5.0,
    "desert": 5.0,
    "range": 4.5,
    "river": 4.2,
    "lake": 4.2,
    "mountain": 4.2,
    "air base": 3.8,
    "admin2": 3.7,
    "bay": 3.6,
    "airport": 3.0,
}
"""What a kind of place counts for where people do not measure it: as much as a town that the news names as often."""
_UNKNOWN_FEATURE = 3.4
_UNKNOWN_POPULATION = 500
_TOLD_OF = 10_000
"""What a town that the news knows counts for at least: Madaya was besieged, whatever its size."""
_REGION = 6.0
"""The most that a first-level region counts for: a city of a million bears its own name first."""
_BEHIND_ITS_CITY = 1.0
"""What a region loses where a city in it has its name: "Aleppo", "New York"."""
_OTHER_NAME = {"city": 2.0, "country": 4.0}
"""What a place loses under a name that is not its own: Aleppo is an old Berea, Harare was Salisbury, and the United
Kingdom is called England; a town of that very name comes first unless it is a hundred times smaller."""
_OTHER_SITE_NAME = 0.5
_OTHER_SPELLING = 0.6
"""What any place loses under another spelling of its own name: Pittsburgh is not Pittsburg."""
_NEWS = 1.0
"""What a place gains under a name that the news knows it by: Bethlehem is the one of the West Bank first."""
_WIDE_REGION = 6.6
"""A named region of several countries: the Middle East."""
_NAMED_AFTER_KIND = 2.0
"""The Red Sea is a sea before it is a province."""
_OVERSHADOWED, _BY_SO_MUCH = 2.0, 1.3
"""What a town loses under the name of something that much greater: Ontario is no town of New York unless it is said."""
_SHARED = 6.3
"""The most that a country counts for where its name is also a region's of another: in Georgia, the article decides."""
_CITY = " city"


def fit(candidate: Candidate, name: str, others: tuple[Candidate, ...]) -> float:
    """How well the candidate suits this name (a key of the gazetteer) among all that bear it."""
    points = _size(candidate, others) - _loss(candidate, name)
    if candidate.feature == "city" and any(_overshadows(other, candidate) for other in others):
        points -= _OVERSHADOWED
    if candidate.feature in name.split(" "):
        points += _NAMED_AFTER_KIND
    return points


def _size(candidate: Candidate, others: tuple[Candidate, ...]) -> float:
    feature = candidate.feature
    if feature == "city":
        known = candidate.population or _UNKNOWN_POPULATION
        return math.log10(max(known, _TOLD_OF) if candidate.naming == "news" else known)
    if feature == "admin1":
        people = math.log10(max(candidate.population, _UNKNOWN_POPULATION))
        return min(_REGION, people) - _BEHIND_ITS_CITY * any(_is_seat(other, candidate) for other in others)
    if feature == "region" and candidate.country is None:
        return _WIDE_REGION
    points = _FEATURES.get(feature, _UNKNOWN_FEATURE)
    if feature == "country" and any(_is_region_elsewhere(other, candidate) for other in others):
        return min(points, _SHARED)
    return points


def _is_seat(town: Candidate, region: Candidate) -> bool:
    same = town.country == region.country and town.admin1 == region.admin1
    return same and town.feature == "city" and town.population * 20 > region.population


def _overshadows(other: Candidate, town: Candidate) -> bool:
    """Whether a region, sea or island of this very name is by so much greater that the town would be told of as one."""
    if other.naming != "own" or other.feature in {"city", "admin2"}:
        return False
    size = math.log10(max(other.population, 1)) if other.feature == "admin1" else _size(other, ())
    return size > math.log10(town.population or _UNKNOWN_POPULATION) + _BY_SO_MUCH


def _is_region_elsewhere(other: Candidate, country: Candidate) -> bool:
    return other.feature == "admin1" and other.naming == "own" and other.country != country.country


def _loss(candidate: Candidate, name: str) -> float:
    if candidate.naming == "news":
        return -_NEWS
    if candidate.naming == "own" or candidate.name.lower() == name + _CITY:
        return 0.0
    if candidate.naming == "spelling":
        return _OTHER_SPELLING
    return _OTHER_NAME.get(candidate.feature, _OTHER_SITE_NAME)
