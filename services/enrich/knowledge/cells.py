"""What the cells of the actors' tables may hold. Each reads one and raises TableError, with file, line and column."""

import re

from services.enrich.knowledge.tables import Row

SECTORS = frozenset(
    {
        "government", "military", "police", "rebel", "opposition", "judiciary", "legislature", "intelligence",
        "business", "media", "education", "medical", "civilian",
    }
)  # fmt: skip
"""PLOVER's sectors, as far as our tables tell them apart."""
_CODE = re.compile(r"[A-Z]{3}")
_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def new_code(row: Row, column: str) -> str:
    """The code of a state that the row tells of."""
    if not _CODE.fullmatch(row[column]):
        raise row.fault(column, f"{row[column]!r} is no code of ISO 3166-1 alpha-3")
    return row[column]


def code(row: Row, column: str, states: dict[str, str], part: str | None = None) -> str:
    """The cell, or the part of it, as the code of a known state."""
    given = row[column] if part is None else part
    if given not in states:
        raise row.fault(column, f"{given!r} is not a code of the table of states")
    return given


def optional_code(row: Row, column: str, states: dict[str, str]) -> str | None:
    """The cell as the code of a known state, None where it is empty."""
    return code(row, column, states) if row[column] else None


def codes(row: Row, column: str, states: dict[str, str]) -> frozenset[str]:
    """The codes of known states between commas."""
    return frozenset(code(row, column, states, part) for part in row[column].split(",") if part)


def sector(row: Row) -> str | None:
    """The cell of the column sector, None where it is empty."""
    given = row["sector"]
    if given and given not in SECTORS:
        raise row.fault("sector", f"{given!r} is not one of {', '.join(sorted(SECTORS))}")
    return given or None


def term(row: Row) -> tuple[str, str]:
    """From when to when: ISO 8601 days, months or years, empty where open."""
    begun, ended = _day(row, "valid_from"), _day(row, "valid_to")
    if begun and ended and ended[: len(begun)] < begun[: len(ended)]:
        raise row.fault("valid_to", f"{ended!r} is before {begun!r}")
    return begun, ended


def _day(row: Row, column: str) -> str:
    given = row[column]
    if given and not _DAY.fullmatch(given):
        raise row.fault(column, f"{given!r} is no date (2017, 2017-01 or 2017-01-18)")
    return given
