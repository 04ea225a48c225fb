"""The one list of topics: name, key, events, partitions, retention, compaction and message size.

`wirewatch runtime topics` creates them from here, and so do the tests; nothing else creates a topic.
"""

from dataclasses import dataclass

DAY_MS = 24 * 60 * 60 * 1000
MAX_MESSAGE_BYTES = 4 * 1024 * 1024
"""Largest message that any topic takes; above it an article becomes a dead letter (Kafka's default is 1 MB)."""

NOVELTY_APP = "wirewatch-novelty"
ANNOTATE_APP = "wirewatch-annotate"
MEMORY_TABLE = "memory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic of ours. retention_ms is None where compaction keeps the last message of each key instead."""

    name: str
    key: str
    events: tuple[str, ...]
    written_by: str
    partitions: int
    retention_ms: int | None
    max_message_bytes: int = MAX_MESSAGE_BYTES

    @property
    def compacted(self) -> bool:
        """Whether Kafka keeps the last message of each key instead of all messages of a time."""
        return self.retention_ms is None


FEEDS = Topic(
    name="feeds",
    key="feed id",
    events=("feed.failed", "feed.gone", "feed.moved", "feed.recovered"),
    written_by="ingest",
    partitions=4,
    retention_ms=30 * DAY_MS,
)
ARTICLES = Topic(
    name="articles",
    key="article id",
    events=("article.found", "article.revised"),
    written_by="ingest",
    partitions=4,
    retention_ms=30 * DAY_MS,
)
ANNOTATIONS = Topic(
    name="annotations",
    key="article id",
    events=("article.annotated",),
    written_by="enrich",
    partitions=4,
    retention_ms=30 * DAY_MS,
)
CLAIMS = Topic(
    name="claims",
    key="relation key",
    events=("claim.made",),
    written_by="enrich",
    partitions=4,
    retention_ms=30 * DAY_MS,
)
DEVELOPMENTS = Topic(
    name="developments",
    key="development id",
    events=("development.corroborated", "development.detected", "development.superseded"),
    written_by="enrich",
    partitions=4,
    retention_ms=30 * DAY_MS,
)
ALERTS = Topic(
    name="alerts",
    key="alert id",
    events=("alert.delivered", "alert.failed"),
    written_by="alert",
    partitions=4,
    retention_ms=30 * DAY_MS,
)
DEAD_LETTERS = Topic(
    name="dead-letters",
    key="source topic or feed id",
    events=("dead_letter.written",),
    written_by="any",
    partitions=1,
    retention_ms=90 * DAY_MS,
)
REACHES = Topic(
    name="reaches",
    key="party",
    events=(),
    written_by="enrich",
    partitions=1,
    retention_ms=None,
)
MEMORY_CHANGELOG = Topic(
    name=f"{NOVELTY_APP}-{MEMORY_TABLE}-changelog",
    key="relation key",
    events=(),
    written_by="enrich",
    partitions=CLAIMS.partitions,
    retention_ms=None,
)

TOPICS = (
    FEEDS,
    ARTICLES,
    ANNOTATIONS,
    CLAIMS,
    DEVELOPMENTS,
    ALERTS,
    DEAD_LETTERS,
    REACHES,
    MEMORY_CHANGELOG,
)
BY_NAME = {topic.name: topic for topic in TOPICS}
BY_EVENT = {event: topic for topic in TOPICS for event in topic.events}
