"""How far a replay has come: what the next stage still has to take from the one before it."""

from collections.abc import Iterable
from dataclasses import dataclass

import psycopg
from kafka import KafkaConsumer, TopicPartition

from schemas.topics import ANNOTATE_APP, ARTICLES, CLAIMS, NOVELTY_APP, TOPICS, Topic

STORED = tuple(topic for topic in TOPICS if topic.events and topic is not CLAIMS)
"""The topics that end in the log."""

_ALERT_BEHIND = """
select (select position from log.counter) - coalesce((select min(position) from alert.checkpoint), 0),
       (select count(*) from alert.alerts where state = 'queued') + (select count(*) from alert.outcomes)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Messages and events that wait before each stage; all zero means that nothing is under way."""

    annotate: int
    novelty: int
    store: int
    alert: int
    undelivered: int

    @property
    def settled(self) -> bool:
        """Whether nothing waits anywhere."""
        return not any((self.annotate, self.novelty, self.store, self.alert, self.undelivered))


def read_progress(bootstrap: str, database_url: str) -> Progress:
    """Ask Kafka and Postgres how far each stage is.

    Read against the flow: a message that moves on meanwhile is counted where it was, or where it is. Raises KafkaError
    and psycopg.Error while one of them is away.
    """
    with psycopg.connect(database_url, connect_timeout=5) as connection:
        behind = connection.execute(_ALERT_BEHIND).fetchone() or (0, 0)
        taken: dict[tuple[str, int], int] = {
            (topic, partition): following
            for topic, partition, following in connection.execute("select topic, partition, next from log.offsets")
        }
    return Progress(
        undelivered=behind[1],
        alert=behind[0],
        store=sum(
            end - taken.get((part.topic, part.partition), 0) for part, end in _ends(bootstrap, STORED, None).items()
        ),
        novelty=_group_lag(bootstrap, NOVELTY_APP, CLAIMS),
        annotate=_group_lag(bootstrap, ANNOTATE_APP, ARTICLES),
    )


def _ends(bootstrap: str, topics: Iterable[Topic], group: str | None) -> dict[TopicPartition, int]:
    parts = [TopicPartition(topic.name, number) for topic in topics for number in range(topic.partitions)]
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False)
    try:
        return dict(consumer.end_offsets(parts))
    finally:
        consumer.close(autocommit=False)


def _group_lag(bootstrap: str, group: str, topic: Topic) -> int:
    ends = _ends(bootstrap, [topic], None)
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False)
    try:
        return sum(end - (consumer.committed(part) or 0) for part, end in ends.items())
    finally:
        consumer.close(autocommit=False)
