"""The codec: what it writes it reads, and what no schema fits it refuses by name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import schemas
from schemas import codec, ids
from schemas.envelope import Event, parse_dataschema
from schemas.feeds import FeedGone
from schemas.registry import UPCASTERS, VERSIONS
from schemas.topics import BY_EVENT, TOPICS

EXAMPLES = sorted((Path(schemas.__file__).parent / "examples").glob("*.json"))


def structured(**changes: Any) -> bytes:
    """A valid feed.gone event with some attributes replaced; None removes one."""
    event = Event(
        id="1",
        source="/wirewatch/ingest",
        type="feed.gone",
        subject="f",
        time=datetime(2026, 1, 1, tzinfo=UTC),
        data=FeedGone(feed_id="f", url="https://news.example/feed"),
    )
    parsed = {**msgspec.json.decode(codec.encode_structured(event)), **changes}
    return msgspec.json.encode({name: value for name, value in parsed.items() if value is not None})


def test_every_version_of_every_event_type_has_an_example() -> None:
    assert {path.name for path in EXAMPLES} == {f"{name}.v{version}.json" for name, version in VERSIONS}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_comes_back_the_same_from_both_forms(path: Path) -> None:
    event = codec.decode_structured(path.read_bytes())
    assert codec.decode_structured(codec.encode_structured(event)) == event
    value, headers = codec.encode_binary(event)
    assert codec.decode_binary(value, headers) == event


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_says_all_that_its_schema_knows(path: Path) -> None:
    """Nothing in an example is unknown to the dataclass, and no field is left out: it documents the event whole."""
    raw = msgspec.json.decode(path.read_bytes())
    event = codec.decode_structured(path.read_bytes())
    assert msgspec.json.decode(msgspec.json.encode(event.data)) == raw["data"]


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"id": None}, codec.NotAnEvent, "id is missing"),
        ({"time": "yesterday"}, codec.NotAnEvent, "'yesterday' is not an RFC 3339"),
        ({"time": "2026-01-01T00:00:00"}, codec.NotAnEvent, "has no zone"),
        ({"specversion": "0.3"}, codec.NotAnEvent, "specversion is '0.3'"),
        ({"dataschema": "urn:wirewatch:schema:feed.moved:1"}, codec.NotAnEvent, "does not name a version"),
        ({"data": None}, codec.NotAnEvent, "has no data"),
        ({"data": []}, codec.InvalidData, "data is list"),
        ({"data": {"feed_id": "f"}}, codec.InvalidData, "`url`"),
        ({"data": {"feed_id": "f", "url": 3}}, codec.InvalidData, "$.url"),
        ({"dataschema": "urn:wirewatch:schema:feed.gone:9"}, codec.UnknownVersion, "versions 1 to 1, not 9"),
        ({"type": "feed.lost", "dataschema": "urn:wirewatch:schema:feed.lost:1"}, codec.UnknownType, "'feed.lost'"),
    ],
)
def test_what_no_schema_fits_is_refused_and_the_message_names_it(
    changes: dict[str, Any], error: type[codec.CodecError], says: str
) -> None:
    with pytest.raises(error, match=r".*") as caught:
        codec.decode_structured(structured(**changes))
    assert says in str(caught.value)


def test_a_field_that_a_newer_writer_added_is_tolerated() -> None:
    body = structured(data={"feed_id": "f", "url": "https://news.example/feed", "added_later": 1})
    assert codec.decode_structured(body).data.feed_id == "f"


@given(st.binary(), st.lists(st.tuples(st.text(), st.none() | st.binary()), max_size=8))
def test_any_bytes_are_an_event_or_a_codec_error(value: bytes, headers: list[tuple[str, bytes | None]]) -> None:
    with pytest.raises(codec.CodecError):
        codec.decode_binary(value, headers)
    with pytest.raises(codec.CodecError):
        codec.decode_structured(value)


def test_an_older_version_becomes_the_newest_one_step_at_a_time() -> None:
    versions: dict[tuple[str, int], type] = {("feed.gone", n): FeedGone for n in (1, 2, 3)}
    upcasters = {
        ("feed.gone", 1): lambda data: {**data, "steps": [1]},
        ("feed.gone", 2): lambda data: {**data, "steps": [*data["steps"], 2]},
    }
    assert codec.upcast("feed.gone", 1, {}, versions, upcasters) == (3, {"steps": [1, 2]})
    assert codec.upcast("feed.gone", 3, {}, versions, upcasters) == (3, {})


def test_every_older_version_has_an_upcaster() -> None:
    newest = {name: max(v for n, v in VERSIONS if n == name) for name, _ in VERSIONS}
    older = {(name, version) for name, version in VERSIONS if version < newest[name]}
    assert older == set(UPCASTERS)


def test_time_is_kept_in_utc_and_must_have_a_zone() -> None:
    event = codec.decode_structured(structured(time="2026-01-01T02:00:00+02:00"))
    assert event.time == datetime(2026, 1, 1, tzinfo=UTC)
    assert event.time.tzinfo is UTC
    with pytest.raises(ValueError, match="without a zone"):
        replace(event, time=datetime(2026, 1, 1))  # noqa: DTZ001
    assert replace(event, time=event.time.astimezone(timezone(timedelta(hours=5)))) == event


@pytest.mark.parametrize(
    "urn",
    [
        "",
        "feed.gone:1",
        "urn:wirewatch:schema::1",
        "urn:wirewatch:schema:feed.gone:x",
        "urn:wirewatch:schema:feed.gone:" + "9" * 5000,
    ],
    ids=lambda urn: urn[:40],
)
def test_a_foreign_dataschema_is_not_one_of_ours(urn: str) -> None:
    assert parse_dataschema(urn) is None


def test_every_event_type_has_one_topic_and_every_topic_knows_its_events() -> None:
    assert set(BY_EVENT) == {name for name, _ in VERSIONS}
    assert sum(len(topic.events) for topic in TOPICS) == len(BY_EVENT)


@given(st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3))
def test_ids_differ_when_what_they_are_about_differs(some: list[str], other: list[str]) -> None:
    separators = set("\x1f\x00")
    clean = not any(separators & set(part) for part in some + other)
    if clean:
        assert (ids.derive("kind", *some) == ids.derive("kind", *other)) == (some == other)


def test_ids_are_constants_for_ever() -> None:
    """If this fails, a log written before could no longer recognise what it holds."""
    assert ids.article_id("https://wire.example/a") == "b0b054ec-14e4-5f36-84d6-10a6ca174056"
    assert ids.derive("x", None) != ids.derive("x", "")
