"""Short lines on stderr that say what the local run is doing, for whoever waits at the terminal."""

import sys
from collections.abc import Callable

Tell = Callable[[str], None]


def to_stderr(line: str) -> None:
    """Write one line at once."""
    print(line, file=sys.stderr, flush=True)


def nothing(_line: str) -> None:
    """Say nothing; what tests use."""
