"""A mapping: how the columns of an export of event data become claims. A table that a person can write.

    field    column            value               gives
    id       event_id
    day      event_date        %d %B %Y                                  value: the date's form, else ISO 8601
    precision time_precision   3                   month                 where the column has that value
    source   actor1                                                      who acts; `target`: on whom
    act      sub_event_type    Air/drone strike    ASSAULT:airstrike     the first that fits; * at the end: any rest
    act                                            ASSAULT               always

Other fields: source_country and target_country (where the name is not known), place, country, admin1, latitude,
longitude, text, publisher, url. Of several rows for a field the first that gives something counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import get_args

from schemas.claims import ClaimType
from services.enrich.errors import MappingError

FIELDS = frozenset(
    {"id", "day", "precision", "source", "target", "source_country", "target_country", "act", "place", "country"}
    | {"admin1", "latitude", "longitude", "text", "publisher", "url"}
)
NEEDED = ("id", "day", "source", "act")
KNOWN = ("ucdp", "acled", "icews")
_COLUMNS = ["field", "column", "value", "gives"]
Row = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: the field's value is the column's; where value and gives are set, gives if the column has the value."""

    field: str
    column: str
    value: str
    gives: str

    def fits(self, row: Row) -> bool:
        """Whether the row's column has the value that the rule asks for."""
        if not self.column:
            return True
        found = (row.get(self.column) or "").strip().lower()
        asked = self.value.lower()
        return found.startswith(asked[:-1]) if asked.endswith("*") else found == asked


@dataclass(frozen=True, slots=True)
class MappingTable:
    """The rules of one export, in their order."""

    name: str
    rules: tuple[Rule, ...]

    def of(self, field: str) -> Iterator[Rule]:
        """The rules of a field."""
        return (rule for rule in self.rules if rule.field == field)

    def text(self, row: Row, field: str) -> str | None:
        """What the row's first filled column of the field holds, or None."""
        texts = ((row.get(rule.column) or "").strip() for rule in self.of(field))
        return next((text for text in texts if text), None)

    def given(self, row: Row, field: str) -> str | None:
        """What the first fitting rule of the field gives, or None."""
        return next((rule.gives for rule in self.of(field) if rule.fits(row)), None)

    def day(self, row: Row) -> date | None:
        """The row's day in the first form that reads it, or None."""
        for rule in self.of("day"):
            found = (row.get(rule.column) or "").strip()
            try:
                return datetime.strptime(found, rule.value).date() if rule.value else date.fromisoformat(found[:10])  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        return None


def load(name: str) -> MappingTable:
    """One of KNOWN, or the mapping in a file of this path. Raises MappingError, OSError."""
    table = files(__package__).joinpath(f"mappings/{name}.tsv") if name in KNOWN else Path(name)
    try:
        return parse(Path(name).stem, table.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise MappingError(f"mapping {name} is not UTF-8: {error}") from None


def parse(name: str, text: str) -> MappingTable:
    """The mapping that the text holds. Raises MappingError with the line."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line and not line.startswith("#")]
    if not lines or lines[0][1].split("\t") != _COLUMNS:
        raise MappingError(f"mapping {name}: the first line names the columns {', '.join(_COLUMNS)}, separated by tabs")
    rules = tuple(_rule(name, number, line) for number, line in lines[1:])
    missing = [field for field in NEEDED if field not in {rule.field for rule in rules}]
    if missing:
        raise MappingError(f"mapping {name} has no line for {', '.join(missing)}")
    return MappingTable(name, rules)


def _rule(name: str, number: int, line: str) -> Rule:
    field, column, value, gives = (*line.split("\t"), "", "", "")[:4]
    if field not in FIELDS:
        raise MappingError(
            f"mapping {name}, line {number}: {field!r} is none of the fields {', '.join(sorted(FIELDS))}"
        )
    if field == "act" and gives.partition(":")[0] not in get_args(ClaimType):
        raise MappingError(f"mapping {name}, line {number}: {gives!r} is no PLOVER type, nor type:mode")
    if field == "precision" and gives not in ("day", "month", "year"):
        raise MappingError(f"mapping {name}, line {number}: {gives!r} is none of day, month, year")
    return Rule(field, column, value, gives)
