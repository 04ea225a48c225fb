"""What a refused message or entry becomes: pure, so that the same refusal gives the same event id."""

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime

from schemas import ids
from schemas.dead_letters import HEAD_BYTES, DeadLetterReason, DeadLetterWritten, FeedOrigin, KafkaOrigin
from schemas.envelope import Event

TYPE = "dead_letter.written"
_DETAIL_LENGTH = 2_000


def dead_letter(
    refused_by: str,
    reason: DeadLetterReason,
    detail: str,
    *,
    kafka: KafkaOrigin | None = None,
    feed: FeedOrigin | None = None,
    headers: Iterable[tuple[str, bytes | None]] = (),
    body: bytes | None,
    now: datetime,
) -> Event:
    """The dead_letter.written of bytes that `refused_by` ("annotate", "store") refused; exactly one origin is given.

    detail: a sentence; characters that UTF-8 or Postgres refuse are replaced, and its end is cut off after 2,000. The
    id derives from who refused what, so that a reread refuses the same message under the same id.
    """
    if (kafka is None) == (feed is None):
        raise ValueError("a dead letter has one origin: either Kafka coordinates or a feed's entry")
    body = body or b""
    letter = DeadLetterWritten(
        refused_by=refused_by,
        reason=reason,
        detail=_storable(detail),
        kafka=kafka,
        feed=feed,
        headers=_kept(headers),
        head=body[:HEAD_BYTES],
        size=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
    )
    subject = ":".join(map(str, _origin(letter)))
    return Event(
        id=ids.derive(TYPE, refused_by, *_origin(letter)),
        source=f"/wirewatch/{refused_by}",
        type=TYPE,
        subject=subject,
        time=now,
        data=letter,
    )


def key(letter: DeadLetterWritten) -> str:
    """The Kafka key of a dead letter: the source topic or the feed's id."""
    return letter.kafka.topic if letter.kafka is not None else str(_origin(letter)[0])


def _origin(letter: DeadLetterWritten) -> tuple[object, ...]:
    if letter.kafka is not None:
        return letter.kafka.topic, letter.kafka.partition, letter.kafka.offset
    if letter.feed is not None:
        return letter.feed.feed_id, letter.feed.body_sha256, letter.feed.entry
    raise ValueError("the dead letter has no origin")


def _kept(headers: Iterable[tuple[str, bytes | None]]) -> dict[str, str]:
    """The first headers, up to HEAD_BYTES of them: a dead letter must fit its own topic."""
    kept: dict[str, str] = {}
    room = HEAD_BYTES
    for name, value in headers:
        room -= len(name) + len(value or b"")
        if room < 0:
            break
        kept[_storable(name)] = base64.b64encode(value or b"").decode()
    return kept


def _storable(text: str) -> str:
    return text[:_DETAIL_LENGTH].replace("\x00", "�").encode("utf-8", "replace").decode()
