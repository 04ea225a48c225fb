"""A whole run: Kafka, Postgres, the one-shot set-up and the services, under supervisor, in one run folder.

A Stack holds no state beyond what it was given: what runs is known to supervisor, and where it listens stands in the
run folder. So `make down` in another shell, an hour later, speaks to what `make up` started.
"""

import fcntl
import os
import shutil
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil  # type: ignore[import-untyped]

from deploy.local import parts as part
from deploy.local.account import remove_folder
from deploy.local.addresses import choose_ports, given_parts, metrics_address, metrics_name
from deploy.local.control import State
from deploy.local.errors import CommandFailed, Refused
from deploy.local.health import await_services
from deploy.local.names import read_names, write_names
from deploy.local.ports import LOOPBACK, free_port, is_free
from deploy.local.process import marked, run
from deploy.local.programs import Program, Step, services, setup
from deploy.local.supervision import Supervision
from deploy.local.tell import Tell, nothing

READY_SECONDS = 60.0
AGAIN_SECONDS = 60.0


class Stack:
    """The system on one machine; `with Stack(folder) as stack` is up() and down()."""

    def __init__(
        self,
        run_dir: Path,
        service_env: Mapping[str, str] | None = None,
        *,
        programs: Sequence[Program] | None = None,
        steps: Sequence[Step] | None = None,
        environ: Mapping[str, str] = os.environ,
        tell: Tell = nothing,
    ) -> None:
        """Describe the run; nothing is started.

        `service_env` is set for every service and step, over `environ`. `programs` and `steps` stand in for the five
        services and their set-up. KAFKA_BOOTSTRAP_SERVERS and DATABASE_URL in `environ` (also as NAME_FILE) are used
        instead of starting these parts.
        """
        self.run_dir = run_dir.resolve()
        self.logs = self.run_dir / "logs"
        self._environ = environ
        self._service_env = dict(service_env or {})
        self._programs = tuple(services() if programs is None else programs)
        self._steps = tuple(setup() if steps is None else steps)
        self._tell = tell
        self._supervision = Supervision(self.run_dir)

    def up(self) -> None:
        """Start what is not running, in order: parts, set-up, services. Returns when the services were started.

        Raises LocalError; what was started is stopped then, as it is on Ctrl-C.
        """
        self.logs.mkdir(parents=True, exist_ok=True)
        with self._locked():
            if self._supervision.answers():
                self._tell("already running; starting whatever was stopped")
                self._start([state.name for state in self.states()])
                return
            try:
                self._supervision.end_orphans()
                self._up()
            except BaseException:
                self._supervision.end(part.NAMES)
                raise

    def await_ready(self, seconds: float = READY_SECONDS) -> None:
        """Return when every service answers 200 at /ready. Raises NotReady with the log of one that does not."""
        watched = {program.name: self._metrics_at(program.name) for program in self._programs if program.metrics}
        await_services(watched, self.logs, seconds, self._tell)

    def down(self) -> None:
        """Stop everything that this run folder started, also where supervisor itself has died. Data stays."""
        if self.run_dir.exists():
            with self._locked():
                self._supervision.end(part.NAMES)

    def clean(self) -> None:
        """Stop everything and remove the run folder with all its data. Raises Refused for any other folder."""
        if not self.run_dir.exists():
            return
        if not self.logs.exists():
            raise Refused(f"{self.run_dir} is not a run folder; it is left alone.")
        self.down()
        remove_folder(self.run_dir / "postgres")
        shutil.rmtree(self.run_dir)

    def states(self) -> list[State]:
        """Return what supervisor knows of each part and service. Raises Refused when nothing runs."""
        if not self._supervision.answers():
            raise Refused(f"Nothing runs in {self.run_dir}: start it with `make up`.")
        return self._supervision.control.states()

    def pid(self, name: str) -> int | None:
        """Return the process id of a part or service, None while it does not run. Raises KeyError for a stranger."""
        return self._supervision.control.state(name).pid

    def kill(self, name: str) -> int:
        """End a part or service as a crash would (SIGKILL) and return its pid; supervisor starts it again.

        Raises Refused when it does not run.
        """
        pid = self.pid(name)
        if pid is None:
            raise Refused(f"{name} does not run, so it cannot be killed.")
        process = psutil.Process(pid)
        os.kill(pid, signal.SIGKILL)
        process.wait()
        return pid

    def await_running(self, name: str, *, other_than: int | None = None, seconds: float = AGAIN_SECONDS) -> int:
        """Return the pid of a part or service once it runs, other than the one that was killed. Raises NotReady."""
        pid = self._supervision.await_state(name, other_than, seconds).pid
        if pid is None:
            raise Refused(f"{name} ended again at once; see {self.logs / f'{name}.log'}.")
        return pid

    def restart(self, name: str) -> None:
        """Stop a part or service in an orderly way and start it again."""
        self._supervision.control.stop(name, wait=True)
        self._supervision.control.start(name)
        self.await_running(name)

    @property
    def bootstrap(self) -> str:
        """The address of Kafka, as the last up() chose or was given it."""
        return self.environment()["KAFKA_BOOTSTRAP_SERVERS"]

    @property
    def database_url(self) -> str:
        """The address of the database, as the last up() chose or was given it."""
        return self.environment()["DATABASE_URL"]

    def metrics_url(self, name: str) -> str:
        """Return the address of a service's metrics; /live and /ready are beside it. Raises KeyError for a stranger."""
        host, port = self._metrics_at(name)
        return f"http://{host}:{port}/metrics"

    def environment(self) -> dict[str, str]:
        """Return the names and values of `.run/env`. Raises Refused when up() never ran here."""
        names = read_names(self.run_dir / "env")
        if not names:
            raise Refused(f"{self.run_dir} has no addresses yet: start it with `make up`.")
        return names

    def __enter__(self) -> Self:
        """Start the run."""
        self.up()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the run."""
        self.down()

    def _up(self) -> None:
        parts, ports = self._choose()
        parts.prepare()
        write_names(self.run_dir / "env", {**{name: str(port) for name, port in ports.items()}, **parts.environment()})
        environment = self._run_environment(parts)
        own = parts.programs()
        self._supervision.start([*own, *self._on_ports(ports)], environment)
        self._start_parts(parts)
        self._set_up(environment)
        self._tell("starting " + ", ".join(program.name for program in self._programs))
        self._start([program.name for program in self._programs])

    def _choose(self) -> tuple[part.Parts, dict[str, int]]:
        """Choose ports for this run, the remembered ones where they are free, and describe the parts on them."""
        remembered = read_names(self.run_dir / "env")
        given = given_parts(self._environ, remembered)
        names = [
            *part.port_names(given),
            *(metrics_name(program.name) for program in self._programs if program.metrics),
        ]
        ports = choose_ports(names, remembered, is_free, free_port)
        for name, port in ports.items():
            if remembered.get(name, str(port)) != str(port):
                self._tell(f"port {remembered[name]} ({name}) is taken by now; using {port}")
        return part.Parts.at(self.run_dir, given, ports, self._tell), ports

    def _run_environment(self, parts: part.Parts) -> dict[str, str]:
        """Return the environment of services and steps: the operator's, the addresses, then service_env over both."""
        (self.run_dir / "state").mkdir(exist_ok=True)
        ours = {"WIREWATCH_STATE_DIR": str(self.run_dir / "state"), "WIREWATCH_METRICS_HOST": LOOPBACK}
        by_file = {"KAFKA_BOOTSTRAP_SERVERS_FILE", "DATABASE_URL_FILE"}  # read by now; both ways at once would clash
        operator = {name: value for name, value in self._environ.items() if name not in by_file}
        return marked(self.run_dir, {**operator, **ours, **parts.environment(), **self._service_env})

    def _on_ports(self, ports: Mapping[str, int]) -> list[Program]:
        """Return the services, each with the metrics port that was chosen for it."""
        return [_placed(program, ports) if program.metrics else program for program in self._programs]

    def _start_parts(self, parts: part.Parts) -> None:
        tails = parts.tails()
        if tails:
            self._tell("starting " + ", ".join(tails))
        self._start(list(tails))
        parts.await_ready(tails, lambda name: self._supervision.control.state(name).runs)

    def _set_up(self, environment: Mapping[str, str]) -> None:
        log = self.logs / "setup.log"
        for step in self._steps:
            self._tell(step.name)
            try:
                run(step.command, log, environment, directory=Path.cwd())
            except CommandFailed as error:
                raise CommandFailed(f"Could not {step.name}: {error}") from error

    def _start(self, names: Sequence[str]) -> None:
        for name in names:
            self._supervision.control.start(name)

    def _metrics_at(self, name: str) -> tuple[str, int]:
        return metrics_address(self.environment(), name)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Let one up or down at a time work in this run folder; the system lets go when we die."""
        with (self.run_dir / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _placed(program: Program, ports: Mapping[str, int]) -> Program:
    port = str(ports[metrics_name(program.name)])
    return replace(program, environment={"WIREWATCH_METRICS_PORT": port, **program.environment})
