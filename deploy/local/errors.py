"""What can go wrong while the local parts are started or stopped.

    LocalError
    ├── MissingTool    java, mvn or a wheel is not installed, or is too old
    ├── CommandFailed  a program that should have finished with success did not
    ├── NotReady       a part or a service ended, or did not get ready in its time
    └── Refused        what was asked for cannot be done here (a wrong setting, a run folder of somebody else)

Each message is a sentence for the person at the terminal: it names the log file and holds its last lines.
"""

from pathlib import Path

LAST_LINES = 12


class LocalError(Exception):
    """The local run cannot go on; the message says why and what to do."""


class MissingTool(LocalError):
    """A program or wheel that the local run needs is missing or too old."""


class CommandFailed(LocalError):
    """A program that was run to its end returned a status other than 0."""


class NotReady(LocalError):
    """A part or a service ended before it was ready, or was not ready in its time."""


class Refused(LocalError):
    """What was asked for cannot be done with these settings in this run folder."""


def last_lines(log: Path, count: int = LAST_LINES) -> str:
    """Return the end of a log as indented lines, or a word that there is none."""
    if not log.exists():
        return "    (no output)"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]
    return "\n".join(f"    {line}" for line in lines) or "    (no output)"


def with_log(sentence: str, log: Path) -> str:
    """Return the sentence followed by the log's name and last lines."""
    return f"{sentence} The last lines of {log}:\n{last_lines(log)}"
