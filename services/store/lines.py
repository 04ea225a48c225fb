"""Events as JSON Lines, one a line in the structured form of CloudEvents: into the log and out of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import msgspec

from schemas.codec import CodecError, decode_structured, encode_structured
from services.store.append import Appended
from services.store.errors import NotKept, StoreError
from services.store.rows import Row, belongs_in_log, row_of

Append = Callable[[Sequence[Row]], Appended]
Report = Callable[[int, str], None]
"""Told of each refused line: its number from 1, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What became of lines."""

    new: int = 0
    known: int = 0
    refused: int = 0

    @property
    def read(self) -> int:
        """All of them."""
        return self.new + self.known + self.refused

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(new=self.new + other.new, known=self.known + other.known, refused=self.refused + other.refused)


def append_lines(lines: Iterable[bytes], append: Append, size: int, report: Report) -> Iterator[Counts]:
    """Append the events of the lines in transactions of up to `size`; the counts after each, over all so far.

    A line that is no event of the log, or that Postgres refuses, is reported and left out. Blank lines are nothing.
    Raises what append raises; then every transaction before stands, and appending the same lines again is harmless.
    """
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    total = Counts()
    while chunk := tuple(islice(numbered, size)):
        total += _append_chunk(chunk, append, report)
        yield total


def _append_chunk(chunk: Sequence[tuple[int, bytes]], append: Append, report: Report) -> Counts:
    rows: list[Row] = []
    numbers: list[int] = []
    for number, line in chunk:
        try:
            rows.append(row_of_line(line))
            numbers.append(number)
        except (CodecError, StoreError) as error:
            report(number, str(error))
    appended = append(rows)
    for index, reason in appended.refused:
        report(numbers[index], f"Postgres refuses it: {reason}")
    refused = len(chunk) - len(rows) + len(appended.refused)
    return Counts(new=len(appended.new), known=appended.known, refused=refused)


def row_of_line(line: bytes) -> Row:
    """The row of one line. Raises CodecError, and NotKept where the log takes no events of its type."""
    event = decode_structured(line)
    if not belongs_in_log(event.type):
        raise NotKept(f"the log keeps no {event.type}")
    return row_of(event)


def line_of(row: Row) -> bytes:
    """The event on one line, with the line's end: what `row_of_line` reads."""
    return msgspec.json.format(encode_structured(row.event()), indent=-1) + b"\n"
