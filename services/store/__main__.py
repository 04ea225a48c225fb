"""`wirewatch store VERB`: keeps the event log."""

import argparse
import sys

from services.runtime import cli
from services.runtime.clock import SystemClock
from services.runtime.health import Check
from services.runtime.kafka import consumer
from services.runtime.lifecycle import Process, process
from services.runtime.settings import load
from services.store import postgres, reading, verbs
from services.store.append import append
from services.store.consume import Inbox
from services.store.settings import Settings
from services.store.watch import Watch
from services.store.worker import Worker

GROUP = "wirewatch-store"
"""The consumer group of every store process of a log."""


_CONSUMER = {
    # A broker that is away is noticed and found again within seconds, a topic that was made later within half a minute.
    "bootstrap_timeout_ms": 5_000,
    "reconnect_backoff_max_ms": 2_000,
    "metadata_max_age_ms": 30_000,
    # A process that died is replaced after 6 s, the least that brokers take by default. Should it live after all, it is
    # fenced.
    "session_timeout_ms": 6_000,
    "heartbeat_interval_ms": 2_000,
}


def _run(_: argparse.Namespace) -> None:
    settings = load(Settings)
    with process(settings, "store") as running:
        engine = verbs.engine_of(settings)
        inbox = Inbox(
            lambda: consumer(settings, GROUP, **_CONSUMER),
            lambda partitions: postgres.load_offsets(engine, partitions),
        )
        worker = Worker(
            inbox,
            lambda rows, **given: append(engine, rows, **given),
            clock=SystemClock(),
            health=running.health,
            shutdown=running.shutdown,
            log=running.log,
            batch_events=settings.batch_events,
            batch_seconds=settings.batch_milliseconds / 1000,
        )
        watch = Watch(lambda: postgres.tail(engine), lambda after, last: reading.walk(engine, after, last), running.log)
        _check_readiness(running, inbox, worker, lambda: postgres.trouble(engine))
        watch.start()
        try:
            worker.run()
        finally:
            watch.close()
            inbox.close()
            engine.dispose()


def _check_readiness(running: Process, inbox: Inbox, worker: Worker, database: Check) -> None:
    running.health.check("kafka", inbox.trouble)
    running.health.check("postgres", database)
    running.health.check("append", lambda: worker.trouble)


SERVICE = cli.Service(
    name="store",
    help="Keeps the event log: every event once, in one gapless order, in Postgres.",
    verbs=(
        cli.Verb(
            name="run",
            help="Append what Kafka's topics bring, until told to stop.",
            example="KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:9092 DATABASE_URL=postgresql://... wirewatch store run",
            run=_run,
        ),
        cli.Verb(
            name="migrate",
            help="Make or update the log, its views and roles in the database. Harmless to repeat.",
            example="DATABASE_URL=postgresql://owner@127.0.0.1/wirewatch wirewatch store migrate",
            run=verbs.migrate,
        ),
        cli.Verb(
            name="append",
            help="Append events from JSON Lines (CloudEvents), and tell how many were new, known and refused.",
            example="wirewatch store append < events.jsonl",
            run=verbs.append,
        ),
        cli.Verb(
            name="export",
            help="Print events as JSON Lines (CloudEvents) in position order.",
            example="wirewatch store export --from 1 --to 1000 --type article.found > articles.jsonl",
            run=verbs.export,
            arguments=(
                cli.argument("--from", dest="first", type=int, default=1, metavar="P", help="first position (1)"),
                cli.argument("--to", dest="last", type=int, metavar="P", help="last position (the end)"),
                cli.argument("--type", metavar="T", help="only events of this type"),
            ),
        ),
        cli.Verb(
            name="verify",
            help="Walk the hash chain; name the first position that does not fit, if one does not (exit code 1).",
            example="wirewatch store verify",
            run=verbs.verify,
        ),
    ),
)


def main() -> int:
    """Run the verb that the command line names; returns the exit code."""
    return cli.main(SERVICE)


if __name__ == "__main__":
    sys.exit(main())
