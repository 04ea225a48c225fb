"""Makes the tables of states, persons, groups, organisations, regions and sites from open fact tables.

    python -m services.enrich.knowledge.import_facts ACTORS_FOLDER PLACES_FOLDER

Run by hand when the facts are newer; its output is committed. What a person keeps (`*_main.tsv`, institutions, event
words) is never written here. Rows that rest on the source wlc2026 alone are left out (its licence is doubtful).
"""

import argparse
import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
Row = dict[str, str]
_FACTS_DATE = "2026-11-22"
_PUBLIC = "CIA World Factbook (public domain)"
_SOVEREIGN = {"sovereign state", "disputed", "former state"}
_ROLES = {"head of state", "head of government", "foreign minister", "defence minister"}
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
_AMBIGUOUS = {"AI"}
"""Acronyms that the news uses for something else."""
_WORDS = re.compile(r"[^\W_]+")


def read(path: Path) -> Iterator[Row]:
    """Rows of a fact table: tab separated, a header, no quoting."""
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def write(name: str, sources: Iterable[str], columns: list[str], rows: Iterable[Iterable[str]]) -> int:
    """Writes one table with its sources at the head; returns the number of rows."""
    lines = [f"# {name}: made by import_facts.py, facts of {_FACTS_DATE}", *(f"# source: {one}" for one in sources)]
    body = ["\t".join(" ".join(cell.split()) for cell in row) for row in rows]
    (HERE / f"{name}.tsv").write_text("\n".join([*lines, "\t".join(columns), *body]) + "\n", encoding="utf-8")
    return len(body)


def unique(names: Iterable[str], without: Iterable[str] = ()) -> str:
    """The names once each, in order, joined by |."""
    left_out = {"", *without}
    return "|".join(dict.fromkeys(name.strip() for name in names if name.strip() not in left_out))


def states(facts: Path) -> dict[str, str]:
    """states.tsv; returns the status of each code."""
    rows = [row for row in read(facts / "states.tsv") if row["status"] not in {"antarctic", "union"}]
    sovereign = {word for row in rows if row["status"] in _SOVEREIGN for word in row["adjectivals"].split("|")}
    made = []
    for row in rows:
        own = row["status"] in _SOVEREIGN
        adjectives = [word for word in row["adjectivals"].split("|") if own or word not in sovereign]
        demonyms = [word for word in row["demonyms"].split("|") if own or word not in sovereign]
        official = row["official_name"].split(" (")[0].split(";")[0]
        names = unique([official, *row["other_names"].split("|")], {row["name"], "States", "none", "Congo"})
        capitals = [name for name in row["capital"].split("|") if "," not in name and "(" not in name]
        made.append(
            (
                row["alpha3"],
                row["name"],
                names,
                unique(adjectives),
                unique(demonyms, adjectives),
                unique(capitals),
                row["status"],
                row["from"],
                row["to"],
            )
        )
    columns = ["code", "name", "names", "adjectives", "demonyms", "capitals", "status", "valid_from", "valid_to"]
    write("states", [_PUBLIC, "ISO 3166-1", "compiled by hand"], columns, made)
    return {row["alpha3"]: row["status"] for row in rows}


def persons(facts: Path, status: dict[str, str]) -> None:
    """persons.tsv: heads of state and government, foreign and defence ministers since 1990."""
    made = []
    for row in read(facts / "leaders.tsv"):
        wrong_bush = row["country"] != "USA" and row["name"] in {"George Bush", "Barack H. Obama"}
        if row["source"] == "wlc2026" or row["role"] not in _ROLES or wrong_bush:
            continue
        if status.get(row["country"]) in _SOVEREIGN:
            surname = row["surname"] or row["name"].split()[-1]
            aliases = unique(row["aliases"].split("|"), {row["name"]})
            made.append((row["name"], surname, aliases, row["country"], row["role"], row["start"], row["end"]))
    sources = [_PUBLIC, "Wikidata (CC0)", "REIGN, One Earth Future (MIT)", "compiled by hand"]
    columns = ["name", "surname", "names", "country", "role", "valid_from", "valid_to"]
    write("persons", sources, columns, made)


def _good_alias(name: str) -> bool:
    """Whether a name can stand in a text for one group alone: several words, or an acronym of three letters."""
    words = _WORDS.findall(name)
    acronym = len(words) == 1 and name.isupper() and len(name) >= 3
    return acronym or (len(words) >= 2 and len(name) >= 9 and name.upper() != name and name[0].isalpha())


def slug(name: str) -> str:
    """The id of a group or organisation that has no usual short one."""
    return "-".join(_WORDS.findall(name)).upper()


def armed_groups(facts: Path) -> None:
    """armed_groups.tsv: groups seen in fighting since 1990 or on a public list, with names that can be trusted."""
    made = []
    for row in read(facts / "armed_groups.tsv"):
        recent = row["last_year"] >= "1990" or set(row["source"].split("+")) & {"cia", "ofac"}
        loose = re.search(r"[/()]|^Forces of |[Ff]action|^Supporters", row["name"]) or "identity" in row["kind"]
        all_names = [row["name"], row["full_name"], *row["aliases"].split("|")]
        names = [name.replace("’", "'") for name in all_names if _good_alias(name)][:10]
        if recent and not loose and names:
            made.append(
                (
                    slug(row["name"]),
                    names[0],
                    unique(names[1:], {names[0]}),
                    row["countries"].split(",")[0],
                    row["countries"],
                    slug(row["parent"]),
                    row["first_year"],
                )
            )
    sources = [
        "UCDP actor list 22.1 and UCDP dyadic 24.1 (CC BY 4.0): Davies, Pettersson and Öberg; Harbom et al.",
        f"{_PUBLIC}, terrorist organisations",
        "OFAC SDN list (public domain)",
    ]
    columns = ["id", "name", "names", "country", "theatres", "parent", "valid_from"]
    write("armed_groups", sources, columns, sorted(made))


def organisations(facts: Path) -> None:
    """organisations.tsv: international organisations with their members."""
    made = []
    for row in read(facts / "organisations.tsv"):
        acronym = row["acronym"].strip()
        known = [acronym, *row["aliases"].split("|")]
        names = [name for name in known if (_good_alias(name) or len(name) in {2, 3}) and name not in _AMBIGUOUS]
        made.append(
            (
                acronym.replace(" ", "-") or slug(row["name"]),
                row["name"],
                unique(names),
                row["kind"],
                row["members"].split(";")[0],
                row["founded"],
            )
        )
    columns = ["id", "name", "names", "kind", "members", "valid_from"]
    write("organisations", [_PUBLIC, "compiled by hand"], columns, sorted(made))


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


def main() -> None:
    """Reads the two folders and writes every table."""
    parser = argparse.ArgumentParser(description="Make the tables of knowledge from open fact tables.")
    parser.add_argument("actors", type=Path)
    parser.add_argument("places", type=Path)
    given = parser.parse_args()
    status = states(given.actors)
    persons(given.actors, status)
    armed_groups(given.actors)
    organisations(given.actors)
    regions(given.places)
    sites(given.places)


if __name__ == "__main__":
    main()
