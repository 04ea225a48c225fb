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
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil  # type: ignore[import-untyped]

from deploy.local.account import remove_folder
from deploy.local.addresses import given_parts, metrics_address, part_port
from deploy.local.control import State
from deploy.local.errors import CommandFailed, Refused
from deploy.local.health import await_services
from deploy.local.names import read_names, write_names
from deploy.local.parts import NAMES as PARTS
from deploy.local.parts import Parts
from deploy.local.plan import make_plan
from deploy.local.ports import answers
from deploy.local.process import run
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
        self._addresses = self.run_dir / "env"
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
                self._tell("already running; starting whatever was stopped (.env is read anew after `make down`)")
                self._start([state.name for state in self.states()])
                return
            try:
                self._supervision.end_orphans()
                self._up()
            except BaseException:
                self._supervision.end(PARTS)
                raise

    def await_ready(self, seconds: float = READY_SECONDS) -> None:
        """Return when every service answers 200 at /ready. Raises NotReady with the log of one that does not."""
        watched = {program.name: self._metrics_at(program.name) for program in self._programs if program.metrics}
        await_services(watched, self.logs, seconds, self._tell)

    def down(self) -> None:
        """Stop everything that this run folder started, also where supervisor, or the folder, is gone. Data stays."""
        if not self.run_dir.exists():
            self._supervision.end_orphans()
            return
        with self._locked():
            self._supervision.end(PARTS)

    def clean(self) -> None:
        """Stop everything and remove the run folder with all its data. Raises Refused for any other folder."""
        if not self.run_dir.exists():
            return
        if not self.logs.exists():
            raise Refused(f"{self.run_dir} is not a run folder; it is left alone.")
        self.down()
        remove_folder(self.run_dir / "postgres")
        shutil.rmtree(self.run_dir)

    def brings_kafka(self) -> bool:
        """Return whether the broker is the run's own, not one that the environment names."""
        return given_parts(self._environ, read_names(self._addresses)).bootstrap is None

    def runs(self) -> bool:
        """Return whether this run is up, as a whole or in part."""
        return self._supervision.answers()

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
        """Return the pid of a part or service once it runs, other than the one that was killed.

        A part runs when it takes connections; for the readiness of services see await_ready. Raises NotReady.
        """
        port = part_port(self.environment(), name)
        return self._supervision.await_running(name, other_than, lambda: port is None or answers(port), seconds)

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
        names = read_names(self._addresses)
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
        plan = make_plan(self.run_dir, read_names(self._addresses), self._environ, self._programs, self._tell)
        plan.parts.prepare()
        write_names(self._addresses, plan.remembered())
        (self.run_dir / "state").mkdir(exist_ok=True)
        environment = plan.environment(self._environ, self._service_env)
        self._supervision.start([*plan.parts.programs(), *plan.services], environment)
        self._start_parts(plan.parts)
        self._set_up(environment)
        self._start([program.name for program in plan.services])

    def _start_parts(self, parts: Parts) -> None:
        tails = parts.tails()
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
        if names:
            self._tell("starting " + ", ".join(names))
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
