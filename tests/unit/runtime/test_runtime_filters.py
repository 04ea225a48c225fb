"""JSON Lines filters: order, one error per bad line, flat memory, lines of any length, in one process or several."""

import io
import itertools
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any, cast

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.envelope import Event
from services.runtime import filters
from services.runtime.errors import WirewatchError
from services.runtime.filters import Counts, run_filter
from services.runtime.ordered import ordered_map


def filtered(fn: Callable[[Any], list[Any]], body: bytes, workers: int = 1) -> tuple[list[Any], Counts]:
    out = io.BytesIO()
    counts = run_filter(fn, io.BytesIO(body), out, workers=workers, progress=False)
    return [json.loads(line) for line in out.getvalue().splitlines()], counts


def echo(line: Any) -> list[Any]:
    return [line]


def picky(line: Any) -> list[Any]:
    if line["id"] == "bad":
        raise WirewatchError("it is bad")
    return [line] * line.get("times", 1)


@pytest.mark.parametrize("workers", [1, 3])
def test_a_bad_line_costs_itself_and_keeps_its_place(workers: int) -> None:
    body = b'{"id":"a"}\n{"id":"bad"}\nnonsense\n\n{"id":"b","times":2}\n[1]\n{"id":"c","times":0}'
    lines, counts = filtered(picky, body, workers)
    assert lines[0] == {"id": "a"}
    assert lines[1] == {"id": "bad", "line": 2, "error": "it is bad"}
    assert (lines[2]["id"], lines[2]["line"]) == (None, 3)
    assert "not JSON" in lines[2]["error"]
    assert [line["id"] for line in lines[3:5]] == ["b", "b"]
    assert "TypeError" in lines[5]["error"]
    assert counts == Counts(read=6, written=6, failed=3)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    "line",
    [
        b'{"id":1,"text":"\xff\xfe"}',
        b'{"id":1,"text":"\\ud800"}',
        b"[" * 100_000,
        b'{"id":1',
        b"\x00\x00",
        b'{"id":1} trailing',
    ],
    ids=["invalid UTF-8", "lone surrogate", "deep", "cut", "zeros", "trailing"],
)
def test_lines_that_are_no_json_text_become_errors_and_the_next_line_is_processed(line: bytes, workers: int) -> None:
    lines, counts = filtered(echo, line + b'\n{"id":2}\n', workers)
    assert lines[0].keys() == {"id", "line", "error"}
    assert lines[1] == {"id": 2}
    assert counts.failed == 1


def test_an_answer_that_cannot_be_written_is_an_error_of_its_line() -> None:
    lines, _ = filtered(lambda line: [line["id"], "\ud800"] if line["id"] == 1 else [line], b'{"id":1}\n{"id":2}\n')
    assert lines[0].keys() == {"id", "line", "error"}, "nothing of a half-written answer stays"
    assert lines[1] == {"id": 2}


def test_an_error_text_that_is_no_utf8_is_written_all_the_same() -> None:
    def fails(_: Any) -> list[Any]:
        raise ValueError("odd \ud800 text")

    assert filtered(fails, b"{}\n")[0][0]["error"] == "ValueError: odd ? text"


class _LongLine(io.RawIOBase):
    """A line of 50 MB between two short ones, made as it is read."""

    def __init__(self) -> None:
        long = itertools.repeat(b'"' + b"x" * 999_998 + b'"', 50)
        self._parts: Iterator[bytes] = itertools.chain([b'{"id":1}\n'], long, [b'\n{"id":2}\n'])
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._rest = self._rest or next(self._parts, b"")
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def test_a_line_of_50_mb_is_an_error_and_the_run_goes_on() -> None:
    out = io.BytesIO()
    counts = run_filter(echo, cast(IO[bytes], io.BufferedReader(_LongLine())), out, progress=False)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert lines[0] == {"id": 1}
    assert lines[1] == {"id": None, "line": 2, "error": f"the line is longer than {filters.MAX_LINE_BYTES} bytes"}
    assert lines[2] == {"id": 2}
    assert counts.failed == 1


def test_the_longest_allowed_line_is_read() -> None:
    body = b'"' + b"x" * (filters.MAX_LINE_BYTES - 3) + b'"\n'
    assert filtered(lambda line: [len(line)], body)[0] == [filters.MAX_LINE_BYTES - 3]


@dataclass(frozen=True)
class Point:
    """An answer that is a dataclass."""

    x: int


def test_answers_may_be_dataclasses_events_and_ready_lines() -> None:
    event = Event(
        id="1",
        source="/test",
        type="feed.recovered",
        subject="f",
        time=datetime(2026, 1, 1, tzinfo=UTC),
        data=Point(x=2),
    )
    lines, _ = filtered(lambda _: [Point(x=1), event, b'{"ready":true}\n'], b"{}\n")
    assert lines[0] == {"x": 1}
    assert (lines[1]["type"], lines[1]["data"]) == ("feed.recovered", {"x": 2})
    assert lines[2] == {"ready": True}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(st.lists(json_values, max_size=20))
def test_the_identity_filter_gives_back_what_it_was_given(values: list[Any]) -> None:
    body = b"".join(msgspec.json.encode(value) + b"\n" for value in values)
    assert filtered(echo, body)[0] == values


@given(st.binary(max_size=300))
def test_any_bytes_give_one_line_for_each_line_that_is_not_blank(body: bytes) -> None:
    lines, counts = filtered(echo, body)
    assert len(lines) == counts.read == sum(1 for line in io.BytesIO(body) if line.strip())


def test_order_is_kept_whatever_each_item_costs() -> None:
    def slow_first(number: int) -> tuple[int, int]:
        time.sleep(0.02 if number % 7 == 0 else 0)
        return number, os.getpid()

    made = list(ordered_map(slow_first, range(60), workers=3))
    assert [number for number, _ in made] == list(range(60))
    assert len({pid for _, pid in made}) == 3


def test_endless_input_is_read_only_a_little_ahead() -> None:
    read = 0

    def endless() -> Iterator[int]:
        nonlocal read
        while True:
            read += 1
            yield read

    results = ordered_map(abs, endless(), workers=2)
    for _ in range(100):
        next(results)
    assert read <= 100 + 2 * 4 + 3
    cast(Any, results).close()


def test_a_result_comes_out_while_the_next_line_is_still_awaited() -> None:
    release = threading.Event()

    def lines() -> Iterator[int]:
        yield 1
        release.wait(30)
        yield 2

    results = ordered_map(abs, lines(), workers=2)
    assert next(results) == 1
    release.set()
    assert next(results) == 2


def test_an_error_of_the_source_reaches_the_caller() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise OSError("the disk is gone")

    results = ordered_map(abs, broken(), workers=2)
    assert next(results) == 1
    with pytest.raises(OSError, match="the disk is gone"):
        next(results)


def test_a_reader_that_goes_away_ends_the_run() -> None:
    class Gone(io.BytesIO):
        def flush(self) -> None:
            raise BrokenPipeError

    for workers in (1, 2):
        with pytest.raises(BrokenPipeError):
            run_filter(echo, io.BytesIO(b"{}\n" * 1000), Gone(), workers=workers, progress=False)
