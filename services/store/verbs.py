"""The verbs that need Postgres and no Kafka: each reads its settings, does its work, and gives the exit code."""

import argparse
import sys
from collections.abc import Iterator

from sqlalchemy import Engine

from services.runtime import postgres as database
from services.runtime.settings import DatabaseSettings, load
from services.store import lines, postgres, reading
from services.store.append import append as append_rows
from services.store.chain import GENESIS
from services.store.numbering import Tail
from services.store.progress import Show, shown
from services.store.settings import DatabaseRole
from services.store.verify import Fault, Stored, Verdict, verify_end
from services.store.verify import verify as verify_events


def engine_of(settings: DatabaseRole, **options: int) -> Engine:
    """The engine of a store process: it takes the store's role."""
    return database.engine(settings.database_url, settings.database_role, application_name="wirewatch-store", **options)


def migrate(_: argparse.Namespace) -> None:
    """Apply the migrations that the database lacks, as the login user: it becomes the owner."""
    applied = database.migrate(database.engine(load(DatabaseSettings).database_url), "services.store")
    for name in applied:
        print(f"applied  {name}")
    if not applied:
        print("nothing to apply: the log is up to date")


def append(_: argparse.Namespace) -> int:
    """Append the events on stdin; exit code 1 where a line was refused."""
    settings = load(DatabaseRole)
    engine = engine_of(settings)
    counts = lines.Counts()
    with shown("events read") as show:
        for counts in lines.append_lines(
            sys.stdin.buffer, lambda rows: append_rows(engine, rows), settings.batch_events, _report
        ):
            show(counts.read)
    print(f"new {counts.new}, known {counts.known}, refused {counts.refused}")
    return 1 if counts.refused else 0


def export(arguments: argparse.Namespace) -> None:
    """Print events, one a line."""
    engine = _reading_engine()
    for row in reading.export(engine, arguments.first, arguments.last, arguments.type):
        sys.stdout.buffer.write(lines.line_of(row))
    sys.stdout.buffer.flush()


def verify(_: argparse.Namespace) -> int:
    """Walk the whole log; exit code 1 where it does not fit."""
    verdict = verify_log(_reading_engine())
    if verdict.fault is not None:
        print(f"position {verdict.fault.position} does not fit: {verdict.fault.why}")
        return 1
    print(f"{verdict.tail.position} events fit; the head is {verdict.tail.head.hex()}")
    return 0


def verify_log(engine: Engine) -> Verdict:
    """The verdict on everything that the log holds now. Raises DatabaseUnavailable."""
    counter = postgres.tail(engine)
    with shown("events verified", counter.position) as show:
        events = reading.walk(engine, 0, counter.position)
        walked = verify_events(_seen(events, show), Tail(position=0, head=GENESIS))
    return _earliest(verify_end(walked, counter), list(reading.strays(engine)))


def _earliest(verdict: Verdict, strays: list[Fault]) -> Verdict:
    """The verdict with the first of all faults."""
    faults = [*([verdict.fault] if verdict.fault else []), *strays]
    return Verdict(tail=verdict.tail, fault=min(faults, key=lambda fault: fault.position, default=None))


def _seen(events: Iterator[Stored], show: Show) -> Iterator[Stored]:
    for stored in events:
        show(stored.position)
        yield stored


def _report(number: int, why: str) -> None:
    print(f"line {number}: {why}", file=sys.stderr)


def _reading_engine() -> Engine:
    """Without a limit of time: a walk over a large log takes what it takes."""
    return engine_of(load(DatabaseRole), statement_timeout_ms=0)
