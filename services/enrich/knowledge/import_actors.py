"""Makes the tables of states, persons, groups and organisations from open fact tables (see import_facts).

Rows that rest on the source wlc2026 alone are left out (its licence is doubtful).
"""

import re
from pathlib import Path

from services.enrich.knowledge.corrections import Made, corrected
from services.enrich.knowledge.facts import PUBLIC, Row, read, unique, write
from services.enrich.knowledge.import_persons import persons
from services.enrich.knowledge.tables import COLUMNS, HERE
from services.enrich.knowledge.tables import read as read_table
from services.enrich.knowledge.tokens import words

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
    """armed_groups.tsv: our own rows, and groups seen in fighting since 1990 or on a public list that these lack."""
    hand = [dict(row.cells) for row in read_table(HERE / "armed_groups_hand.tsv", COLUMNS["armed_groups"])]
    main = [dict(row.cells) for row in read_table(HERE / "actors_main.tsv", COLUMNS["actors_main"])]
    known = {name for row in [*hand, *main] for name in _telling(row)}
    ids = {row["id"] for row in hand}
    groups = [made for row in read(facts / "armed_groups.tsv") if (made := _group(row))]
    rest = [made for made in groups if made["id"] not in ids and not known & _telling(made)]
    sources = [
        "UCDP actor list 22.1 and UCDP dyadic 24.1 (CC BY 4.0): Davies, Pettersson and Öberg; Harbom et al.",
        f"{PUBLIC}, terrorist organisations",
        "OFAC SDN list (public domain)",
        "armed_groups_hand.tsv, corrections.tsv, compiled by hand",
    ]
    rows = [*hand, *corrected("armed_groups", lambda row: row["id"], rest)]
    _write("armed_groups", sources, sorted(rows, key=lambda row: (row["id"], row["country"], row["name"])))


def _telling(row: Made) -> set[tuple[str, ...]]:
    """The names of a group that are no short acronyms, which several groups have."""
    return {words(name) for name in [row["name"], *row["names"].split("|")] if name and not _is_short(name)}


def _is_short(name: str) -> bool:
    return name.isupper() and len(name) <= 6


def _group(row: Row) -> Made | None:
    """A group with the names that can be trusted, if it has any and is one."""
    recent = row["last_year"] >= "1990" or set(row["source"].split("+")) & {"cia", "ofac"}
    loose = re.search(r"[/()]|^Forces of |[Ff]action|^Supporters", row["name"]) or "identity" in row["kind"]
    all_names = [row["name"], row["full_name"], *row["aliases"].split("|")]
    names = [name.replace("’", "'") for name in all_names if _good_alias(name)][:10]
    if not recent or loose or not names:
        return None
    return {
        "id": slug(row["name"]),
        "name": names[0],
        "names": unique(names[1:], {names[0]}),
        "country": row["countries"].split(",")[0],
        "theatres": row["countries"],
        "parent": slug(row["parent"]),
        "valid_from": row["first_year"],
    }


def organisations(facts: Path) -> None:
    """organisations.tsv: international organisations with their members."""
    made = corrected(
        "organisations", lambda row: row["id"], [_organisation(row) for row in read(facts / "organisations.tsv")]
    )
    rows = sorted(made, key=lambda row: (row["id"], row["name"]))
    notes = ["members: codes of states; =ID: the members of that organisation; UNSC: the permanent ones"]
    _write("organisations", [PUBLIC, "corrections.tsv, compiled by hand", *notes], rows)


def _organisation(row: Row) -> Made:
    acronym = row["acronym"].strip()
    known = [acronym, *row["aliases"].split("|")]
    names = [name for name in known if (_good_alias(name) or len(name) in {2, 3}) and name not in _AMBIGUOUS]
    return {
        "id": acronym.replace(" ", "-") or slug(row["name"]),
        "name": row["name"],
        "names": unique(names),
        "kind": row["kind"],
        "members": row["members"].split(";")[0],
        "valid_from": row["founded"],
    }
