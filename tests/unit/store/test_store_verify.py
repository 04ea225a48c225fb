"""Verification names the first position at which anything was changed, taken out, put in or moved."""

import dataclasses
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.store.chain import GENESIS
from services.store.numbering import Tail, number
from services.store.rows import Row
from services.store.verify import Stored, verify, verify_end

EMPTY = Tail(position=0, head=GENESIS)


def log(count: int = 9) -> list[Stored]:
    rows = [
        Row(
            id=str(UUID(int=each)),
            type="article.found",
            version=1,
            source="/wirewatch/ingest",
            subject=str(each % 3),
            time=datetime(2025, 11, 22, tzinfo=UTC),
            data=b'{"n": %d}' % each,
        )
        for each in range(count)
    ]
    return [
        Stored(
            row=each.row,
            position=each.position,
            stream_version=each.stream_version,
            hash=each.hash,
            id_position=each.position,
            stream_position=each.position,
        )
        for each in number(rows, EMPTY, set(), {}, {})
    ]


def end_of(events: list[Stored]) -> Tail:
    return Tail(position=events[-1].position, head=events[-1].hash)


def test_an_untouched_log_fits() -> None:
    verdict = verify_end(verify(log(), EMPTY), end_of(log()))
    assert verdict.fault is None
    assert verdict.tail == end_of(log())


def test_an_empty_log_fits() -> None:
    assert verify_end(verify([], EMPTY), EMPTY).fault is None


def test_a_walk_may_be_cut_and_go_on() -> None:
    first = verify(log()[:4], EMPTY)
    assert verify(log()[4:], first.tail).tail == end_of(log())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"hash": bytes(32)}, "hash"),
        ({"stream_version": 9}, "hash"),
        ({"id_position": None}, "event_ids"),
        ({"id_position": 1}, "event_ids"),
        ({"stream_position": None}, "stream_versions"),
        ({"stream_position": 2}, "stream_versions"),
    ],
)
def test_a_changed_column_is_found(change: dict[str, Any], why: str) -> None:
    events = log()
    events[4] = dataclasses.replace(events[4], **change)
    fault = verify(events, EMPTY).fault
    assert fault is not None
    assert fault.position == 5
    assert why in fault.why


@pytest.mark.parametrize("data", [b'{"n": 40}', b'{"n": 4.0000000000000000001}', b'{"n": ' + b"9" * 5000 + b"}"])
def test_changed_data_is_found(data: bytes) -> None:
    events = log()
    events[4] = dataclasses.replace(events[4], row=dataclasses.replace(events[4].row, data=data))
    fault = verify(events, EMPTY).fault
    assert fault is not None
    assert fault.position == 5


@given(st.integers(0, 8))
def test_a_missing_event_is_found(gone: int) -> None:
    events = log()
    counter = end_of(events)
    del events[gone]
    fault = verify_end(verify(events, EMPTY), counter).fault
    assert fault is not None
    assert fault.position == gone + 1


@given(st.permutations(range(9)).filter(lambda order: list(order) != sorted(order)))
def test_another_order_is_found(order: list[int]) -> None:
    events = log()
    moved = [dataclasses.replace(events[old], position=new + 1) for new, old in enumerate(order)]
    fault = verify(moved, EMPTY).fault
    assert fault is not None
    assert fault.position == next(new for new, old in enumerate(order) if new != old) + 1


def test_another_head_is_found_at_the_end() -> None:
    fault = verify_end(verify(log(), EMPTY), Tail(position=9, head=bytes(32))).fault
    assert fault is not None
    assert fault.position == 9
