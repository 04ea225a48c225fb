"""A row: an event as the log keeps it, its data as JSON text."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from schemas import topics
from schemas.codec import NotAnEvent
from schemas.dead_letters import KafkaOrigin
from schemas.envelope import Event

LOG_TOPICS = (
    topics.FEEDS,
    topics.ARTICLES,
    topics.ANNOTATIONS,
    topics.DEVELOPMENTS,
    topics.ALERTS,
    topics.DEAD_LETTERS,
)
"""The topics whose events the log takes."""

Stream = tuple[str, str]
"""Family and subject: ("article", its id)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An event to be appended, or one that was. data: a JSON object, UTF-8. origin: where Kafka had it, if it did."""

    id: str
    type: str
    version: int
    source: str
    subject: str
    time: datetime
    data: bytes
    origin: KafkaOrigin | None = None

    @property
    def stream(self) -> Stream:
        """The stream that the event belongs to: its type up to the dot, and its subject."""
        return self.type.partition(".")[0], self.subject

    def event(self) -> Event:
        """The event, its data as raw JSON, for schemas.codec to encode."""
        return Event(
            id=self.id,
            type=self.type,
            version=self.version,
            source=self.source,
            subject=self.subject,
            time=self.time,
            data=msgspec.Raw(self.data),
        )


def row_of(event: Event, origin: KafkaOrigin | None = None) -> Row:
    """The row of an event. Raises NotAnEvent where its id is no UUID in the usual form (lower case, hyphens)."""
    if not _is_uuid(event.id):
        raise NotAnEvent(f"the id {event.id!r} is no UUID in its usual form")
    return Row(
        id=event.id,
        type=event.type,
        version=event.version,
        source=event.source,
        subject=event.subject,
        time=event.time,
        data=msgspec.json.encode(event.data),
        origin=origin,
    )


def belongs_in_log(event_type: str) -> bool:
    """Whether the log takes events of this type."""
    return topics.BY_EVENT.get(event_type) in LOG_TOPICS


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
