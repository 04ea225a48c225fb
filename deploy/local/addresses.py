"""Where the parts and services of a run listen: chosen once, remembered in `.run/env`, chosen anew only when taken."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local.ports import LOOPBACK

KAFKA = "KAFKA_PORT"
CONTROLLER = "KAFKA_CONTROLLER_PORT"
POSTGRES = "POSTGRES_PORT"


def metrics_name(program: str) -> str:
    """Return the name under which a program's metrics port is remembered: METRICS_PORT_INGEST."""
    return f"METRICS_PORT_{program.upper().replace('-', '_')}"


def metrics_address(remembered: Mapping[str, str], program: str) -> tuple[str, int]:
    """Return host and port where a program answers /metrics, /live and /ready. Raises KeyError for a stranger."""
    return LOOPBACK, int(remembered[metrics_name(program)])


def part_port(remembered: Mapping[str, str], name: str) -> int | None:
    """Return the port of `kafka` or `postgres` where it is the run's own, None for anything else."""
    port = remembered.get({"kafka": KAFKA, "postgres": POSTGRES}.get(name, ""))
    return int(port) if port else None


def choose_ports(
    names: Sequence[str],
    remembered: Mapping[str, str],
    is_free: Callable[[int], bool],
    fresh: Callable[[Sequence[int]], int],
) -> dict[str, int]:
    """Return a port for each name: the remembered one while it is free, else a fresh one besides those chosen."""
    chosen: dict[str, int] = {}
    for name in names:
        known = int(remembered[name]) if remembered.get(name, "").isdigit() else None
        usable = known is not None and known not in chosen.values() and is_free(known)
        chosen[name] = known if usable and known is not None else fresh(list(chosen.values()))
    return chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A broker and a database of the operator's own; None means that the run starts its own."""

    bootstrap: str | None
    database_url: str | None


def given_parts(environ: Mapping[str, str], remembered: Mapping[str, str]) -> Given:
    """Return which parts the environment names.

    An address that this run itself wrote to `.run/env` is not a part of the operator's own: who has loaded that file
    into a shell and says `make up` again means the run's own parts.
    """
    own = {
        "KAFKA_BOOTSTRAP_SERVERS": remembered.get(KAFKA) and remembered.get("KAFKA_BOOTSTRAP_SERVERS"),
        "DATABASE_URL": remembered.get(POSTGRES) and remembered.get("DATABASE_URL"),
    }
    found = {name: _setting(environ, name) for name in own}
    bootstrap, database = (None if found[name] == own[name] else found[name] for name in own)
    return Given(bootstrap=bootstrap, database_url=database)


def _setting(environ: Mapping[str, str], name: str) -> str | None:
    """Return a setting given by value or by NAME_FILE, None when it is absent or empty."""
    file = environ.get(f"{name}_FILE")
    value = Path(file).read_text(encoding="utf-8").strip() if file else environ.get(name)
    return value or None
