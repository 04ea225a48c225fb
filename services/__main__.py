"""`wirewatch SERVICE VERB`: hands over to the service's own command line, imported only when it is asked for."""

import importlib
import sys
from collections.abc import Sequence

from services.runtime import cli

SERVICES = {
    "ingest": "polls feeds and publishes new and revised articles",
    "enrich": "annotates articles and detects what is new",
    "store": "appends every event to the log in Postgres",
    "alert": "matches subscriptions and delivers webhooks",
    "runtime": "creates the topics, lists the settings",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run `SERVICE VERB ...` (sys.argv where none is passed); returns the exit code."""
    given = list(sys.argv[1:] if argv is None else argv)
    if not given or given[0] in {"-h", "--help"}:
        print(_help())
        return 0
    if given[0] not in SERVICES:
        print(f"there is no service {given[0]!r}; the services are {', '.join(SERVICES)}", file=sys.stderr)
        return 2
    service: cli.Service = importlib.import_module(f"services.{given[0]}.__main__").SERVICE
    return cli.main(service, given[1:])


def _help() -> str:
    width = max(map(len, SERVICES))
    rows = [f"  {name:{width}}  {meaning}" for name, meaning in SERVICES.items()]
    return "\n".join(
        [
            "usage: wirewatch SERVICE VERB [...]",
            "",
            "Watches news feeds and tells, with evidence, when something happens that has not happened before.",
            "",
            "services:",
            *rows,
            "",
            "wirewatch SERVICE --help lists the verbs of a service.",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
