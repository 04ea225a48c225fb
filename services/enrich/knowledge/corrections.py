"""Corrections by hand to what the facts say (corrections.tsv), applied to the rows that an importer has made."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from services.enrich.knowledge.tables import COLUMNS, HERE, read

Made = dict[str, str]
"""A row of a table that is being made, by column."""
_BETWEEN = {"members": ",", "theatres": ","}
_LISTS = frozenset({"names", "adjectives", "demonyms", "capitals", "members", "theatres"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A value of a row's column that is wrong, and the right one; of a list, what goes and what comes.

    A name with nothing right in its place leaves the row out.
    """

    key: str
    column: str
    without: str
    right: str

    def fits(self, value: str) -> bool:
        """Whether the wrong value is there."""
        return set(self._parts(self.without)) <= set(self._parts(value))

    def of(self, value: str) -> str:
        """The corrected value, where the wrong one is there; else the value."""
        if not self.fits(value):
            return value
        kept = [one for one in self._parts(value) if one not in self._parts(self.without)]
        return _BETWEEN.get(self.column, "|").join(dict.fromkeys([*kept, *self._parts(self.right)]))

    def _parts(self, value: str) -> list[str]:
        if self.column not in _LISTS:
            return [value]
        return [one for one in value.split(_BETWEEN.get(self.column, "|")) if one]


def corrected(table: str, key: Callable[[Made], str], rows: list[Made]) -> list[Made]:
    """The rows with their corrections. Raises ValueError where a correction fits no row (any more)."""
    waiting: dict[str, list[Correction]] = {}
    for one in _corrections(table):
        waiting.setdefault(one.key, []).append(one)
    used: set[Correction] = set()
    made = []
    for row in rows:
        now = dict(row)
        for one in waiting.get(key(row), ()):
            used |= {one} if one.fits(now[one.column]) else set()
            now[one.column] = one.of(now[one.column])
        made += [now] if now["name"] else []
    unused = [one for one in _corrections(table) if one not in used]
    if unused:
        raise ValueError(f"corrections.tsv: {table} {unused[0].key} has no {unused[0].column} {unused[0].without!r}")
    return made


def _corrections(table: str) -> Iterator[Correction]:
    for row in read(HERE / "corrections.tsv", COLUMNS["corrections"]):
        if row["table"] == table:
            yield Correction(key=row["key"], column=row["column"], without=row["without"], right=row["with"])
