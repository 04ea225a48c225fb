"""`wirewatch ingest VERB`: builds the edges from the settings and hands them over."""

import argparse
import asyncio
import os
import platform
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from services.ingest import feed_list, metrics, opml
from services.ingest.answers import Failure
from services.ingest.check import check
from services.ingest.entries import Document
from services.ingest.errors import FeedListError
from services.ingest.feed_list import FeedFile
from services.ingest.fetch import Budgets, Fetcher
from services.ingest.parse import Parser
from services.ingest.publish import KafkaOutlet
from services.ingest.schedule import Timing
from services.ingest.settings import ContactSettings, MigrateSettings, ParserSettings, Settings
from services.ingest.state import PostgresState
from services.ingest.worker import SERVERS, Pace, Worker
from services.runtime import cli, kafka, log, postgres
from services.runtime.addresses import AddressPolicy
from services.runtime.clock import SystemClock
from services.runtime.lifecycle import Process, process
from services.runtime.settings import load

THREADS_PER_HOST = 4
"""Two polls may look up names, a lease is renewed, and a lookup outlives the poll that gave up on it."""


def run(_: argparse.Namespace) -> None:
    """Poll the feeds of the list until stopped. Faults of the list end it at the start, later ones are logged."""
    settings = load(Settings)
    feed_list.load(settings.feeds)
    with process(settings, "ingest") as running:
        asyncio.run(_poll(settings, running))


async def _poll(settings: Settings, running: Process) -> None:
    # asyncio's own few threads would all wait for names when a resolver hangs, and the leases with them.
    threads = ThreadPoolExecutor(THREADS_PER_HOST * settings.hosts_at_once + 8, thread_name_prefix="ingest")
    asyncio.get_running_loop().set_default_executor(threads)
    engine = postgres.engine(settings.database_url, settings.database_role, application_name="wirewatch-ingest")
    outlet = KafkaOutlet(lambda: kafka.producer(settings))
    async with _fetcher(settings) as fetcher, _parser(settings) as parser:
        worker = Worker(
            name=f"{platform.node()}:{os.getpid()}:{random.getrandbits(32):08x}",
            state=PostgresState(engine),
            outlet=outlet,
            fetcher=fetcher,
            parser=parser,
            feeds=FeedFile(settings.feeds),
            pace=Pace(
                timing=Timing(default_seconds=settings.poll_default_seconds, floor_seconds=settings.poll_floor_seconds),
                host_gap=settings.host_gap_seconds,
                hosts_at_once=settings.hosts_at_once,
                lease=settings.lease_seconds,
            ),
            clock=SystemClock(),
            chance=random.random,
            stop=running.shutdown,
            log=running.log,
            progress=lambda: running.health.progress("ingest"),
        )
        for server in SERVERS:
            running.health.check(server, lambda server=server: worker.trouble.get(server))  # type: ignore[misc]
        await worker.run()
    outlet.close()
    engine.dispose()


def parse(arguments: argparse.Namespace) -> int:
    """One body on standard input, its entries as JSON Lines on standard output."""
    settings = load(ParserSettings)
    body = sys.stdin.buffer.read()

    async def read() -> Document | Failure:
        async with _parser(settings) as parser:
            return await parser.parse(body, arguments.url, arguments.content_type)

    document = asyncio.run(read())
    if isinstance(document, Failure):
        print(f"{document.reason}: {document.detail}", file=sys.stderr)
        return 1
    if document.fault:
        print(f"not well-formed, entries taken nevertheless: {document.fault}", file=sys.stderr)
    for entry in document.entries:
        _print_json(entry)
    if document.excess is not None:
        print(f"{document.excess.count} entries beyond the limit are left out", file=sys.stderr)
    return 0


def check_url(arguments: argparse.Namespace) -> int:
    """What a poll of the URL would see and do, as one JSON object."""
    contact, limits = load(ContactSettings), load(ParserSettings)

    async def look() -> dict[str, object]:
        async with _fetcher(contact) as fetcher, _parser(limits) as parser:
            return await check(arguments.url, fetcher, parser, SystemClock())

    report = asyncio.run(look())
    _print_json(report)
    return 1 if report["outcome"] == "failed" else 0


def feeds(arguments: argparse.Namespace) -> None:
    """The list in force as JSON Lines, OPML or plain lines."""
    listed = feed_list.load(arguments.file or _listed_file())
    if arguments.format == "opml":
        sys.stdout.buffer.write(opml.write(listed))
    elif arguments.format == "plain":
        sys.stdout.write("".join(" ".join((feed.url, *feed.tags)) + "\n" for feed in listed))
    else:
        for feed in listed:
            _print_json({"feed_id": feed.feed_id, "url": feed.url, "tags": feed.tags})


def migrate(_: argparse.Namespace) -> None:
    """Bring schema `ingest` up to date; prints each migration that was applied."""
    engine = postgres.engine(load(MigrateSettings).database_url, application_name="wirewatch-ingest-migrate")
    for name in postgres.migrate(engine, "services.ingest"):
        print(f"applied   {name}")
    engine.dispose()


def _fetcher(settings: ContactSettings) -> Fetcher:
    budgets = Budgets(
        connect=settings.connect_seconds, first_byte=settings.first_byte_seconds, total=settings.total_seconds
    )
    return Fetcher(settings.contact, AddressPolicy(settings.allowed_networks), budgets)


def _parser(settings: ParserSettings) -> Parser:
    return Parser(
        seconds=settings.parse_seconds,
        megabytes=settings.parse_megabytes,
        processes=settings.parser_processes,
        on_kill=lambda reason: metrics.PARSER_KILLS.labels(reason=reason).inc(),
    )


def _listed_file() -> Path:
    named = os.environ.get("WIREWATCH_FEEDS")
    if not named:
        raise FeedListError(("no list of feeds is named: give a FILE, or set WIREWATCH_FEEDS",))
    return Path(named)


def _print_json(value: object) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")


SERVICE = cli.Service(
    name="ingest",
    help="Polls feeds and publishes new and revised articles.",
    verbs=(
        cli.Verb(
            name="run",
            help="Poll the feeds of WIREWATCH_FEEDS until stopped.",
            example="WIREWATCH_FEEDS=feeds.opml WIREWATCH_CONTACT=https://example.org/bot wirewatch ingest run",
            run=run,
        ),
        cli.Verb(
            name="parse",
            help="Read one feed from standard input; write its entries as JSON Lines.",
            example="wirewatch ingest parse --url https://example.org/feed.xml < feed.xml",
            run=parse,
            arguments=(
                cli.argument("--url", help="where the body came from: relative links are resolved against it"),
                cli.argument("--content-type", help="the Content-Type that it came with"),
            ),
        ),
        cli.Verb(
            name="check",
            help="Poll one URL once, publish and save nothing, and tell what a poll would see and do.",
            example="WIREWATCH_CONTACT=https://example.org/bot wirewatch ingest check https://example.org/feed.xml",
            run=check_url,
            arguments=(cli.argument("url", help="URL of the feed"),),
        ),
        cli.Verb(
            name="feeds",
            help="Check the list of feeds and write it in another form.",
            example="wirewatch ingest feeds --format opml feeds.txt > feeds.opml",
            run=feeds,
            arguments=(
                cli.argument("file", nargs="?", type=Path, help="OPML or plain list (default: WIREWATCH_FEEDS)"),
                cli.argument("--format", choices=("json", "opml", "plain"), default="json", help="what to write"),
            ),
        ),
        cli.Verb(
            name="migrate",
            help="Create or update the tables of ingest (schema `ingest`).",
            example="DATABASE_URL=postgresql://wirewatch@127.0.0.1/wirewatch wirewatch ingest migrate",
            run=migrate,
        ),
    ),
)


def main() -> int:
    """Run the verb that the command line names."""
    log.configure("warning", "console")
    return cli.main(SERVICE)


if __name__ == "__main__":
    sys.exit(main())
