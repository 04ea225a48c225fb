"""The log by position: read after a checkpoint, and wait for more. LISTEN wakes; polling stands behind it."""

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg.errors import InvalidParameterValue, InvalidSchemaName, UndefinedColumn, UndefinedObject, UndefinedTable
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from schemas.codec import CodecError, decode_data, upcast
from schemas.registry import VERSIONS
from services.alert.decide import EVENTS, Batch, Logged
from services.alert.developments.standing import Change
from services.alert.edges import Reading, Unreadable
from services.alert.errors import NotMigrated
from services.runtime.errors import DatabaseUnavailable
from services.runtime.postgres import queries

CHANNEL = "wirewatch_log"
_SQL = queries("services.alert", "sql/log.sql")


class PostgresLog:
    """Reads log.events. One thread at a time. Each method raises DatabaseUnavailable."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._listening: psycopg.Connection[Any] | None = None

    def read(self, after: int, limit: int) -> Reading:
        """Up to `limit` events after a position; the batch ends at `after` itself where there is none."""
        with reaching(), self._engine.connect() as connection:
            wanted = {"types": list(EVENTS), "after": after, "limit": limit}
            rows = connection.exec_driver_sql(_SQL["read"], wanted).fetchall()
        events: list[Logged] = []
        unreadable: list[Unreadable] = []
        for row in rows:
            if row.type not in EVENTS:
                continue
            try:
                events.append(_logged(row))
            except CodecError as error:
                unreadable.append(Unreadable(position=row.position, detail=str(error)))
        batch = Batch(after=after, position=rows[-1].position if rows else after, events=tuple(events))
        return Reading(batch=batch, unreadable=tuple(unreadable))

    def last(self) -> int:
        """Position of the last event, 0 where there is none."""
        with reaching(), self._engine.connect() as connection:
            return int(connection.exec_driver_sql(_SQL["last"]).scalar_one())

    def listen(self) -> None:
        """From now on the log's notifications wake `wait`."""
        if self._listening is not None and not self._listening.closed:
            return
        with reaching():
            pooled = self._engine.raw_connection()
            connection: psycopg.Connection[Any] = pooled.driver_connection  # type: ignore[assignment]
            pooled.detach()
            connection.autocommit = True
            connection.execute(f"listen {CHANNEL}")
        self._listening = connection

    def wait(self, seconds: float) -> None:
        """Return at a notification that came since the last call, or after so many seconds."""
        self.listen()
        assert self._listening is not None  # noqa: S101 - listen() made it or raised
        with reaching():
            for _ in self._listening.notifies(timeout=seconds, stop_after=1):
                pass

    def close(self) -> None:
        """End the listening connection."""
        if self._listening is not None:
            self._listening.close()


@contextlib.contextmanager
def reaching() -> Iterator[None]:
    """Raise Postgres's errors as ours: DatabaseUnavailable, NotMigrated; a bug stays what it is."""
    try:
        yield
    except psycopg.Error as error:
        raise _ours(error) or error from error
    except DBAPIError as error:
        raise (_ours(error.orig) if isinstance(error.orig, psycopg.Error) else None) or error from error


def _ours(error: psycopg.Error) -> Exception | None:
    lacks = (UndefinedTable, UndefinedColumn, InvalidSchemaName, UndefinedObject, InvalidParameterValue)
    if isinstance(error, lacks):
        return NotMigrated(str(error).strip().partition("\n")[0])
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return DatabaseUnavailable(f"Postgres does not answer: {str(error).strip()}")
    return None


def _logged(row: Any) -> Logged:
    version, data = upcast(row.type, row.version, row.data)
    change: Change = decode_data(VERSIONS[row.type, version], data)
    return Logged(position=row.position, recorded_at=row.recorded_at, change=change)
