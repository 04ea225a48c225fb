"""An article as ingest publishes it: what was found in a feed, and what changed later."""

from dataclasses import dataclass
from typing import Literal

from schemas.feeds import Timestamp

DateFlag = Literal["missing", "unparsable", "no_zone", "future", "too_old"]
ChangedField = Literal["title", "summary", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The article that this one copies (wire text): containment of shingles, 0 to 1."""

    article_id: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One revision of an article. Title, summary and text are plain text; html is sanitised.

    text: the content where the feed carries it, else the summary.
    publisher: registrable domain of the article's page, else of its feed: the unit of independence.
    published_at: published, else updated, else first seen; `date_flags` says what was wrong with it.
    tags: categories that the operator gave the feed.
    """

    article_id: str
    revision: int
    feed_id: str
    feed_url: str
    feed_title: str | None = None
    publisher: str
    tags: tuple[str, ...] = ()
    url: str | None = None
    guid: str | None = None
    title: str
    summary: str
    text: str
    html: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    published_at: Timestamp
    published_raw: str | None = None
    date_flags: tuple[DateFlag, ...] = ()
    first_seen_at: Timestamp
    content_hash: str
    copy_of: Copy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFound(Article):
    """An article that the feed's earlier answers did not hold (revision 1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRevised(Article):
    """A known article whose normalised title, summary or text changed (revision 2, 3 ...)."""

    changed: tuple[ChangedField, ...]
