"""JSON Lines verbs: a function over each line, in order, where a bad line costs itself.

A line that cannot be read or processed becomes {"id": its id or null, "line": its number, "error": a sentence} in its
place. Memory stays flat on endless input, and a line of any length is survived.
"""

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

import msgspec
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from schemas.codec import CodecError, encode_structured
from schemas.envelope import Event
from services.runtime.errors import WirewatchError
from services.runtime.ordered import ordered_map

MAX_LINE_BYTES = 16 * 1024 * 1024
"""Longest line that is read: a 1 MB text takes up to 6 MB where every character is escaped."""

LineFunction = Callable[[Any], Iterable[Any]]
"""From one parsed line to the objects of its answer: dicts, dataclasses, events, or lines as bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Lines read and written, and lines read that became an error."""

    read: int
    written: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    number: int
    body: bytes | None
    """None where the line was longer than MAX_LINE_BYTES."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    lines: tuple[bytes, ...]
    failed: bool


def run_filter(
    fn: LineFunction,
    stdin: IO[bytes] | None = None,
    stdout: IO[bytes] | None = None,
    *,
    workers: int = 1,
    progress: bool = True,
) -> Counts:
    """Write fn's answer to each line of stdin to stdout (None: the process's own), in order; blank lines are skipped.

    workers over 1: fn runs in so many processes (forked, so fn needs no pickling). progress: show a count on stderr
    where that is a terminal and stdin is none. Raises BrokenPipeError when the reader of stdout has gone.
    """
    source = stdin or sys.stdin.buffer
    target = stdout or sys.stdout.buffer
    read = written = failed = 0
    with _shown(progress and sys.stderr.isatty() and not source.isatty()) as show:
        for answer in ordered_map(_Answering(fn), _lines(source), workers):
            for line in answer.lines:
                target.write(line + b"\n")
            target.flush()
            read += 1
            written += len(answer.lines)
            failed += answer.failed
            show(f"{read} lines, {failed} failed")
    return Counts(read=read, written=written, failed=failed)


class _Answering:
    """fn with its errors turned to objects: a call never raises, whatever the line holds."""

    def __init__(self, fn: LineFunction) -> None:
        self._fn = fn

    def __call__(self, line: _Line) -> _Answer:
        identity: object = None
        try:
            parsed = _parse(line)
            identity = parsed.get("id") if isinstance(parsed, dict) else None
            return _Answer(lines=tuple(map(_encode, self._fn(parsed))), failed=False)
        except Exception as error:
            body = {"id": identity, "line": line.number, "error": _sentence(error)}
            return _Answer(lines=(msgspec.json.encode(body),), failed=True)


class LineError(WirewatchError):
    """A line that is no JSON value."""


def _parse(line: _Line) -> Any:
    if line.body is None:
        raise LineError(f"the line is longer than {MAX_LINE_BYTES} bytes")
    try:
        return msgspec.json.decode(line.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LineError(f"the line is not JSON: {error}") from None
    except RecursionError:
        raise LineError("the line is nested too deeply") from None


def _encode(made: Any) -> bytes:
    if isinstance(made, bytes):
        return made.rstrip(b"\n")
    return encode_structured(made) if isinstance(made, Event) else msgspec.json.encode(made)


def _sentence(error: Exception) -> str:
    """What to tell of an error: ours are sentences already."""
    text = str(error) if isinstance(error, (WirewatchError, CodecError)) else f"{type(error).__name__}: {error}"
    return text.encode("utf-8", "replace").decode()[:2_000]


def _lines(source: IO[bytes]) -> Iterator[_Line]:
    number = 0
    while body := source.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(body) > MAX_LINE_BYTES and not body.endswith(b"\n"):
            _skip_rest(source)
            yield _Line(number=number, body=None)
        elif body.strip():
            yield _Line(number=number, body=body)


def _skip_rest(source: IO[bytes]) -> None:
    while (part := source.readline(1024 * 1024)) and not part.endswith(b"\n"):
        pass


@contextlib.contextmanager
def _shown(wanted: bool) -> Iterator[Callable[[str], None]]:
    if not wanted:
        yield lambda _: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("0 lines")
        yield lambda text: bar.update(task, description=text)
