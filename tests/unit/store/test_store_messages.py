"""Whatever a message holds, it becomes one row: its event's, or its dead letter's."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas import ids, topics
from schemas.codec import encode_binary
from schemas.dead_letters import DeadLetterWritten, KafkaOrigin
from schemas.envelope import Event
from schemas.feeds import FeedGone
from services.store.messages import Message, arrival, refusal

NOW = datetime(2025, 11, 22, tzinfo=UTC)
FEED = ids.feed_id("https://news.example/feed")
GONE = Event(
    id=ids.derive("feed.gone", FEED),
    source="/wirewatch/ingest",
    type="feed.gone",
    subject=FEED,
    time=NOW,
    data=FeedGone(feed_id=FEED, url="https://news.example/feed"),
)


def message(headers: Mapping[str, bytes | None] | None = None, topic: str = "feeds") -> Message:
    value, given_headers = encode_binary(GONE)
    merged = {**dict(given_headers), **(headers or {})}
    origin = KafkaOrigin(topic=topic, partition=1, offset=7)
    return Message(origin=origin, headers=tuple(merged.items()), value=value)


def test_an_event_of_its_topic_becomes_its_row() -> None:
    arrived = arrival(message(), NOW)
    assert arrived.refused is None
    assert (arrived.row.id, arrived.row.stream) == (GONE.id, ("feed", FEED))
    assert msgspec.json.decode(arrived.row.data, type=FeedGone) == GONE.data
    assert arrived.row.origin == KafkaOrigin(topic="feeds", partition=1, offset=7)


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"ce_type": None}, "not_an_event"),
        ({"ce_id": b"GONE"}, "not_an_event"),
        ({"ce_id": GONE.id.upper().encode()}, "not_an_event"),
        ({"ce_time": b"\xff"}, "not_an_event"),
        ({"ce_time": b"0001-01-01T00:00:00+14:00"}, "not_an_event"),
        ({"ce_type": b"feed.sold", "ce_dataschema": b"urn:wirewatch:schema:feed.sold:1"}, "unknown_type"),
        ({"ce_dataschema": b"urn:wirewatch:schema:feed.gone:9"}, "unknown_version"),
        ({"ce_type": b"feed.moved", "ce_dataschema": b"urn:wirewatch:schema:feed.moved:1"}, "invalid_data"),
    ],
)
def test_what_is_no_event_becomes_a_dead_letter_with_its_reason(headers: dict[str, bytes | None], reason: str) -> None:
    arrived = arrival(message(headers), NOW)
    letter = msgspec.json.decode(arrived.row.data, type=DeadLetterWritten)
    assert arrived.refused == letter.reason == reason
    assert letter.kafka == KafkaOrigin(topic="feeds", partition=1, offset=7)
    assert letter.head == message().value
    assert arrived.row.type == "dead_letter.written"


@pytest.mark.parametrize("topic", [topic.name for topic in topics.TOPICS if topic is not topics.FEEDS])
def test_an_event_in_another_familys_topic_is_refused(topic: str) -> None:
    arrived = arrival(message(topic=topic), NOW)
    assert arrived.refused == "wrong_topic"
    assert f"feed.gone belongs in feeds, not in {topic}" in arrived.row.data.decode()


def test_the_same_refused_message_is_the_same_dead_letter() -> None:
    one = refusal(message(), "refused_by_database", "nul", NOW)
    again = refusal(message(), "refused_by_database", "nul, said in another way", datetime(2026, 1, 1, tzinfo=UTC))
    assert one.row.id == again.row.id


HEADERS = st.tuples(
    st.sampled_from(
        ["ce_id", "ce_type", "ce_time", "ce_source", "ce_subject", "ce_dataschema", "ce_specversion", "x\x00"]
    ),
    st.one_of(
        st.none(), st.binary(max_size=40), st.datetimes(timezones=st.timezones()).map(lambda t: t.isoformat().encode())
    ),
)


@given(value=st.one_of(st.none(), st.binary(max_size=60)), overrides=st.lists(HEADERS, max_size=4))
@example(value=b'{"feed_id":"\\ud800","url":"x"}', overrides=[])
@example(value=b"[" * 100_000, overrides=[])
def test_any_bytes_become_one_row(value: bytes | None, overrides: list[tuple[str, bytes | None]]) -> None:
    given_message = message()
    strange = Message(
        origin=given_message.origin,
        headers=(*given_message.headers, *overrides),
        value=value,
    )
    arrived = arrival(strange, NOW)
    assert arrived.row.data.decode()
    assert arrived.refused is not None or arrived.row.type == "feed.gone"
