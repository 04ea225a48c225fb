"""The chain: canonical bytes are a function of the event's value, and every part of it counts."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.store.chain import GENESIS, canonical, link
from services.store.rows import Row

ROW = Row(
    id="3f0c3c7e-26a2-5d5c-8f7c-0c6bb1a1a001",
    type="article.found",
    version=1,
    source="/wirewatch/ingest",
    subject="9f2c",
    time=datetime(2025, 11, 22, 12, 0, tzinfo=UTC),
    data=b'{"title": "Al B\xc4\x81b", "confidence": 0.83}',
)


def with_data(data: bytes) -> bytes:
    return canonical(dataclasses.replace(ROW, data=data), 1, 1)


def test_the_canonical_form_is_this_one_for_ever() -> None:
    assert canonical(ROW, 7, 2).decode() == (
        '{"data":{"confidence":0.83,"title":"Al Bāb"},"id":"3f0c3c7e-26a2-5d5c-8f7c-0c6bb1a1a001","position":7,'
        '"source":"/wirewatch/ingest","stream_version":2,"subject":"9f2c","time":"2025-11-22T12:00:00Z",'
        '"type":"article.found","version":1}'
    )
    assert link(GENESIS, canonical(ROW, 7, 2)).hex() == (
        "3c87f3c5a1cfff3cd871927d8cb568c5d1cff7bfcf0d613a7afec47222561853"
    )


@pytest.mark.parametrize(
    ("appended", "given_back"),
    [
        (b'{"n":1e16}', b'{"n": 10000000000000000}'),
        (b'{"n":1e23}', b'{"n": 100000000000000000000000}'),
        (b'{"n":-0.0}', b'{"n": 0.0}'),
        (b'{"n":1.0}', b'{"n": 1}'),
        (b'{"n":1e-7}', b'{"n": 0.0000001}'),
        (b'{"b":1,"a":2}', b'{"a": 2, "b": 1}'),
        (b'{"t":"\\u0101\\/"}', '{"t": "ā/"}'.encode()),
    ],
)
def test_what_jsonb_writes_in_another_way_is_the_same(appended: bytes, given_back: bytes) -> None:
    assert with_data(appended) == with_data(given_back)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b'{"n":0.1}', b'{"n":0.10000000000000000001}'),
        (b'{"n":1}', b'{"n":"1"}'),
        (b'{"n":10000000000000000}', b'{"n":10000000000000001}'),
        (b'{"n":null}', b"{}"),
        (b'{"n":1e9999}', b'{"n":1e9998}'),
    ],
)
def test_what_differs_in_value_differs(one: bytes, other: bytes) -> None:
    assert with_data(one) != with_data(other)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "3f0c3c7e-26a2-5d5c-8f7c-0c6bb1a1a002"},
        {"type": "article.revised"},
        {"version": 2},
        {"source": "/wirewatch/store"},
        {"subject": "9f2d"},
        {"time": ROW.time + timedelta(microseconds=1)},
        {"data": b"{}"},
    ],
)
def test_every_part_of_an_event_and_its_place_count(change: dict[str, Any]) -> None:
    assert canonical(dataclasses.replace(ROW, **change), 1, 1) != canonical(ROW, 1, 1)
    assert canonical(ROW, 2, 1) != canonical(ROW, 1, 1) != canonical(ROW, 1, 2)


def test_the_hash_before_counts() -> None:
    assert link(GENESIS, b"x") != link(link(GENESIS, b"y"), b"x")
