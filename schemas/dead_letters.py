"""A dead letter: bytes that a service refused, where they came from, and why. Nothing is lost silently."""

from dataclasses import dataclass, field
from typing import Literal

DeadLetterReason = Literal[
    "not_an_event",
    "unknown_type",
    "unknown_version",
    "invalid_data",
    "wrong_topic",
    "too_large",
    "unusable_entry",
    "too_many_entries",
    "refused_by_database",
    "processing_failed",
]

HEAD_BYTES = 65_536
"""How much of the refused bytes a dead letter keeps; the hash tells the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KafkaOrigin:
    """Coordinates of a refused message."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOrigin:
    """Where a refused entry stood: entry counts from 0 within the answer whose body has this SHA-256 (hex)."""

    feed_id: str
    url: str
    entry: int
    body_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterWritten:
    """One refused message or entry. head: the first HEAD_BYTES bytes; sha256 (hex) and size are of the whole.

    refused_by: the process that refused it ("annotate", "store"). headers: the message's, values in Base64.
    """

    refused_by: str
    reason: DeadLetterReason
    detail: str
    kafka: KafkaOrigin | None = None
    feed: FeedOrigin | None = None
    headers: dict[str, str] = field(default_factory=dict)
    head: bytes
    size: int
    sha256: str
