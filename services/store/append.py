"""The append: one transaction that takes a batch, or nothing of it."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from services.runtime.postgres import queries
from services.store.errors import Fenced, LogDamaged, RowRefused
from services.store.numbering import Numbered, Tail, number
from services.store.offsets import Move
from services.store.poison import find
from services.store.postgres import Cursor, tail_of, transaction, translated
from services.store.rows import Row, Stream

_SQL = queries("services.store", "sql/append.sql")

Replace = Callable[[int, str], Row | None]
"""From a refused row's index in the batch and Postgres's reason to the row in its place; None leaves the place out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """What became of a batch. tail: the end of the log after it. refused: index in the batch and Postgres's reason."""

    new: tuple[Numbered, ...]
    known: int
    refused: tuple[tuple[int, str], ...]
    tail: Tail

    @property
    def types(self) -> Mapping[str, int]:
        """How many new events there are of each type."""
        return Counter(each.row.type for each in self.new)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    rows: Sequence[Row]
    moves: Sequence[Move] = ()
    expected: Mapping[Stream, int] = field(default_factory=dict)


def append(
    engine: Engine,
    rows: Sequence[Row],
    *,
    moves: Sequence[Move] = (),
    expected: Mapping[Stream, int] | None = None,
    replace: Replace = lambda _index, _reason: None,
) -> Appended:
    """Append what is new of the rows, in their order, and move the offsets, in one transaction.

    expected: the versions that streams must have before the batch. Raises WrongExpectedVersion, Fenced, LogDamaged and
    DatabaseUnavailable; then nothing was appended. (After DatabaseUnavailable a commit may have come through all the
    same: appending again is harmless.)
    """
    batch = _Batch(rows=rows, moves=moves, expected=expected or {})
    try:
        with _appending(engine) as cursor:
            return _append(cursor, batch)
    except RowRefused:
        return _append_without_poison(engine, batch, replace)


@contextlib.contextmanager
def _appending(engine: Engine) -> Iterator[Cursor]:
    """A transaction that Postgres ends where this process hangs in it; before any savepoint, which would undo that."""
    with transaction(engine) as cursor:
        cursor.execute(_SQL["limit_idleness"].encode())
        yield cursor


def _append(cursor: Cursor, batch: _Batch) -> Appended:
    tail, new = _insert(cursor, batch)
    if new:
        tail = Tail(position=new[-1].position, head=new[-1].hash)
        cursor.execute(_SQL["move_counter"].encode(), {"position": tail.position, "head": tail.head})
    _move_offsets(cursor, batch.moves)
    return Appended(new=new, known=len(batch.rows) - len(new), refused=(), tail=tail)


def _append_without_poison(engine: Engine, batch: _Batch, replace: Replace) -> Appended:
    """The same after a row was refused. Raises LogDamaged where Postgres refuses the replacements too."""
    try:
        with _appending(engine) as cursor:
            return _replace_and_append(cursor, batch, replace)
    except RowRefused as refused:
        raise LogDamaged(f"Postgres refuses the batch, and not because of single rows: {refused}") from refused


def _replace_and_append(cursor: Cursor, batch: _Batch, replace: Replace) -> Appended:
    """Rows that are refused by themselves are found, replaced and appended with the others, in one transaction."""
    _lock_counter(cursor)  # held over all trials, so that the places which they try stay free
    reasons = dict(find(range(len(batch.rows)), lambda numbers: _trial(cursor, [batch.rows[n] for n in numbers])))
    rows = tuple(_replaced(batch.rows, reasons, replace))
    appended = _append(cursor, _Batch(rows=rows, moves=batch.moves, expected=batch.expected))
    return Appended(new=appended.new, known=appended.known, refused=tuple(reasons.items()), tail=appended.tail)


def _replaced(rows: Sequence[Row], reasons: Mapping[int, str], replace: Replace) -> Iterator[Row]:
    for index, row in enumerate(rows):
        kept = replace(index, reasons[index]) if index in reasons else row
        if kept is not None:
            yield kept


def _trial(cursor: Cursor, rows: Sequence[Row]) -> str | None:
    """Postgres's reason to refuse the rows, or None; either way nothing of them stays."""
    cursor.execute("savepoint trial")
    try:
        with translated():
            _insert(cursor, _Batch(rows=rows))
    except RowRefused as refused:
        return str(refused)
    finally:
        cursor.execute("rollback to savepoint trial")
    return None


def _insert(cursor: Cursor, batch: _Batch) -> tuple[Tail, tuple[Numbered, ...]]:
    """The end of the log before the batch, and the rows that are new, inserted."""
    _copy(cursor, batch.rows)
    tail = _lock_counter(cursor)
    known, versions = _look_up(cursor, batch.rows)
    new = number(batch.rows, tail, known, versions, batch.expected)
    if new:
        span = {"first": new[0].position, "last": new[-1].position}
        cursor.execute(_SQL["provide_partitions"].encode(), span)
        cursor.execute(_SQL["insert_new"].encode(), _arrays(new))
    return tail, new


def _copy(cursor: Cursor, rows: Sequence[Row]) -> None:
    cursor.execute(_SQL["make_batch"].encode())
    with cursor.copy(_SQL["copy_batch"].encode()) as copy:
        for index, row in enumerate(rows):
            copy.write_row(_columns(index, row))


def _columns(index: int, row: Row) -> tuple[Any, ...]:
    origin = row.origin
    where = (origin.topic, origin.partition, origin.offset) if origin else (None, None, None)
    return (
        index,
        row.id,
        row.type,
        row.version,
        row.source,
        row.subject,
        row.time,
        row.data.decode(),
        *where,
    )


def _lock_counter(cursor: Cursor) -> Tail:
    return tail_of(cursor.execute(_SQL["lock_counter"].encode()).fetchone())


def _look_up(cursor: Cursor, rows: Sequence[Row]) -> tuple[set[str], dict[Stream, int]]:
    """Which of the rows' ids the log has, and the versions of their streams."""
    known: set[str] = set()
    versions: dict[Stream, int] = {}
    for index, is_known, version in cursor.execute(_SQL["look_up"].encode()):
        versions[rows[index].stream] = version
        if is_known:
            known.add(rows[index].id)
    return known, versions


def _arrays(new: Sequence[Numbered]) -> dict[str, list[Any]]:
    return {
        "numbers": [each.number for each in new],
        "positions": [each.position for each in new],
        "stream_versions": [each.stream_version for each in new],
        "hashes": [each.hash for each in new],
    }


def _move_offsets(cursor: Cursor, moves: Sequence[Move]) -> None:
    """Raises Fenced where a partition is not where it was expected."""
    if not moves:
        return
    columns = {
        "topics": [move.topic for move in moves],
        "partitions": [move.partition for move in moves],
        "expected": [move.expected for move in moves],
        "next": [move.next for move in moves],
    }
    if cursor.execute(_SQL["move_offsets"].encode(), columns).rowcount != len(moves):
        raise Fenced(tuple((move.topic, move.partition) for move in moves))
