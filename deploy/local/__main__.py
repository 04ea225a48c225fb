"""`python -m deploy.local VERB`: start, stop and look at the system on this machine."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from deploy.local import verbs
from deploy.local.errors import LocalError
from deploy.local.jars import ROOT
from deploy.local.names import read_names
from deploy.local.stack import Stack
from deploy.local.tell import to_stderr

VERBS: dict[str, tuple[Callable[[Stack], None], str]] = {
    "install": (verbs.install, "fetch Kafka, so that up starts at once"),
    "up": (verbs.up, "start Kafka, Postgres and the services on the settings of .env"),
    "down": (verbs.down, "stop everything that up started; the data stays"),
    "clean": (verbs.clean, "stop everything and remove the run folder with its data"),
    "status": (verbs.status, "list parts and services with their pids and addresses"),
    "psql": (verbs.psql, "open the event store"),
    "logs": (verbs.logs, "follow the logs of parts and services"),
    "env": (verbs.env, 'print the addresses for a shell: eval "$(python -m deploy.local env)"'),
}

ENDING = ("down", "clean")
LOOKING = ("status", "psql", "logs", "env")


def main() -> int:
    """Run one verb. Returns 0, 1 after an error told in a sentence, or 130 after Ctrl-C."""
    arguments = _parser().parse_args()
    run, _ = VERBS[arguments.verb]
    try:
        environ = {**read_names(ROOT / ".env"), **os.environ}
        for run_dir in [arguments.run_dir] if arguments.run_dir else run_dirs(arguments.verb, ROOT / ".run"):
            run(Stack(run_dir, environ=environ, tell=to_stderr))
    except (LocalError, OSError) as error:
        to_stderr(f"error: {error}")
        return 1
    except KeyboardInterrupt:
        to_stderr("interrupted")
        return 130
    return 0


def run_dirs(verb: str, root: Path) -> list[Path]:
    """Return the run folders that a verb means: those of `up` and the demo to stop them, the one that runs to look.

    Where neither runs, or both do, it is that of `up`.
    """
    own, demo = root / "up", root / "demo"
    if verb in ENDING:
        return [folder for folder in (own, demo) if folder.exists()] or [own]
    if verb in LOOKING and Stack(demo).runs() and not Stack(own).runs():
        return [demo]
    return [own]


def _parser() -> argparse.ArgumentParser:
    summary = "\n".join(f"  {verb:8} {says}" for verb, (_, says) in VERBS.items())
    parser = argparse.ArgumentParser(
        prog="python -m deploy.local",
        description="Wirewatch on this machine, without Docker and without root.",
        epilog=f"verbs:\n{summary}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("verb", choices=VERBS, metavar="VERB")
    parser.add_argument("--run-dir", type=Path, help="where data and logs live (default: .run/up, or .run/demo)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
