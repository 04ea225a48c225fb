"""Makes the tables of regions and sites from open fact tables (see import_facts)."""

from pathlib import Path

from services.enrich.knowledge.facts import Row, read, unique, write
from services.enrich.knowledge.wordsets import word_set

_PHYSICAL = word_set("gazetteer_physical") | {"boundary line"}
_NAMED_IN_FULL = frozenset({"lake", "reservoir", "mountain", "cape", "reef"})
"""Kinds of which only names of several words are kept: bare ones ("Logan", "Columbia") are people and towns first."""
_RENAMED = {"4138106": "District of Columbia"}
"""Regions under the name that us_states.tsv gives them."""
_POINTS = {
    "5879092": ("64.000", "-150.000"),
    "5855797": ("20.750", "-156.500"),
    "6354959": ("52.000", "-56.000"),
    "6115047": ("52.000", "-71.999"),
}
"""Regions whose label lies far from GeoNames' own point, which others measure from: Alaska, Hawaii, Newfoundland."""
_NOT_NAMES = {"4138106": ("Columbia", "Columbia District")}
"""Names that were made by rule and that nobody uses."""


def import_places(facts: Path) -> None:
    """Writes every table of places from the folder of fact tables."""
    regions(facts)
    sites(facts)


def _point(row: Row) -> tuple[str, str]:
    return f"{float(row['latitude']):.3f}", f"{float(row['longitude']):.3f}"


def regions(facts: Path) -> None:
    """regions.tsv: first-level units, and second-level ones where known."""
    made = []
    for path, code in (("admin1.tsv", "admin1_code"), ("admin2.tsv", "admin_code")):
        for row in read(facts / path):
            name = _RENAMED.get(row["geonames_id"], row["name"])
            known = [row["name"], row["ascii_name"], *row["alternate_names"].split("|")]
            names = unique(known, {name, *_NOT_NAMES.get(row["geonames_id"], ())})
            made.append(
                (
                    row["geonames_id"],
                    name,
                    names,
                    path[:6],
                    row["country"],
                    row[code],
                    *_POINTS.get(row["geonames_id"], _point(row)),
                )
            )
    columns = ["geonames_id", "name", "names", "level", "country", "code", "latitude", "longitude"]
    sources = [
        "GeoNames (CC BY 4.0)",
        "Natural Earth (public domain)",
        "countries gem (MIT), Unicode CLDR",
        "US Census gazetteer (public domain)",
        "compiled by hand",
    ]
    write("regions", sources, columns, made)


def _is_kept(row: Row) -> bool:
    if _point(row) == ("0.000", "0.000"):  # the earth
        return False
    full = row["kind"] in _NAMED_IN_FULL and " " in row["name"]
    return full or row["kind"] in _PHYSICAL or "hand" in row["source"]


def sites(facts: Path) -> None:
    """sites.tsv: seas, straits, rivers, ranges, named regions, bases, crossings, dams, nuclear sites, airports."""
    made = []
    for row in read(facts / "physical.tsv"):
        if _is_kept(row):
            made.append(
                (
                    row["geonames_id"],
                    row["name"],
                    row["alternate_names"],
                    row["kind"],
                    row["countries"].split(",")[0] if "," not in row["countries"] else "",
                    *_point(row),
                )
            )
    for row in read(facts / "sites.tsv"):
        if row["kind"] == "dam" and "hand" not in row["source"]:
            continue
        made.append(("", row["name"], row["alternate_names"], row["kind"], row["country"], *_point(row)))
    columns = ["geonames_id", "name", "names", "kind", "country", "latitude", "longitude"]
    sources = [
        "GeoNames (CC BY 4.0)",
        "Natural Earth (public domain)",
        "OurAirports by airport-data-js (CC BY 4.0)",
        "airportsdata (MIT)",
        "WRI Global Power Plant Database (CC BY 4.0) and Global Energy Observatory",
        "UN/LOCODE by phax/ph-ubl (Apache-2.0)",
        "compiled by hand",
    ]
    write("sites", sources, columns, made)
