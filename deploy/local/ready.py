"""Waiting for a part: it is ready when its log says so and its port answers, both after this start."""

import time
from collections.abc import Callable
from pathlib import Path

from deploy.local.errors import NotReady, with_log
from deploy.local.ports import answers

READY_SECONDS = 90.0
POLL_SECONDS = 0.05


class LogTail:
    """What a log has gained since this object was made; a log that was rotated meanwhile is read from its beginning."""

    def __init__(self, path: Path) -> None:
        """Remember how long the log is now."""
        self.path = path
        self._start = path.stat().st_size if path.exists() else 0

    def text(self) -> str:
        """Return the gained text; empty while the log does not exist."""
        if not self.path.exists():
            return ""
        with self.path.open("rb") as log:
            log.seek(self._start if self._start <= self.path.stat().st_size else 0)
            return log.read().decode("utf-8", errors="replace")


def await_ready(
    name: str, log: LogTail, line: str, port: int, runs: Callable[[], bool], seconds: float = READY_SECONDS
) -> None:
    """Return when the log has gained the line and the port answers.

    Raises NotReady with the log's last lines when `runs` says that the part has ended, or when the time is over.
    """
    deadline = time.monotonic() + seconds
    while not (line in log.text() and answers(port)):
        if not runs():
            raise NotReady(with_log(f"{name} ended before it was ready.", log.path))
        if time.monotonic() > deadline:
            raise NotReady(with_log(f"{name} was not ready after {seconds:.0f} s.", log.path))
        time.sleep(POLL_SECONDS)
