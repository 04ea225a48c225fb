"""What each module of annotate costs, by samples of the stack: every millisecond of CPU, who is at work?

A sampling profile leaves the code as fast as it is; one that counts calls makes small functions look dear.
"""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from services.enrich.annotate import annotate as stage

_FOLDER = Path(stage.__file__).parent
_EVERY = 0.001
"""Seconds of CPU time between two samples."""


@dataclass(slots=True)
class Profile:
    """Samples per module of annotate: on the stack at all, and as the innermost of them."""

    samples: int = 0
    within: Counter[str] = field(default_factory=Counter)
    itself: Counter[str] = field(default_factory=Counter)

    def take(self, frame: FrameType | None) -> None:
        """Counts the modules on the stack of a frame; nothing, if annotate is not at work."""
        modules = list(_modules(frame))
        if not modules:
            return
        self.samples += 1
        self.within.update(set(modules))
        self.itself[modules[0]] += 1


def _modules(frame: FrameType | None) -> Iterator[str]:
    """The modules on the stack with their rooms ("places/evidence"), the innermost first."""
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_FOLDER):
            yield path.relative_to(_FOLDER).with_suffix("").as_posix()
        frame = frame.f_back


@contextmanager
def profiled() -> Iterator[Profile]:
    """A profile of what runs within; in the main thread only, as signals are."""
    profile = Profile()
    before = signal.signal(signal.SIGPROF, lambda _, frame: profile.take(frame))
    signal.setitimer(signal.ITIMER_PROF, _EVERY, _EVERY)
    try:
        yield profile
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
