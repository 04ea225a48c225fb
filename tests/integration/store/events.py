"""Events for the tests of the store: small, valid, as many as wanted."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from schemas import ids, topics
from schemas.articles import ArticleFound, ArticleRevised
from schemas.codec import decode_structured, encode_binary
from schemas.envelope import Event
from services.runtime import kafka

NOW = datetime(2025, 11, 22, 12, 0, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[3] / "schemas" / "examples"


def example(event_type: str) -> Event:
    """The example of this event type that schemas publishes."""
    return decode_structured((EXAMPLES / f"{event_type}.v1.json").read_bytes())


def found(name: str, *, title: str = "A headline", text: str = "Some words.") -> Event:
    """article.found of an article that is all its name."""
    article = ids.article_id(f"https://news.example/{name}")
    data = ArticleFound(
        article_id=article,
        revision=1,
        feed_id=ids.feed_id("https://news.example/feed"),
        feed_url="https://news.example/feed",
        publisher="news.example",
        url=f"https://news.example/{name}",
        title=title,
        summary="",
        text=text,
        published_at=NOW,
        first_seen_at=NOW,
        content_hash="0" * 64,
    )
    return _event("article.found", article, ids.derive("article.found", article), data)


def revised(name: str, revision: int, *, title: str) -> Event:
    """article.revised of the same article."""
    before = found(name).data
    data = ArticleRevised(
        article_id=before.article_id,
        revision=revision,
        feed_id=before.feed_id,
        feed_url=before.feed_url,
        publisher=before.publisher,
        url=before.url,
        title=title,
        summary="",
        text="Other words.",
        published_at=NOW + timedelta(hours=revision),
        first_seen_at=NOW,
        content_hash="1" * 64,
        changed=("title",),
    )
    key = ids.derive("article.revised", before.article_id, revision)
    return _event("article.revised", before.article_id, key, data)


def articles(prefix: str, count: int) -> list[Event]:
    """So many found articles, each of its own."""
    return [found(f"{prefix}-{number}") for number in range(count)]


def publish(bootstrap: str, events: Sequence[Event]) -> None:
    """Publish events to their topics, and return when the brokers have them."""
    producer = kafka.producer(bootstrap)
    publisher = kafka.Publisher(producer)
    for event in events:
        publisher.publish(topics.BY_EVENT[event.type], event.subject, event)
    publisher.flush_all()
    publisher.close()


def send(bootstrap: str, topic: str, event: Event | None, value: bytes | None = None) -> tuple[int, int]:
    """Send one message as it is; its partition and offset."""
    encoded, headers = encode_binary(event) if event else (value, [])
    producer = kafka.producer(bootstrap)
    sent = producer.send(topic, value=encoded, headers=headers).get(30)
    producer.close()
    return sent.partition, sent.offset


def _event(event_type: str, subject: str, event_id: str, data: object) -> Event:
    return Event(id=event_id, source="/wirewatch/ingest", type=event_type, subject=subject, time=NOW, data=data)
