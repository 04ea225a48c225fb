"""Reading the log out of Postgres, in position order and in chunks, so that its size does not matter."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from sqlalchemy import Engine

from services.store.postgres import READ, transaction
from services.store.rows import Row
from services.store.verify import Fault, Stored

_CHUNK = 1000


def export(engine: Engine, first: int, last: int | None, event_type: str | None) -> Iterator[Row]:
    """The events from position first to last (None: the end), of one type or of all. Raises DatabaseUnavailable."""
    filters = {"last": last, "type": event_type}
    for found in _chunks(engine, "export", first - 1, filters):
        yield _row(found)


def walk(engine: Engine, after: int, last: int) -> Iterator[Stored]:
    """The events after a position up to last, with what the side tables say of each. Raises DatabaseUnavailable."""
    for found in _chunks(engine, "walk", after, {"last": last}):
        position, stream_version, head, id_position, stream_position = found[7:]
        yield Stored(
            row=_row(found),
            position=position,
            stream_version=stream_version,
            hash=bytes(head),
            id_position=id_position,
            stream_position=stream_position,
        )


def strays(engine: Engine) -> Iterator[Fault]:
    """What lies outside of the log: events after its end, ids and stream versions without their event."""
    questions = {
        "beyond": "an event stands after the end of the log",
        "stray_ids": "log.event_ids names an event that is not there",
        "stray_stream_versions": "log.stream_versions names an event that is not there",
    }
    for name, why in questions.items():
        with transaction(engine) as cursor:
            found = cursor.execute(READ[name].encode()).fetchone()
        if found is not None and found[0] is not None:
            yield Fault(position=found[0], why=why)


def _chunks(engine: Engine, name: str, after: int, filters: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    while True:
        with transaction(engine) as cursor:
            rows = cursor.execute(READ[name].encode(), {**filters, "after": after, "limit": _CHUNK}).fetchall()
        yield from rows
        if len(rows) < _CHUNK:
            return
        after = rows[-1][7]


def _row(found: tuple[Any, ...]) -> Row:
    event_id, event_type, version, source, subject, time, data = found[:7]
    return Row(
        id=event_id,
        type=event_type,
        version=version,
        source=source,
        subject=subject,
        time=time.astimezone(UTC),
        data=data.encode(),
    )
