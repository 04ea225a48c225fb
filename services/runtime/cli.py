"""The command line as data: a service is a name and verbs; argparse is built from them.

Exit codes: 0 done, 1 an error of the work, 2 a wrong use or setting, 130 interrupted. An error of ours is printed as
its sentence; anything else is a bug and keeps its traceback.
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.runtime.errors import WirewatchError


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a verb: what argparse's add_argument takes."""

    flags: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)


def argument(*flags: str, **options: Any) -> Argument:
    """`argument("--workers", type=int, default=1, help="processes")`, as for argparse."""
    return Argument(flags, options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One thing that a service does. run: gets the parsed arguments, returns the exit code (None counts as 0)."""

    name: str
    help: str
    example: str
    run: Callable[[argparse.Namespace], int | None]
    arguments: tuple[Argument, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service as the command line shows it."""

    name: str
    help: str
    verbs: tuple[Verb, ...]


def main(service: Service, argv: Sequence[str] | None = None) -> int:
    """Run the verb that argv (without the program's name) names; returns the exit code, and raises SystemExit never."""
    try:
        arguments = _parser(service).parse_args(argv)
    except SystemExit as end:  # argparse ends with 0 for --help and 2 for a wrong use
        return int(end.code or 0)
    return guarded(lambda: arguments.run(arguments))


def guarded(run: Callable[[], int | None]) -> int:
    """The exit code of run, with errors of ours as sentences, a closed pipe in silence, and an interrupt as 130."""
    try:
        code = run() or 0
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone (`| head`). Python flushes stdout again at exit: let that find an open end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except KeyboardInterrupt:
        return 130
    except WirewatchError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except OSError as error:
        if error.filename is None:
            raise
        print(f"cannot open {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    return code


def _parser(service: Service) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"wirewatch {service.name}", description=service.help, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    for verb in service.verbs:
        _add(verb, verbs)
    return parser


def _add(verb: Verb, verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = verbs.add_parser(
        verb.name,
        help=verb.help,
        description=verb.help,
        epilog=f"example:\n  {verb.example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for each in verb.arguments:
        parser.add_argument(*each.flags, **each.options)
    parser.set_defaults(run=verb.run)
