"""Programs as data: what supervisor keeps running, and what is run once before."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A command that is kept running: started again whenever it ends, until it is stopped.

    `environment` is added to that of the run, and `account` is the one it runs as, None for our own. With `metrics` it
    is given a WIREWATCH_METRICS_PORT of its own and is expected to answer /metrics, /live and /ready there.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    metrics: bool = True
    account: str | None = None
    directory: Path = Path("/")
    stop_signal: str = "TERM"
    stop_seconds: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A command that is run to its end, once per `up`, before any service; running it again changes nothing."""

    name: str
    command: tuple[str, ...]


def wirewatch(*words: str) -> tuple[str, ...]:
    """Return the command line of `wirewatch SERVICE VERB`, run by the Python that runs us."""
    return (sys.executable, "-m", "services", *words)


def services() -> tuple[Program, ...]:
    """Return the five services; relative paths in their settings start where we are."""
    verbs = {
        "ingest": ("ingest", "run"),
        "annotate": ("enrich", "run", "annotate"),
        "novelty": ("enrich", "run", "novelty"),
        "store": ("store", "run"),
        "alert": ("alert", "run"),
    }
    here = Path.cwd()
    return tuple(Program(name=name, command=wirewatch(*words), directory=here) for name, words in verbs.items())


def setup() -> tuple[Step, ...]:
    """Return the steps that make topics, schemas and roles, in their order."""
    return (
        Step(name="create the topics", command=wirewatch("runtime", "topics")),
        Step(name="migrate the store", command=wirewatch("store", "migrate")),
        Step(name="migrate ingest", command=wirewatch("ingest", "migrate")),
        Step(name="migrate alert", command=wirewatch("alert", "migrate")),
    )
