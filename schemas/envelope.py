"""The one envelope: CloudEvents 1.0 attributes around the data of one event.

Source of the format: the CloudEvents specification 1.0.2, its JSON event format and its Kafka protocol binding.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

SPEC_VERSION = "1.0"
CONTENT_TYPE = "application/json"
SCHEMA_PREFIX = "urn:wirewatch:schema:"
_URN = re.compile(rf"{SCHEMA_PREFIX}(?P<type>.+):(?P<version>[0-9]{{1,9}})", re.DOTALL)
"""Nine digits at most: int() refuses thousands of them by an error that no reader expects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One immutable fact.

    id: UUIDv5 of what the event is about; the log takes each id once.
    source: URI reference of the service that says so, "/wirewatch/ingest".
    type: family and past-tense verb, "article.found".
    subject: the stream that the event belongs to: the id of its feed, article, development or alert.
    time: when it happened (event time), aware; `__post_init__` turns it to UTC.
    version: version of the data's schema, from 1.
    data: the frozen dataclass that schemas.registry names for type and version.
    """

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    version: int = 1
    data: Any

    def __post_init__(self) -> None:
        if self.time.tzinfo is None:
            raise ValueError(f"event {self.id} has a time without a zone: {self.time.isoformat()}")
        object.__setattr__(self, "time", self.time.astimezone(UTC))

    @property
    def dataschema(self) -> str:
        """URN of the data's schema, "urn:wirewatch:schema:article.found:1"."""
        return f"{SCHEMA_PREFIX}{self.type}:{self.version}"


def parse_dataschema(urn: str) -> tuple[str, int] | None:
    """Type and version that a dataschema URN names, or None where it is not one of ours."""
    match = _URN.fullmatch(urn)
    return (match["type"], int(match["version"])) if match else None
