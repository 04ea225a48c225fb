"""The names that a row of a table gives its actor, each as it is written and with what it means."""

import re
from collections.abc import Iterator

from schemas.claims import ActorKind
from services.enrich.knowledge import cells
from services.enrich.knowledge.names import STATE_SECTORS, Form, Name
from services.enrich.knowledge.tables import Row
from services.enrich.knowledge.tokens import words
from services.enrich.knowledge.wordsets import word_set

_ACRONYM = re.compile(r"^(?:[A-Z]\.?){2,6}$")
_FUNCTION_WORDS = frozenset({"is", "us", "who", "it", "an", "as", "at", "be", "in", "on", "or", "so", "to", "up", "we"})
_SURNAME_FIRST = word_set("naming_surname_first")
Named = Iterator[tuple[str, Name]]
"""Names as a text may write them, each with its meaning."""


def acronym(written: str) -> str | None:
    """The name itself where it is an acronym, which counts only as written."""
    if _ACRONYM.match(written):
        return written
    return written if written.lower() in _FUNCTION_WORDS else None


def state(row: Row) -> Named:
    """A state's names, adjectives, people and seats; "Republic of the Congo" without its second article too."""
    code, term = cells.new_code(row, "code"), cells.term(row)
    given = [row["name"], *row.many("names")]
    names = [*given, *(one.replace(" of the ", " of ") for one in given if " of the " in one)]
    forms: tuple[tuple[Form, list[str]], ...] = (
        ("name", names),
        ("adjective", row.many("adjectives")),
        ("demonym", row.many("demonyms")),
        ("capital", row.many("capitals")),
    )
    for form, written in forms:
        for one in written:
            yield (
                one,
                Name(
                    id=code,
                    name=row["name"],
                    kind="state",
                    form=form,
                    party=code,
                    country=code,
                    written=acronym(one),
                    valid_from=term[0],
                    valid_to=term[1],
                ),
            )


def actor(row: Row, states: dict[str, str]) -> Named:
    """An armed group or organisation under its usual short id."""
    country, sector = cells.optional_code(row, "country", states), cells.sector(row)
    if row["kind"] not in {"armed_group", "organisation", "state"}:
        raise row.fault("kind", f"{row['kind']!r} is not armed_group, organisation or state")
    kind: ActorKind = "armed_group" if row["kind"] == "armed_group" else "organisation"
    form: Form = "group" if kind == "armed_group" else "organisation"
    theatres = cells.codes(row, "theatres", states)
    for one in [row["name"], *row.many("names")]:
        yield (
            one,
            Name(
                id=row["id"],
                name=row["name"],
                kind=kind,
                form=form,
                party=row["id"],
                country=country,
                sector=sector,
                written=acronym(one),
                theatres=theatres if acronym(one) else frozenset(),
            ),
        )


def institution(row: Row, states: dict[str, str]) -> Named:
    """A state's organ or seat: an actor of its own that acts for the state, as an office does."""
    code, sector = cells.code(row, "country", states), cells.sector(row)
    theatres = cells.codes(row, "theatres", states)
    for one in [row["name"], *row.many("names")]:
        yield (
            one,
            Name(
                id=f"{code}/{sector}" if sector else code,
                name=f"{states[code]}: {sector}" if sector else states[code],
                kind="state",
                form="institution",
                party=code if not sector or sector in STATE_SECTORS else f"{code}/{sector}",
                country=code,
                sector=sector,
                written=one if theatres else acronym(one),
                theatres=theatres,
            ),
        )


def medium(row: Row, states: dict[str, str]) -> Named:
    """A medium's names, as written; those of the state belong to their country."""
    country = cells.optional_code(row, "country", states)
    theatres = cells.codes(row, "theatres", states)
    names = [row["name"], *row.many("names")]
    for one in [*names, *("the" + name.removeprefix("The") for name in names if name.startswith("The "))]:
        yield (
            one,
            Name(
                id=row["id"],
                name=row["name"],
                kind="organisation",
                form="organisation",
                party=row["id"],
                country=country if row["ownership"] else None,
                sector="media",
                written=one,
                theatres=theatres if acronym(one) else frozenset(),
            ),
        )


def lookalike(row: Row, states: dict[str, str]) -> Named:
    """A name that contains a state's: of none, of others, or of an organ of one ("Bank of China")."""
    codes = tuple(cells.code(row, "countries", states, code) for code in row["countries"].split(",") if code)
    sector = cells.sector(row)
    for one in [row["name"], *row.many("names")]:
        yield (
            one,
            Name(
                id="",
                name=row["name"],
                kind="state",
                form="lookalike",
                party="",
                sector=sector,
                written=acronym(one),
                states=codes,
            ),
        )


def people(row: Row, states: dict[str, str]) -> Named:
    """A people of one state: an adjective of it ("Tibetan monks"), a plural of its civilians ("Uyghurs")."""
    if not row["country"]:
        return
    code = cells.code(row, "country", states)
    for one in row.many("adjectives"):
        yield (one, Name(id=code, name=states[code], kind="state", form="adjective", party=code, country=code))
    for one in row.many("plurals"):
        ident = f"{code}/civilian"
        name = f"{states[code]}: civilian"
        yield (
            one,
            Name(id=ident, name=name, kind="state", form="demonym", party=ident, country=code, sector="civilian"),
        )


def group(row: Row, states: dict[str, str]) -> Named:
    theatres = cells.codes(row, "theatres", states)
    country = cells.optional_code(row, "country", states)
    for one in [row["name"], *row.many("names")]:
        short = one.isupper() and len(one) <= 6
        yield (
            one,
            Name(
                id=row["id"],
                name=row["name"],
                kind="armed_group",
                form="group",
                party=row["id"],
                country=country,
                sector="rebel",
                written=one if short else None,
                theatres=theatres,
            ),
        )


def organisation(row: Row, _states: dict[str, str]) -> Named:
    for one in [row["name"], *row.many("names")]:
        yield (
            one,
            Name(
                id=row["id"],
                name=row["name"],
                kind="organisation",
                form="organisation",
                party=row["id"],
                written=one if one.isupper() and len(one) <= 8 else None,
            ),
        )


def person(row: Row, states: dict[str, str]) -> Named:
    """A person's names; the surname alone counts where persons_main has it, else after the full name or a title."""
    if not row["name"]:
        raise row.fault("name", "there is no word")
    country = cells.optional_code(row, "country", states)
    known_alone = row.table == "persons_main"
    full = [one for one in [row["name"], *row.many("names")] if " " in one or known_alone]
    pairs: list[tuple[str, Form]] = [(one, "person") for one in full]
    alone = _surname(row)
    if row["surname"]:
        pairs.append((alone, "person" if known_alone else "surname"))
    term = cells.term(row)
    ident, last = "person:" + "-".join(words(row["name"])), words(alone)[-1]
    for one, form in pairs:
        yield (
            one,
            Name(
                id=ident,
                name=row["name"],
                kind="person",
                form=form,
                party=country or f"person:{row['name']}",
                country=country,
                sector="government" if row["role"] else None,
                valid_from=term[0],
                valid_to=term[1],
                surname=last,
            ),
        )


def _surname(row: Row) -> str:
    """What later mentions call a person: the table's surname; where the family is named first and the table has the
    last part of the name or none, the first part ("Ban" of Ban Ki-moon)."""
    parts = row["name"].split()
    if row["country"] in _SURNAME_FIRST and row["surname"] in {"", parts[-1]}:
        return parts[0]
    return row["surname"] or parts[-1]
