"""An article as ingest publishes it: the events that an entry becomes. Pure; which one it becomes is for findings."""

from datetime import datetime
from typing import Any

from schemas import ids
from schemas.articles import ArticleFound, ArticleRevised, ChangedField
from schemas.codec import encode_binary
from schemas.envelope import Event
from schemas.topics import MAX_MESSAGE_BYTES
from services.ingest import dates, publishers, urls
from services.ingest.answers import Read
from services.ingest.dates import FUTURE
from services.ingest.entries import Entry
from services.ingest.feed_state import FeedState
from services.ingest.knowledge import KnownArticle

SOURCE = "/wirewatch/ingest"
ENVELOPE_BYTES = 2_048
"""What key, headers and record framing add to an article's data in a Kafka message, at most."""


def found(entry: Entry, article: KnownArticle, state: FeedState, read: Read) -> Event:
    """The article.found of a new article. Its time is when it was published; its id derives from the article alone."""
    data = ArticleFound(**_parts(entry, article, state, read))
    return Event(
        id=ids.derive("article.found", article.article_id),
        source=SOURCE,
        type="article.found",
        subject=article.article_id,
        time=data.published_at,
        data=data,
    )


def revised(
    entry: Entry,
    article: KnownArticle,
    changed: tuple[ChangedField, ...],
    state: FeedState,
    read: Read,
    now: datetime,
) -> Event:
    """The article.revised of a known article in its new revision.

    Its time is the entry's own update where that can be true, else now. Its id names the revision and its words: a
    repeat has the same, and a second change another.
    """
    data = ArticleRevised(**_parts(entry, article, state, read), changed=changed)
    return Event(
        id=ids.derive("article.revised", article.article_id, article.revision, article.hashes.content),
        source=SOURCE,
        type="article.revised",
        subject=article.article_id,
        time=_revised_at(entry, data.published_at, now),
        data=data,
    )


def oversize(event: Event) -> str | None:
    """Why an article's event cannot be a Kafka message, as a sentence, or None."""
    size = len(encode_binary(event)[0]) + ENVELOPE_BYTES
    if size <= MAX_MESSAGE_BYTES:
        return None
    return f"the article takes {size} bytes as a message; the topic allows {MAX_MESSAGE_BYTES}"


def _revised_at(entry: Entry, published_at: datetime, now: datetime) -> datetime:
    updated = entry.updated.at if entry.updated else None
    return updated if updated is not None and published_at < updated <= now + FUTURE else now


def _parts(entry: Entry, article: KnownArticle, state: FeedState, read: Read) -> dict[str, Any]:
    url = urls.canonical(entry.url) if entry.url else None
    published = dates.settle(entry.published, entry.updated, article.first_seen_at)
    return {
        "article_id": article.article_id,
        "revision": article.revision,
        "feed_id": state.feed_id,
        "feed_url": state.url,
        "feed_title": read.document.title,
        "publisher": publishers.publisher(url, state.poll_url),
        "tags": state.tags,
        "url": url,
        "guid": entry.guid,
        "title": entry.title,
        "summary": entry.summary,
        "text": entry.text,
        "html": entry.html,
        "authors": entry.authors,
        "language": entry.language,
        "published_at": published.at,
        "published_raw": published.raw,
        "date_flags": published.flags,
        "first_seen_at": article.first_seen_at,
        "content_hash": article.hashes.content,
        "copy_of": article.copy_of,
    }
