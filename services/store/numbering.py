"""Which rows of a batch are new, and the place that each gets: position, version in its stream, hash. Pure."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from services.store.chain import canonical, link
from services.store.errors import WrongExpectedVersion
from services.store.rows import Row, Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    """The end of the log: the last position (0 where it is empty) and its hash."""

    position: int
    head: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """A new row in its place. number: its index in the batch, from 0."""

    number: int
    row: Row
    position: int
    stream_version: int
    hash: bytes


def number(
    rows: Sequence[Row],
    tail: Tail,
    known: Set[str],
    versions: Mapping[Stream, int],
    expected: Mapping[Stream, int],
) -> tuple[Numbered, ...]:
    """The new rows in batch order, their positions without a gap after the tail.

    A row whose id is known, or came earlier in the batch, is left out. versions: of the streams as the log has them, 0
    where absent. expected: versions that streams must have before a new row of theirs. Raises WrongExpectedVersion.
    """
    taken = set(known)
    current = dict(versions)
    unchecked = dict(expected)
    found: list[Numbered] = []
    position, head = tail.position, tail.head
    for index, row in enumerate(rows):
        if row.id in taken:
            continue
        taken.add(row.id)
        before = current.get(row.stream, 0)
        _check(row.stream, unchecked.pop(row.stream, before), before)
        position, version = position + 1, before + 1
        current[row.stream] = version
        head = link(head, canonical(row, position, version))
        found.append(Numbered(number=index, row=row, position=position, stream_version=version, hash=head))
    return tuple(found)


def _check(stream: Stream, expected: int, actual: int) -> None:
    if expected != actual:
        raise WrongExpectedVersion(family=stream[0], subject=stream[1], expected=expected, actual=actual)
