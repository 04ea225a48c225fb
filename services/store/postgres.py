"""What the store does in Postgres besides appending: errors in our words, the end of the log, offsets."""

import contextlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any, cast

import psycopg
import sqlalchemy.exc
from sqlalchemy import Engine

from services.runtime.postgres import queries
from services.store.errors import DatabaseUnavailable, LogDamaged, RowRefused
from services.store.numbering import Tail
from services.store.offsets import Partition
from services.store.poison import is_poison

# undefined_table, invalid_schema_name, invalid_parameter_value (no such role), insufficient_privilege
_NOT_MIGRATED = ("42P01", "3F000", "22023", "42501")

Cursor = psycopg.Cursor[tuple[Any, ...]]

READ = queries("services.store", "sql/read.sql")


@contextlib.contextmanager
def transaction(engine: Engine) -> Iterator[Cursor]:
    """A cursor in one transaction, committed at the end, rolled back on an error.

    READ COMMITTED, whatever the server's default: after a wait for a lock, the next query must see what was committed.
    Raises DatabaseUnavailable, LogDamaged, RowRefused.
    """
    with (
        translated(),
        engine.execution_options(isolation_level="READ COMMITTED").begin() as connection,
        cast("psycopg.Connection[tuple[Any, ...]]", connection.connection.driver_connection).cursor() as cursor,
    ):
        yield cursor


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Raise what Postgres raises as an error of ours."""
    try:
        yield
    except psycopg.Error as error:
        raise _ours(error) from error
    except sqlalchemy.exc.DBAPIError as error:
        raise _ours(error.orig) from error


def tail(engine: Engine) -> Tail:
    """The end of the log. Raises DatabaseUnavailable."""
    with transaction(engine) as cursor:
        return tail_of(cursor.execute(READ["tail"].encode()).fetchone())


def trouble(engine: Engine) -> str | None:
    """Why the log cannot be read now, as a sentence, or None."""
    try:
        tail(engine)
    except (DatabaseUnavailable, LogDamaged) as error:
        return str(error)
    return None


def tail_of(found: tuple[Any, ...] | None) -> Tail:
    """The counter's row as a Tail. Raises LogDamaged where there is none."""
    if found is None:
        raise LogDamaged("log.counter has no row: the end of the log is unknown")
    return Tail(position=found[0], head=found[1])


def load_offsets(engine: Engine, partitions: Collection[Partition]) -> Mapping[Partition, int]:
    """The next offset to read of each partition; 0 where the log never read it. Raises DatabaseUnavailable."""
    named = {"topics": [topic for topic, _ in partitions], "partitions": [number for _, number in partitions]}
    with transaction(engine) as cursor:
        cursor.execute(READ["begin_offsets"].encode(), named)
        found = cursor.execute(READ["offsets"].encode(), named).fetchall()
    return {(topic, partition): next_offset for topic, partition, next_offset in found}


def _ours(error: BaseException | None) -> DatabaseUnavailable | LogDamaged | RowRefused:
    text = _sentence(error)
    if isinstance(error, psycopg.errors.UniqueViolation):
        return LogDamaged(f"the log and its side tables do not fit each other, run `wirewatch store verify`: {text}")
    sqlstate = error.sqlstate if isinstance(error, psycopg.Error) else None
    if is_poison(sqlstate) if sqlstate else isinstance(error, psycopg.DataError):  # without one, the driver refused it
        return RowRefused(text)
    hint = " (has `wirewatch store migrate` been run on this database?)" if sqlstate in _NOT_MIGRATED else ""
    return DatabaseUnavailable(f"Postgres does not do what it was asked to: {text}{hint}")


def _sentence(error: BaseException | None) -> str:
    """Postgres's message with its detail, on one line."""
    if isinstance(error, psycopg.Error) and error.diag.message_primary:
        return " ".join(part for part in (error.diag.message_primary, error.diag.message_detail) if part)
    return " ".join(str(error).split())
