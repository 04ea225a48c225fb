"""Dead letters: coordinates, the head and the hash, and an id that a reread repeats."""

import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codec import decode_binary, encode_binary
from schemas.dead_letters import HEAD_BYTES, FeedOrigin, KafkaOrigin
from schemas.envelope import Event
from schemas.topics import DEAD_LETTERS
from services.runtime.dead_letters import dead_letter, key

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ORIGIN = KafkaOrigin(topic="articles", partition=2, offset=41)


def letter(body: bytes | None = b"{", offset: int = 41, **headers: bytes) -> Event:
    origin = KafkaOrigin(topic="articles", partition=2, offset=offset)
    return dead_letter(
        "annotate", "not_an_event", "no JSON", kafka=origin, headers=list(headers.items()), body=body, now=NOW
    )


def test_a_dead_letter_tells_who_refused_what_and_why() -> None:
    event = letter(ce_id=b"7")
    assert (event.source, event.type, event.subject) == ("/wirewatch/annotate", "dead_letter.written", "articles:2:41")
    assert event.data.kafka == ORIGIN
    assert event.data.headers == {"ce_id": "Nw=="}
    assert key(event.data) == "articles"


def test_the_same_refusal_has_the_same_id_and_another_has_another() -> None:
    assert letter().id == letter(body=b"else").id
    assert letter().id != letter(offset=42).id


def test_only_the_head_of_a_long_body_is_kept_with_the_hash_of_the_whole() -> None:
    body = b"x" * (HEAD_BYTES + 1)
    data = letter(body=body).data
    assert (len(data.head), data.size) == (HEAD_BYTES, HEAD_BYTES + 1)
    assert data.sha256 == hashlib.sha256(body).hexdigest()


def test_a_missing_body_is_an_empty_one() -> None:
    assert (letter(body=None).data.head, letter(body=None).data.size) == (b"", 0)


def test_an_entry_of_a_feed_is_keyed_by_its_feed() -> None:
    origin = FeedOrigin(feed_id="f1", url="https://example.org/feed", entry=3, body_sha256="ab")
    event = dead_letter("ingest", "unusable_entry", "no title", feed=origin, body=b"<item/>", now=NOW)
    assert (event.subject, key(event.data)) == ("f1:ab:3", "f1")


@pytest.mark.parametrize("both", [True, False])
def test_a_dead_letter_has_exactly_one_origin(both: bool) -> None:
    feed = FeedOrigin(feed_id="f1", url="u", entry=0, body_sha256="ab") if both else None
    with pytest.raises(ValueError, match="one origin"):
        dead_letter("ingest", "too_large", "big", kafka=ORIGIN if both else None, feed=feed, body=b"", now=NOW)


@given(st.text(), st.binary(max_size=200), st.lists(st.tuples(st.text(), st.none() | st.binary()), max_size=5))
def test_whatever_was_refused_the_dead_letter_survives_the_codec(
    detail: str, body: bytes, headers: list[tuple[str, bytes | None]]
) -> None:
    event = dead_letter("store", "invalid_data", detail, kafka=ORIGIN, headers=headers, body=body, now=NOW)
    assert decode_binary(*encode_binary(event)) == event


def test_enormous_headers_do_not_keep_a_dead_letter_from_fitting_its_topic() -> None:
    event = letter(body=b"x" * 4_000_000, small=b"1", big=b"y" * 4_000_000)
    value, _ = encode_binary(event)
    assert len(value) < DEAD_LETTERS.max_message_bytes / 4
    assert event.data.headers == {"small": "MQ=="}


def test_a_detail_that_utf8_or_postgres_refuse_is_made_storable() -> None:
    event = dead_letter("store", "invalid_data", "bad \x00 \ud800" + "x" * 9_999, kafka=ORIGIN, body=b"", now=NOW)
    assert "\x00" not in event.data.detail
    assert len(event.data.detail.encode()) < 3_000
