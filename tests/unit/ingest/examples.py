"""Entries, answers and feeds for the tests of ingest: small, valid, each part to be chosen."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from services.ingest.answers import Answer, Read, Validators
from services.ingest.dates import Stamp
from services.ingest.entries import Entry, document
from services.ingest.feed_state import Feed, FeedState, new

NOW = datetime(2025, 11, 22, 12, 0, tzinfo=UTC)
FEED_URL = "https://news.example/feed.xml"
WIRE = (
    "The two governments signed an agreement on fishing rights in the northern strait on Tuesday after eleven months "
    "of talks that had twice been broken off over the seizure of trawlers and the arrest of their crews by patrol boats"
)


def entry(
    name: str = "a",
    *,
    number: int = 0,
    guid: str | None = "",
    url: str | None = "",
    title: str | None = None,
    summary: str = "A summary.",
    text: str | None = None,
    published: datetime | None = NOW - timedelta(hours=1),
    updated: datetime | None = None,
) -> Entry:
    """An entry that is all its name; an empty guid or url means one made of the name, None means none."""
    return Entry(
        number=number,
        guid=f"guid-{name}" if guid == "" else guid,
        url=f"https://news.example/{name}" if url == "" else url,
        title=f"Headline {name}" if title is None else title,
        summary=summary,
        text=summary if text is None else text,
        html=None,
        authors=(),
        language="en",
        published=Stamp(raw=published.isoformat(), at=published) if published else None,
        updated=Stamp(raw=updated.isoformat(), at=updated) if updated else None,
    )


def state(url: str = FEED_URL) -> FeedState:
    """A feed that was never polled."""
    return new(Feed(url=url, tags=("world",)), NOW - timedelta(days=1))


def answer(
    *,
    status: int = 200,
    body: bytes = b"<rss/>",
    etag: str | None = None,
    url: str = FEED_URL,
    moved_to: str | None = None,
    **headers: str,
) -> Answer:
    """An HTTP answer; header names with underscores for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(url=url, status=status, moved_to=moved_to, headers=named, validators=Validators(etag=etag), body=body)


def read(entries: Sequence[Entry], *, body: bytes = b"<rss/>", moved_to: str | None = None) -> Read:
    """A document of these entries, as it was answered."""
    return Read(
        answer=answer(body=body, moved_to=moved_to),
        body_sha256=sha256(body).hexdigest(),
        document=document(entries, title="News"),
    )
