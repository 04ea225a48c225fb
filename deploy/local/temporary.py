"""A stack for one test or one measurement: in a folder of its own, and gone with its data at the end."""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from deploy.local.programs import Program, Step
from deploy.local.stack import Stack
from deploy.local.tell import Tell, nothing


@contextmanager
def temporary_stack(
    service_env: Mapping[str, str] | None = None,
    *,
    programs: Sequence[Program] | None = None,
    steps: Sequence[Step] | None = None,
    environ: Mapping[str, str] = os.environ,
    tell: Tell = nothing,
) -> Iterator[Stack]:
    """Start a stack with the arguments of Stack, and stop and remove it at the end, however that comes."""
    with tempfile.TemporaryDirectory(prefix="wirewatch-run-") as folder:
        stack = Stack(Path(folder) / "run", service_env, programs=programs, steps=steps, environ=environ, tell=tell)
        try:
            stack.up()
            yield stack
        finally:
            stack.clean()
