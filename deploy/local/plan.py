"""What a run will be, settled before anything starts: its parts, their ports, its programs and their environment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deploy.local.addresses import choose_ports, given_parts, metrics_name
from deploy.local.parts import Parts, port_names
from deploy.local.ports import LOOPBACK, free_port, is_free
from deploy.local.process import marked
from deploy.local.programs import Program
from deploy.local.tell import Tell

BY_FILE = {"KAFKA_BOOTSTRAP_SERVERS_FILE": "", "DATABASE_URL_FILE": ""}
"""Over what the operator's shell says: these files are read here, and an address that is given both ways is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Parts and services of one run, each on its port. `ports` has the names of `.run/env`."""

    run_dir: Path
    parts: Parts
    ports: Mapping[str, int]
    services: tuple[Program, ...]

    def remembered(self) -> dict[str, str]:
        """Return the names of `.run/env`. Only after the parts were prepared: Postgres's URL has its password."""
        return {**{name: str(port) for name, port in self.ports.items()}, **self.parts.environment()}

    def environment(self, operator: Mapping[str, str], service_env: Mapping[str, str]) -> dict[str, str]:
        """Return what services and steps see: the operator's environment, our addresses, service_env over both."""
        ours = {"WIREWATCH_STATE_DIR": str(self.run_dir / "state"), "WIREWATCH_METRICS_HOST": LOOPBACK}
        addresses = {**self.parts.environment(), **BY_FILE}
        return marked(self.run_dir, {**operator, **ours, **addresses, **service_env})


def make_plan(
    run_dir: Path, remembered: Mapping[str, str], environ: Mapping[str, str], programs: Sequence[Program], tell: Tell
) -> Plan:
    """Choose ports, the remembered ones where they are free, and describe parts and services on them."""
    given = given_parts(environ, remembered)
    names = [*port_names(given), *(metrics_name(program.name) for program in programs if program.metrics)]
    ports = choose_ports(names, remembered, is_free, free_port)
    for name, port in ports.items():
        if remembered.get(name, str(port)) != str(port):
            tell(f"port {remembered[name]} ({name}) is taken by now; using {port}")
    placed = tuple(_on_its_port(program, ports) if program.metrics else program for program in programs)
    return Plan(run_dir=run_dir, parts=Parts.at(run_dir, given, ports, tell), ports=ports, services=placed)


def _on_its_port(program: Program, ports: Mapping[str, int]) -> Program:
    port = str(ports[metrics_name(program.name)])
    return replace(program, environment={"WIREWATCH_METRICS_PORT": port, **program.environment})
