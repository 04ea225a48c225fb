"""`wirewatch alert VERB`: reads settings, builds the edges, hands them to the worker or to a verb."""

import argparse
import asyncio
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

from services.alert import verbs
from services.alert.files import SubscriptionFile
from services.alert.follow import PostgresLog
from services.alert.matching import Matcher
from services.alert.publish import KafkaOutcomes
from services.alert.queue import PostgresQueue
from services.alert.sending import Dispatcher
from services.alert.settings import CheckSettings, MigrateSettings, RedeliverSettings, SendSettings, Settings
from services.alert.webhook import ANSWER_SECONDS, Webhook
from services.alert.worker import Worker
from services.runtime import cli
from services.runtime.addresses import AddressPolicy
from services.runtime.clock import SystemClock
from services.runtime.kafka import Publisher, producer
from services.runtime.lifecycle import Process, process
from services.runtime.postgres import engine, migrate
from services.runtime.settings import load

LEASE_MARGIN_SECONDS = ANSWER_SECONDS + 3.0
"""How much longer an alert is leased than its request may take: time to record what came of it."""

RESOLVER_THREADS = 32
"""Names that are resolved at once: a name server that does not answer holds one for many seconds."""


def _run(_: argparse.Namespace) -> None:
    settings = load(Settings)
    file = SubscriptionFile(settings.subscriptions, AddressPolicy(settings.allowed_networks))
    with process(settings, "alert") as running:
        asyncio.run(_serve(settings, file, running))


async def _serve(settings: Settings, file: SubscriptionFile, running: Process) -> None:
    postgres = engine(settings.database_url, settings.database_role, application_name="wirewatch-alert")
    log, queue = PostgresLog(postgres), PostgresQueue(postgres)
    outcomes = KafkaOutcomes(lambda: Publisher(producer(settings)))
    worker = Worker(
        log=log, queue=queue, publish=outcomes.publish, file=file, health=running.health, shutdown=running.shutdown
    )
    async with Webhook(AddressPolicy(settings.allowed_networks), settings.webhook_timeout_seconds) as sender:
        dispatcher = Dispatcher(
            queue=queue,
            sender=sender,
            file=file,
            clock=SystemClock(),
            lease=timedelta(seconds=settings.webhook_timeout_seconds + LEASE_MARGIN_SECONDS),
            chance=random.random,
            on_recorded=worker.outcome_waits,
        )
        settle = settings.settle_milliseconds / 1000
        loop = asyncio.get_running_loop()
        matcher = Matcher(
            log=log,
            queue=queue,
            file=file,
            clock=SystemClock(),
            settle=timedelta(seconds=settle),
            start=settings.start_position,
            on_queued=partial(_wake_later, loop, settle, dispatcher.wake),
        )
        loop.set_default_executor(ThreadPoolExecutor(RESOLVER_THREADS, "resolve"))
        await worker.run(matcher, dispatcher)
        dispatcher.close()
    outcomes.close()
    log.close()
    postgres.dispose()


def _wake_later(loop: asyncio.AbstractEventLoop, seconds: float, wake: asyncio.Event) -> None:
    loop.call_soon_threadsafe(loop.call_later, seconds, wake.set)


def _migrate(_: argparse.Namespace) -> None:
    for name in migrate(engine(load(MigrateSettings).database_url), "services.alert"):
        print(f"applied  {name}")


def _check(arguments: argparse.Namespace) -> int:
    return verbs.check(arguments.file, AddressPolicy(load(CheckSettings).allowed_networks), sys.stdout)


def _test(arguments: argparse.Namespace) -> int:
    settings = load(SendSettings)
    policy = AddressPolicy(settings.allowed_networks)
    file = SubscriptionFile(settings.subscriptions, policy)
    return asyncio.run(
        verbs.test(
            arguments.subscription,
            file.current,
            Webhook(policy, settings.webhook_timeout_seconds),
            SystemClock().now(),
            sys.stdout,
        )
    )


def _redeliver(arguments: argparse.Namespace) -> int:
    settings = load(RedeliverSettings)
    file = SubscriptionFile(settings.subscriptions, AddressPolicy(settings.allowed_networks))
    queue = PostgresQueue(engine(settings.database_url, settings.database_role))
    return verbs.redeliver(arguments.what, queue, file.current, SystemClock().now(), sys.stdout)


SERVICE = cli.Service(
    name="alert",
    help="Follows the log and sends signed webhooks for the developments that subscriptions ask for.",
    verbs=(
        cli.Verb(
            name="run",
            help="Follow the log, match, send, and record what became of each alert.",
            example="WIREWATCH_SUBSCRIPTIONS=subscriptions.yaml wirewatch alert run",
            run=_run,
        ),
        cli.Verb(
            name="check",
            help="Print each subscription of a file and what is wrong with it; exit code 1 where something is.",
            example="wirewatch alert check subscriptions.yaml",
            run=_check,
            arguments=(cli.argument("file", type=Path, help="YAML file of subscriptions"),),
        ),
        cli.Verb(
            name="test",
            help="Send a signed sample to a subscription's endpoint and print the answer; exit 1 unless it is 2xx.",
            example="WIREWATCH_SUBSCRIPTIONS=subscriptions.yaml wirewatch alert test joint-strikes",
            run=_test,
            arguments=(cli.argument("subscription", help="name of a subscription in WIREWATCH_SUBSCRIPTIONS"),),
        ),
        cli.Verb(
            name="redeliver",
            help="Send alerts again: those with an id, or the failed ones of positions. Their endpoints are enabled.",
            example="wirewatch alert redeliver 4100-4200",
            run=_redeliver,
            arguments=(
                cli.argument(
                    "what", nargs="+", metavar="ID|POSITION|FIRST-LAST", help="alert ids, or positions of the log"
                ),
            ),
        ),
        cli.Verb(
            name="migrate",
            help="Make or bring up to date the service's tables; after `wirewatch store migrate`.",
            example="wirewatch alert migrate",
            run=_migrate,
        ),
    ),
)


def main(argv: list[str] | None = None) -> int:
    """Run a verb; the exit code."""
    return cli.main(SERVICE, argv)


if __name__ == "__main__":
    sys.exit(main())
