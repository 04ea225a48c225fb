"""Makes the tables of regions and sites from open fact tables (see import_facts)."""

from pathlib import Path

from services.enrich.knowledge.facts import Row, read, unique, write

_PHYSICAL = {
    "sea",
    "gulf",
    "strait",
    "bay",
    "channel",
    "river",
    "island",
    "islands",
    "desert",
    "range",
    "region",
    "peninsula",
    "plateau",
    "coast",
    "sound",
    "delta",
    "basin",
    "canal",
    "isthmus",
    "pass",
    "boundary line",
    "valley",
    "site",
}


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
            names = unique([row["ascii_name"], *row["alternate_names"].split("|")], {row["name"]})
            made.append((row["geonames_id"], row["name"], names, path[:6], row["country"], row[code], *_point(row)))
    columns = ["geonames_id", "name", "names", "level", "country", "code", "latitude", "longitude"]
    sources = [
        "GeoNames (CC BY 4.0)",
        "Natural Earth (public domain)",
        "countries gem (MIT), Unicode CLDR",
        "US Census gazetteer (public domain)",
        "compiled by hand",
    ]
    write("regions", sources, columns, made)


def sites(facts: Path) -> None:
    """sites.tsv: seas, straits, rivers, ranges, named regions, bases, crossings, dams, nuclear sites, airports."""
    made = []
    for row in read(facts / "physical.tsv"):
        if row["kind"] in _PHYSICAL or "hand" in row["source"]:
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
