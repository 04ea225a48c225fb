"""Makes the tables of states, persons, groups and organisations from open fact tables (see import_facts).

Rows that rest on the source wlc2026 alone are left out (its licence is doubtful).
"""

import re
from pathlib import Path

from services.enrich.knowledge.corrections import Made, corrected
from services.enrich.knowledge.facts import PUBLIC, Row, read, unique, write
from services.enrich.knowledge.import_persons import persons
from services.enrich.knowledge.tables import COLUMNS

_SOVEREIGN = {"sovereign state", "disputed", "former state"}
_AMBIGUOUS = {"AI"}
"""Acronyms that the news uses for something else."""
_WORDS = re.compile(r"[^\W_]+")


def import_actors(facts: Path) -> None:
    """Writes every table of actors from the folder of fact tables."""
    persons(facts, states(facts))
    armed_groups(facts)
    organisations(facts)


def states(facts: Path) -> dict[str, str]:
    """states.tsv; returns the names of those that have leaders, by code."""
    rows = [row for row in read(facts / "states.tsv") if row["status"] not in {"antarctic", "union"}]
    sovereign = {word for row in rows if row["status"] in _SOVEREIGN for word in row["adjectivals"].split("|")}
    made = corrected("states", lambda row: row["code"], [_state(row, sovereign) for row in rows])
    _write("states", [PUBLIC, "ISO 3166-1", "corrections.tsv, compiled by hand"], made)
    return {row["code"]: row["name"] for row in made if row["status"] in _SOVEREIGN}


def _state(row: Row, sovereign: set[str]) -> Made:
    """A state; a territory without the adjectives of the state that it belongs to."""
    own = row["status"] in _SOVEREIGN
    adjectives = [word for word in row["adjectivals"].split("|") if own or word not in sovereign]
    demonyms = [word for word in row["demonyms"].split("|") if own or word not in sovereign]
    official = row["official_name"].split(" (")[0].split(";")[0]
    return {
        "code": row["alpha3"],
        "name": row["name"],
        "names": unique([official, *row["other_names"].split("|")], {row["name"], "States", "none", "Congo"}),
        "adjectives": unique(adjectives),
        "demonyms": unique(demonyms, adjectives),
        "capitals": unique(name for name in row["capital"].split("|") if "," not in name and "(" not in name),
        "status": row["status"],
        "valid_from": row["from"],
        "valid_to": row["to"],
    }


def _write(table: str, sources: list[str], rows: list[Made]) -> None:
    columns = list(COLUMNS[table])
    write(table, sources, columns, [[row[column] for column in columns] for row in rows])


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
