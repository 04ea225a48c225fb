"""What the state knows of articles when an answer is decided on, and what it learns from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from schemas.articles import Copy
from services.ingest.copies import Fingerprint
from services.ingest.revisions import Hashes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An entry of a feed as last seen. article_id: None where it was refused. content: the hash of its words."""

    key: str
    article_id: str | None
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArticle:
    """An article in its latest revision. feed_id: the feed that found it; only that feed revises it."""

    article_id: str
    feed_id: str
    revision: int
    guid: str | None
    hashes: Hashes
    first_seen_at: datetime
    copy_of: Copy | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that bears on one answer: the feed's sightings by key, articles by id, and what may have been copied."""

    sightings: Mapping[str, Sighting] = field(default_factory=dict)
    articles: Mapping[str, KnownArticle] = field(default_factory=dict)
    originals: tuple[Fingerprint, ...] = ()


NOTHING = Known()
