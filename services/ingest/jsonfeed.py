"""JSON Feed 1.1 (jsonfeed.org/version/1.1), which feedparser 6 does not read."""

from typing import Any

import msgspec

from services.ingest import urls
from services.ingest.dates import stamp
from services.ingest.entries import Document, Entry, Markup, document, entry


class NotAJsonFeed(ValueError):
    """The body is JSON, or nearly, but no JSON Feed; the text says why."""


def read(body: bytes, url: str | None) -> Document:
    """The document of a JSON Feed. Raises NotAJsonFeed."""
    try:
        feed = msgspec.json.decode(body.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotAJsonFeed(f"the body looks like JSON and is none: {error}") from None
    if not isinstance(feed, dict) or "jsonfeed.org/version/" not in str(feed.get("version")):
        raise NotAJsonFeed("the body is JSON without the version of a JSON Feed")
    items = feed.get("items")
    if not isinstance(items, list):
        raise NotAJsonFeed("the JSON Feed has no list of items")
    rows = [(number, item) for number, item in enumerate(items) if isinstance(item, dict)]
    return document(
        [_entry(number, item, feed, url) for number, item in rows],
        title=_text(feed, "title"),
        fault=f"{len(items) - len(rows)} items are no objects" if len(rows) < len(items) else None,
    )


def _entry(number: int, item: dict[str, Any], feed: dict[str, Any], url: str | None) -> Entry:
    html = _text(item, "content_html")
    return entry(
        number=number,
        guid=_text(item, "id"),
        url=urls.absolute(_text(item, "url") or _text(item, "external_url"), url),
        title=Markup(value=_text(item, "title") or ""),
        summary=Markup(value=_text(item, "summary") or ""),
        content=Markup(value=html or _text(item, "content_text") or "", is_html=html is not None),
        authors=_authors(item) or _authors(feed),
        language=_text(item, "language") or _text(feed, "language"),
        published=stamp(_text(item, "date_published"), None),
        updated=stamp(_text(item, "date_modified"), None),
    )


def _authors(found: dict[str, Any]) -> tuple[str, ...]:
    people = found.get("authors") if isinstance(found.get("authors"), list) else [found.get("author")]
    names = [_text(person, "name") for person in people or () if isinstance(person, dict)]
    return tuple(name for name in names if name)


def _text(found: dict[str, Any], name: str) -> str | None:
    value = found.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # ids are often numbers, against the specification
    return value if isinstance(value, str) and value.strip() else None
