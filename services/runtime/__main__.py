"""`wirewatch runtime VERB`: sets up what all services share."""

import argparse
import importlib
import sys

from services.runtime import cli
from services.runtime.settings import KafkaSettings, SettingDoc, describe, load

_SERVICES = ("ingest", "enrich", "store", "alert")


def _topics(_: argparse.Namespace) -> int:
    """Create what lacks; exit code 1 where an existing topic differs from what the code expects."""
    from services.runtime.topics import create_topics  # noqa: PLC0415 - other verbs need no Kafka

    report = create_topics(load(KafkaSettings))
    for name in report.created:
        print(f"created   {name}")
    for name in report.existing:
        print(f"existing  {name}")
    for sentence in report.different:
        print(f"DIFFERS   {sentence}", file=sys.stderr)
    return 1 if report.different else 0


def _settings(arguments: argparse.Namespace) -> None:
    for service in [arguments.service] if arguments.service else _SERVICES:
        settings = importlib.import_module(f"services.{service}.settings").Settings
        print(f"# {service}\n")
        print(table(describe(settings)))


def table(docs: list[SettingDoc]) -> str:
    """The settings as a Markdown table."""
    rows = ["| setting | meaning | kind | default | example |", "|---|---|---|---|---|"]
    for doc in docs:
        name = f"`{doc.name}`" + (f" or `{doc.name}_FILE`" if doc.secret else "")
        default = "required" if doc.default is None else f"`{doc.default}`" if doc.default else "none"
        rows.append(f"| {name} | {doc.meaning} | {doc.kind} | {default} | `{doc.example}` |")
    return "\n".join(rows) + "\n"


SERVICE = cli.Service(
    name="runtime",
    help="Sets up what all services share.",
    verbs=(
        cli.Verb(
            name="topics",
            help="Create the Kafka topics that are missing, and report those that differ.",
            example="KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:9092 wirewatch runtime topics",
            run=_topics,
        ),
        cli.Verb(
            name="settings",
            help="Print the settings of one service, or of all.",
            example="wirewatch runtime settings store",
            run=_settings,
            arguments=(cli.argument("service", nargs="?", choices=_SERVICES, help="the service"),),
        ),
    ),
)


def main() -> int:
    """Run the verb that the command line names; returns the exit code."""
    return cli.main(SERVICE)


if __name__ == "__main__":
    sys.exit(main())
