"""What a long verb shows on a terminal, and nowhere else: how far it is."""

import contextlib
import sys
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Show = Callable[[int], None]
"""Told how many are done."""


@contextlib.contextmanager
def shown(what: str, total: int | None = None) -> Iterator[Show]:
    """A line on stderr where that is a terminal. total: how many there are, where it is known."""
    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    hidden = not sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=hidden) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)
