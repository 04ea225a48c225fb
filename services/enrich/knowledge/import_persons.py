"""Makes persons.tsv from the fact table of leaders and from persons_hand.tsv (see import_facts).

The facts name some persons by their rank ("General Abdourahame Tiani"), give the surname in another spelling than the
name, and leave the end empty where they only ceased to look: all of this is set right here.
"""

import difflib
import re
from pathlib import Path

from services.enrich.knowledge.corrections import Made, corrected
from services.enrich.knowledge.facts import PUBLIC, Row, read, unique, write
from services.enrich.knowledge.tables import COLUMNS, HERE
from services.enrich.knowledge.tables import read as read_table
from services.enrich.knowledge.tokens import words

_ROLES = {"head of state", "head of government", "foreign minister", "defence minister"}
_RANK = re.compile(r"^.*\b(?:General|Colonel|Admiral|Archbishop|Brigadier|Marshal|Affairs)\s+(?=\S+ \S)")
_SURNAME_FIRST = {"CHN", "KOR", "PRK", "TWN", "VNM", "KHM", "ETH", "ERI"}
"""Where the news calls a person by the first of the names."""
_FOLLOWED_UNTIL = "2025"
"""Who was in office in facts older than this is not known to be so still."""


def persons(facts: Path, states: dict[str, str]) -> None:
    """Writes persons.tsv: heads of state and government, foreign and defence ministers since 1990. states: their
    names by code."""
    hand = [dict(row.cells) for row in read_table(HERE / "persons_hand.tsv", COLUMNS["persons"])]
    known = {(row["country"], row["role"], name) for row in hand for name in _names(row)}
    made = corrected(
        "persons",
        lambda row: f"{row['country']} {row['name']}",
        [_person(row, states) for row in read(facts / "leaders.tsv") if _is_ours(row, states)],
    )
    rest = [row for row in made if not any((row["country"], row["role"], name) in known for name in _names(row))]
    columns = list(COLUMNS["persons"])
    rows = sorted([*hand, *rest], key=lambda row: (row["country"], row["role"], row["valid_from"]))
    sources = [PUBLIC, "Wikidata (CC0)", "REIGN, One Earth Future (MIT)", "persons_hand.tsv, compiled by hand"]
    write("persons", sources, columns, [[row[column] for column in columns] for row in rows])


def _names(row: Made) -> set[tuple[str, ...]]:
    return {words(name) for name in [row["name"], *row["names"].split("|")] if " " in name}


def _is_ours(row: Row, states: dict[str, str]) -> bool:
    wrong = row["country"] != "USA" and row["name"] in {"George Bush", "Barack H. Obama"}
    return row["source"] != "wlc2026" and row["role"] in _ROLES and row["country"] in states and not wrong


def _person(row: Row, states: dict[str, str]) -> Made:
    name = _plain(row["name"], states[row["country"]])
    aliases = (_plain(alias, states[row["country"]]) for alias in row["aliases"].split("|"))
    return {
        "name": name,
        "surname": _surname(row, name),
        "names": unique(aliases, {name}),
        "country": row["country"],
        "role": row["role"],
        "valid_from": row["start"],
        "valid_to": _end(row),
    }


def _plain(name: str, state: str) -> str:
    """The name without a rank or the state before it."""
    return _RANK.sub("", name.removeprefix(f"{state} "))


def _surname(row: Row, name: str) -> str:
    """The surname, spelled as in the name: "Lukashenko" where the facts say "Lukashenka"."""
    parts = name.split()
    if not row["surname"]:
        return parts[0] if row["country"] in _SURNAME_FIRST and len(parts) > 1 else parts[-1]
    if " ".join(words(row["surname"])) in " ".join(words(name)):
        return row["surname"]
    last = words(row["surname"])[-1]
    alike = [part for part in parts if difflib.SequenceMatcher(None, "".join(words(part)), last).ratio() >= 0.6]
    return alike[-1] if alike else row["surname"]


def _end(row: Row) -> str:
    """The end; where the facts know none, the month in which they last looked, unless that is recent."""
    return row["end"] or (row["as_of"][:7] or row["start"] if row["as_of"] < _FOLLOWED_UNTIL else "")
