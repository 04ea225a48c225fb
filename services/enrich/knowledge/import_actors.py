"""Makes the tables of states, persons, groups and organisations from open fact tables (see import_facts).

Rows that rest on the source wlc2026 alone are left out (its licence is doubtful).
"""

import re
from pathlib import Path

from services.enrich.knowledge.facts import PUBLIC, read, unique, write

_SOVEREIGN = {"sovereign state", "disputed", "former state"}
_ROLES = {"head of state", "head of government", "foreign minister", "defence minister"}
_AMBIGUOUS = {"AI"}
"""Acronyms that the news uses for something else."""
_WORDS = re.compile(r"[^\W_]+")


def import_actors(facts: Path) -> None:
    """Writes every table of actors from the folder of fact tables."""
    status = states(facts)
    persons(facts, status)
    armed_groups(facts)
    organisations(facts)


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
    write("states", [PUBLIC, "ISO 3166-1", "compiled by hand"], columns, made)
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
    sources = [PUBLIC, "Wikidata (CC0)", "REIGN, One Earth Future (MIT)", "compiled by hand"]
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
        f"{PUBLIC}, terrorist organisations",
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
    write("organisations", [PUBLIC, "compiled by hand"], columns, sorted(made))
