"""Long articles put together from the sample wire: the same in every run, no two alike."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from benchmarks.annotate_speed.texts import wire
from schemas import ids
from schemas.articles import ArticleFound
from schemas.envelope import Event

_SEED = 23
_START = datetime(2017, 1, 18, 12, tzinfo=UTC)


def articles(count: int, characters: int) -> Iterator[Event]:
    """So many articles, each of that length."""
    samples, chance = wire(), random.Random(_SEED)  # noqa: S311 - no secret
    for number in range(count):
        parts: list[str] = []
        while sum(map(len, parts)) + 2 * len(parts) < characters:
            parts.append(chance.choice(samples))
        yield _found(number, "\n\n".join(parts)[:characters])


def _found(number: int, text: str) -> Event:
    url, at = f"https://backlog.example/{number}", _START + timedelta(seconds=number)
    data = ArticleFound(
        article_id=ids.article_id(url),
        revision=1,
        feed_id="backlog",
        feed_url="https://backlog.example/feed",
        publisher="backlog.example",
        url=url,
        title=f"Long read, number {number}",
        summary="",
        text=text,
        published_at=at,
        first_seen_at=at,
        content_hash=str(number),
    )
    event_id = ids.derive("article.found", data.article_id)
    return Event(
        id=event_id, source="/wirewatch/ingest", type="article.found", subject=data.article_id, time=at, data=data
    )
