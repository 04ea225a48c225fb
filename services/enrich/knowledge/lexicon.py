"""Every name that an actor goes by, ready to be looked up in a text.

Built from the tables in about a quarter of a second; the operator's rows come first and win.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from services.enrich.knowledge import cells, naming
from services.enrich.knowledge.names import Name
from services.enrich.knowledge.tables import Row, Tables
from services.enrich.knowledge.tokens import words
from services.enrich.knowledge.tries import Trie
from services.enrich.knowledge.wordsets import word_list


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A word of office or trade, the sector that it gives, and whether it names an actor without a country.

    written: the exact token, for offices that are other words in small letters ("PM").
    """

    sector: str
    alone: bool
    written: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Names and roles as tries, and the parties by id. peoples: True for a plural noun ("Kurds"), False for an
    adjective; combining: the first halves of "Sino-Indian" with their state's code; openers: the words with which a
    name, such a half or a role begins.
    """

    names: Trie[Name]
    peoples: Trie[bool]
    combining: dict[str, str]
    roles: Trie[Role]
    state_names: dict[str, str]
    openers: frozenset[str]


def build(tables: Tables) -> Lexicon:
    """The lexicon of the tables. Raises TableError."""
    names: Trie[Name] = Trie()
    state_names: dict[str, str] = {}
    for row in tables.rows("states"):
        state_names.setdefault(row["code"], row["name"])
        for written, name in naming.state(row):
            for spelt in spellings(_key(row, written)):
                names.put(spelt, name)
    known = _put(names, tables, _FIRST, state_names, frozenset())
    _put(names, tables, {"armed_groups": naming.group, "organisations": naming.organisation}, state_names, known)
    _put(names, tables, {"persons": naming.person}, state_names, frozenset())
    peoples = _peoples(tables, names, state_names)
    combining = dict(pair.split(":") for pair in word_list("lexicon_combining"))
    roles = _roles(tables)
    return Lexicon(
        names=names,
        roles=roles,
        peoples=peoples,
        combining=combining,
        state_names=state_names,
        openers=frozenset({*names.root, *roles.root, *combining}),
    )


_Maker = Callable[[Row, dict[str, str]], naming.Named]
_FIRST: dict[str, _Maker] = {
    "lookalikes": naming.lookalike,
    "actors_main": naming.actor,
    "institutions": naming.institution,
    "media": naming.medium,
    "persons_main": naming.person,
}


def _put(
    names: Trie[Name],
    tables: Tables,
    makers: dict[str, _Maker],
    states: dict[str, str],
    known: Collection[tuple[str, ...]],
) -> set[tuple[str, ...]]:
    """Puts the names of these tables that are not yet known, and gives back those that hold everywhere."""
    put: set[tuple[str, ...]] = set()
    for table, maker in makers.items():
        for row in tables.rows(table):
            for written, name in maker(row, states):
                key = _key(row, written)
                if key not in known:
                    put |= set() if name.theatres else {key}
                    for spelt in spellings(key):
                        names.put(spelt, name)
    return put


def _key(row: Row, written: str) -> tuple[str, ...]:
    """The words of a name. Raises TableError where it has none."""
    key = words(written)
    if not key:
        raise row.fault("name", "there is no word")
    return key


def spellings(key: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A name as it is and without its hyphens, an Arabic one with the hyphen after its article too."""
    yield key
    if "-" in key[1:-1]:
        yield tuple(piece for piece in key if piece != "-")
    elif key[0] in {"al", "el"} and len(key) > 1:
        yield (key[0], "-", *key[1:])


def _roles(tables: Tables) -> Trie[Role]:
    roles: Trie[Role] = Trie()
    for row in tables.rows("roles"):
        sector = cells.sector(row)
        if sector is None:
            raise row.fault("sector", "a role gives a sector")
        if row["alone"] not in {"", "alone"}:
            raise row.fault("alone", f"{row['alone']!r} is not alone, nor empty")
        for phrase in row.many("words"):
            written = phrase if phrase.isupper() else None
            roles.put(words(phrase), Role(sector=sector, alone=row["alone"] == "alone", written=written))
    return roles


def _peoples(tables: Tables, names: Trie[Name], states: dict[str, str]) -> Trie[bool]:
    """The peoples as words after a state ("Iraqi Kurds"); those of one state are names of it as well."""
    peoples: Trie[bool] = Trie()
    for row in tables.rows("peoples"):
        for written in row.many("adjectives"):
            peoples.put(words(written), False)
        for written in row.many("plurals"):
            peoples.put(words(written), True)
        for written, name in naming.people(row, states):
            names.put(words(written), name)
    return peoples
