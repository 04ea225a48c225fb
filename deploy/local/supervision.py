"""The supervisor of one run folder: started, asked, ended, and outlived by nothing."""

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from deploy.local.control import Control
from deploy.local.errors import NotReady, Refused, with_log
from deploy.local.process import end, marked_pids, run
from deploy.local.programs import Program
from deploy.local.supervisord import render

START_SECONDS = 15.0
END_SECONDS = 120.0
ORPHAN_SECONDS = 15.0
POLL_SECONDS = 0.05

T = TypeVar("T")


class Supervision:
    """Supervisor as it runs, or does not, for one run folder.

    Its socket lies in a folder of its own under /tmp, because a path in the run folder may be longer than the 107 bytes
    that a socket may have; the file `control` says where.
    """

    def __init__(self, run_dir: Path) -> None:
        """Name the run folder; nothing is connected."""
        self._run_dir = run_dir
        self._pointer = run_dir / "control"
        self._configuration = run_dir / "supervisord.conf"

    @property
    def control(self) -> Control:
        """A client of the running supervisor. Raises Refused when none was started in this run folder."""
        if not self._pointer.exists():
            raise Refused(f"Nothing runs in {self._run_dir}: start it with `make up`.")
        return Control(Path(self._pointer.read_text(encoding="utf-8")))

    def answers(self) -> bool:
        """Return whether a supervisor of this run folder is alive and takes orders."""
        return self._pointer.exists() and self.control.answers()

    def start(self, programs: Sequence[Program], environment: Mapping[str, str]) -> None:
        """Start supervisor with these programs, none of which it starts yet. Raises CommandFailed or NotReady."""
        folder = Path(tempfile.mkdtemp(prefix="wirewatch-", dir="/tmp"))
        self._pointer.write_text(str(folder / "socket"), encoding="utf-8")
        self._configuration.touch(mode=0o600)
        text = render(self._run_dir, folder / "socket", programs, as_root=os.geteuid() == 0)
        self._configuration.write_text(text, encoding="utf-8")
        log = self._run_dir / "logs" / "supervisord.log"
        run([sys.executable, "-m", "supervisor.supervisord", "-c", str(self._configuration)], log, environment)
        self._await(self.answers, START_SECONDS, f"supervisor did not answer after {START_SECONDS:.0f} s.")

    def end(self, parts: Sequence[str]) -> None:
        """Stop all programs, those that are not parts first and together, then supervisor, then whatever was left."""
        if self.answers():
            names = [state.name for state in self.control.states()]
            self._stop_together([name for name in names if name not in parts])
            self._stop_together([name for name in names if name in parts])
            end([self.control.pid()], signal.SIGTERM, END_SECONDS)
        self.end_orphans()
        if self._pointer.exists():
            shutil.rmtree(Path(self._pointer.read_text(encoding="utf-8")).parent, ignore_errors=True)
            self._pointer.unlink()

    def end_orphans(self) -> None:
        """End every process that carries this run folder's mark, as is left when supervisor was killed."""
        end(marked_pids(self._run_dir), signal.SIGTERM, ORPHAN_SECONDS)

    def await_running(self, name: str, other_than: int | None, answers: Callable[[], bool], seconds: float) -> int:
        """Return the pid of a program once it runs and answers, other than the given one. Raises NotReady."""

        def running() -> int | None:
            state = self.control.state(name)
            return state.pid if state.runs and state.pid != other_than and answers() else None

        return self._await(running, seconds, f"{name} did not run after {seconds:.0f} s.")

    def _stop_together(self, names: Sequence[str]) -> None:
        for name in names:
            self.control.stop(name, wait=False)

        def ended() -> bool:
            return not any(state.pid for state in self.control.states() if state.name in names)

        self._await(ended, END_SECONDS, f"Not all of {', '.join(names)} ended in {END_SECONDS:.0f} s.")

    def _await(self, attempt: Callable[[], T | None], seconds: float, otherwise: str) -> T:
        """Return the first value of `attempt` that is neither None nor False. Raises NotReady, saying `otherwise`."""
        deadline = time.monotonic() + seconds
        while not (value := attempt()):
            if time.monotonic() > deadline:
                raise NotReady(with_log(otherwise, self._run_dir / "logs" / "supervisord.log"))
            time.sleep(POLL_SECONDS)
        return value
