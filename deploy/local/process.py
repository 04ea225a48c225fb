"""Processes: a command run to its end, a program kept in the foreground of its own session, and the mark both carry.

Every process of a run has WIREWATCH_RUN_DIR in its environment. The mark survives the death of the parent, so that
`down` finds orphans by it, and never mistakes a stranger that was given a remembered pid.
"""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from deploy.local.account import Account, popen_as
from deploy.local.errors import CommandFailed, with_log

MARK = "WIREWATCH_RUN_DIR"
STOP_SECONDS = 30.0


def marked(run_dir: Path, environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return our own environment with the given names over it and the mark of this run folder."""
    return {**os.environ, **(environment or {}), MARK: str(run_dir.resolve())}


def run(
    command: Sequence[str],
    log: Path,
    environment: Mapping[str, str],
    account: Account | None = None,
    stdin: str = "",
    directory: Path = Path("/"),
) -> None:
    """Run a command to its end with its output appended to the log.

    Raises CommandFailed with the log's last lines when the status is not 0.
    """
    with log.open("ab") as output:
        finished = subprocess.run(  # noqa: S603 - the commands are our own lists, no shell is involved
            command,
            input=stdin.encode(),
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            check=False,
            cwd=directory,
            **popen_as(account),
        )
    if finished.returncode:
        raise CommandFailed(with_log(f"{Path(command[0]).name} ended with status {finished.returncode}.", log))


class Process:
    """One program in the foreground of a session of its own: a Ctrl-C at our terminal does not reach it."""

    def __init__(self, log: Path, stop_signal: signal.Signals = signal.SIGTERM) -> None:
        """Name the log that its output is appended to, and the signal that asks it to end."""
        self._log = log
        self._stop_signal = stop_signal
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs, else None."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def start(self, command: Sequence[str], environment: Mapping[str, str], account: Account | None = None) -> None:
        """Start the program; it has not done anything yet when this returns."""
        with self._log.open("ab") as output:
            self._child = subprocess.Popen(  # noqa: S603 - the commands are our own lists, no shell is involved
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                cwd="/",
                start_new_session=True,
                **popen_as(account),
            )

    def stop(self) -> None:
        """Ask it to end, wait, and kill what has not ended after 30 seconds."""
        if self.pid is not None:
            end([self.pid], self._stop_signal)

    def kill(self) -> None:
        """End it as a crash would (SIGKILL) and wait until its children have noticed and gone too."""
        if self.pid is not None:
            end([self.pid], signal.SIGKILL)


def end(pids: Sequence[int], stop_signal: signal.Signals, seconds: float = STOP_SECONDS) -> None:
    """Send the signal to these processes, wait for them and their children, and kill what is left after the time."""
    leaders = list(_existing(pids))
    families = {process for leader in leaders for process in [leader, *_children(leader)]}
    for leader in leaders:
        with contextlib.suppress(psutil.NoSuchProcess):
            leader.send_signal(stop_signal)
    _, alive = psutil.wait_procs(families, timeout=seconds)
    for process in alive:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=seconds)


def marked_pids(run_dir: Path) -> list[int]:
    """Return the pids of every living process, besides ourselves, that carries the mark of this run folder."""
    mark = str(run_dir.resolve())
    return [
        process.pid for process in psutil.process_iter() if process.pid != os.getpid() and _mark_of(process) == mark
    ]


def _mark_of(process: psutil.Process) -> str | None:
    """Return the run folder named in a process's environment; None where there is none or we may not look."""
    try:
        mark: str | None = process.environ().get(MARK)
    except (psutil.Error, OSError):
        return None
    return mark


def _existing(pids: Sequence[int]) -> Iterator[psutil.Process]:
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            yield psutil.Process(pid)


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        children: list[psutil.Process] = process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return children
