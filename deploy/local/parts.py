"""The two parts that the services stand on, each the run's own or the operator's."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.addresses import CONTROLLER, KAFKA, POSTGRES, Given
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from deploy.local.programs import Program
from deploy.local.ready import LogTail
from deploy.local.tell import Tell

NAMES = ("kafka", "postgres")


def port_names(given: Given) -> list[str]:
    """Return the names of the ports that the run's own parts need."""
    kafka = [] if given.bootstrap else [KAFKA, CONTROLLER]
    return kafka if given.database_url else [*kafka, POSTGRES]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Kafka and Postgres of a run; None where the operator gave an address."""

    given: Given
    kafka: Kafka | None
    postgres: Postgres | None

    @classmethod
    def at(cls, run_dir: Path, given: Given, ports: Mapping[str, int], tell: Tell) -> "Parts":
        """Describe the parts that are the run's own, on these ports; nothing is started."""
        kafka = None
        if given.bootstrap is None:
            kafka = Kafka(run_dir, port=ports[KAFKA], controller_port=ports[CONTROLLER], tell=tell)
        postgres = None if given.database_url else Postgres(run_dir, port=ports[POSTGRES], tell=tell)
        return cls(given=given, kafka=kafka, postgres=postgres)

    def prepare(self) -> None:
        """Make whatever the own parts need before their first start. Raises MissingTool or CommandFailed."""
        for part in self._own():
            part.prepare()

    def environment(self) -> dict[str, str]:
        """Return the two settings by which services find the parts. Only after prepare()."""
        bootstrap = self.kafka.bootstrap if self.kafka else self.given.bootstrap
        url = self.postgres.url if self.postgres else self.given.database_url
        return {"KAFKA_BOOTSTRAP_SERVERS": bootstrap or "", "DATABASE_URL": url or ""}

    def programs(self) -> list[Program]:
        """Return the own parts as programs to keep running."""
        programs = []
        if self.kafka:
            command = tuple(self.kafka.command())
            programs.append(Program(name="kafka", command=command, metrics=False, stop_seconds=30))
        if self.postgres:
            programs.append(_postgres_program(self.postgres))
        return programs

    def tails(self) -> dict[str, LogTail]:
        """Return the logs to watch for readiness; to be taken before the parts are started."""
        return {program.name: LogTail(part.log) for program, part in zip(self.programs(), self._own(), strict=True)}

    def await_ready(self, tails: Mapping[str, LogTail], runs: Callable[[str], bool]) -> None:
        """Return when each own part takes connections. Raises NotReady when `runs` says that one has ended."""
        for (name, tail), part in zip(tails.items(), self._own(), strict=True):
            part.await_ready(tail, lambda name=name: runs(name))  # type: ignore[misc]

    def _own(self) -> Iterable[Kafka | Postgres]:
        return [part for part in (self.kafka, self.postgres) if part is not None]


def _postgres_program(postgres: Postgres) -> Program:
    return Program(
        name="postgres",
        command=tuple(postgres.command()),
        metrics=False,
        account=postgres.account.name if postgres.account else None,
        stop_signal=postgres.stop_signal.name.removeprefix("SIG"),
    )
