"""Bytes to a document: feedparser's reading of RSS and Atom, ours of JSON Feed. Runs in a child process (parse.py).

A body that is not well-formed but holds entries is taken with its fault told: an operator wants the news, and a later
well-formed answer revises what was cut. Without entries it is refused.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import feedparser

from schemas.feeds import FeedFailureReason
from services.ingest import jsonfeed, text, urls
from services.ingest.dates import stamp
from services.ingest.entries import Document, Entry, Markup, document, entry

_LEADING_SPACE = re.compile(rb"^(\xef\xbb\xbf)?[ \t\r\n]+")
_LONG_SPACE = re.compile(rb"[ \t\r\n]{1000,}")
_SURROGATE = re.compile(
    rb"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]));"
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class NotADocument:
    """Why a body is no feed."""

    reason: FeedFailureReason
    detail: str


def read(body: bytes, url: str | None, content_type: str | None) -> Document | NotADocument:
    """The document in the body of an HTTP answer. url: of the answer, to resolve links. Raises nothing of its own."""
    body = _LEADING_SPACE.sub(rb"\1", body)
    if not body.strip(b"\xef\xbb\xbf"):
        return NotADocument(reason="empty", detail="the body is empty")
    if body.lstrip(b"\xef\xbb\xbf")[:1] == b"{":
        try:
            return jsonfeed.read(body, url)
        except jsonfeed.NotAJsonFeed as error:
            return NotADocument(reason="not_a_feed", detail=str(error))
    return _judged(_parsed(body, content_type), url)


def _parsed(body: bytes, content_type: str | None) -> Any:
    """feedparser's result. Runs of white space are shortened: some of its patterns take quadratic time on them.

    It is not told the URL: it would resolve guids too, and every guid would change when the feed moves. References to
    surrogates, which no XML may hold, make it fail as a whole; they become the replacement character.
    """
    return feedparser.parse(
        io.BytesIO(_SURROGATE.sub(b"&#xFFFD;", _LONG_SPACE.sub(b"\n", body))),
        response_headers={"content-type": _media_type(content_type)},
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _media_type(content_type: str | None) -> str:
    """XML in the charset that HTTP told. Said to be text/*, feedparser would take it for Latin-1 instead of looking."""
    charset = _CHARSET.search(content_type or "")
    return f"application/xml; charset={charset[1]}" if charset else "application/xml"


def _judged(result: Any, url: str | None) -> Document | NotADocument:
    fault = _fault(result)
    if not result.get("version"):
        return NotADocument(reason="not_a_feed", detail=fault or "the body has no root element of RSS, RDF or Atom")
    if fault and not result.entries:
        return NotADocument(reason="not_well_formed", detail=fault)
    return document(
        [_entry(number, item, result.feed, url) for number, item in enumerate(result.entries)],
        title=_text(result.feed, "title"),
        wish_seconds=_wish(result.feed),
        fault=fault,
    )


def _fault(result: Any) -> str | None:
    """What feedparser says of XML that is not well-formed. Its notes on charset and media type are no faults."""
    error = result.get("bozo_exception") if result.get("bozo") else None
    if error is None or isinstance(error, (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)):
        return None
    return text.cut(text.one_line(f"{type(error).__name__}: {error}"), 300)


def _entry(number: int, item: Any, feed: Any, url: str | None) -> Entry:
    return entry(
        number=number,
        guid=_text(item, "id"),
        url=urls.absolute(_link(item), url),
        title=_markup(item.get("title_detail"), _text(item, "title")),
        summary=_markup(item.get("summary_detail"), _text(item, "summary")),
        content=_content(item.get("content")),
        authors=_authors(item),
        language=_text(item, "language") or _text(feed, "language"),
        published=stamp(_text(item, "published"), dict.get(item, "published_parsed")),
        updated=stamp(_text(item, "updated"), dict.get(item, "updated_parsed")),
    )


def _link(item: Any) -> str | None:
    """The link of the article's page. A guid stands in for it only where it is a whole URL."""
    link = _text(item, "feedburner_origlink") or _text(item, "link")
    stands_in = bool(dict.get(item, "guidislink")) and link == _text(item, "id")
    return None if stands_in and not (link or "").startswith(("http://", "https://")) else link


def _markup(detail: Any, value: str | None) -> Markup:
    kind = detail.get("type") if isinstance(detail, Mapping) else None
    return Markup(value=value or "", is_html=isinstance(kind, str) and kind in {"text/html", "application/xhtml+xml"})


def _content(found: Any) -> Markup:
    """The longest of an entry's contents: Atom allows several, and the others are excerpts or media."""
    parts = [part for part in found or () if isinstance(part, Mapping) and isinstance(part.get("value"), str)]
    best = max(parts, key=lambda part: len(part["value"]), default=None)
    return Markup() if best is None else _markup(best, best["value"])


def _authors(item: Any) -> tuple[str, ...]:
    people = [person for person in item.get("authors") or () if isinstance(person, Mapping)]
    names = [_text(person, "name") or _text(person, "email") for person in people]
    return tuple(dict.fromkeys(name for name in names if name))


def _wish(feed: Any) -> float | None:
    """Seconds that a feed asks us to wait: ttl is in minutes; junk (`always`, `dayly`, 0.1) asks for nothing."""
    ttl = _number(_text(feed, "ttl")) * 60
    period = _PERIODS.get((_text(feed, "sy_updateperiod") or "").strip().lower(), 0)
    frequency = max(_number(_text(feed, "sy_updatefrequency")), 1.0)
    return max(ttl, period / frequency) or None


def _number(value: str | None) -> float:
    value = (value or "").strip()
    return float(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0.0


def _text(found: Any, name: str) -> str | None:
    # dict.get: feedparser's own get answers `updated` with `published`, and warns
    value = dict.get(found, name)
    return value if isinstance(value, str) and value.strip() else None
