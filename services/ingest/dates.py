"""When an entry was published: as its feed says, where that can be true; else when we first saw it, and flagged."""

import re
import time
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from schemas.articles import DateFlag
from services.ingest.text import one_line

FUTURE = timedelta(minutes=15)
"""How far ahead of us a feed's clock may be."""
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
_ZONE = re.compile(r"(?:[+-]\d{2}:?\d{2}|\b(?:Z|UTC?|GMT|[ECMP][SD]T))\s*(?:\(.*\))?$|\dZ$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A date as an entry carries it. at: the moment it means, or None; no_zone: it names no zone (UTC is taken)."""

    raw: str
    at: datetime | None
    no_zone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The date of an article, what the feed said, and what was wrong with it."""

    at: datetime
    raw: str | None
    flags: tuple[DateFlag, ...]


def stamp(raw: str | None, parsed: time.struct_time | None) -> Stamp | None:
    """The date that a feed wrote as `raw`; parsed: feedparser's reading (UTC), for forms that neither standard has.

    ISO 8601 and RFC 5322 are read here, because feedparser does not tell a missing zone from UTC.
    """
    text = one_line((raw or "")[:400])[:200]
    if not text:
        return None
    at = _iso(text) or _rfc5322(text) or _struct(parsed)
    no_zone = at is not None and _ZONE.search(text) is None
    return Stamp(raw=text, at=at.replace(tzinfo=UTC) if at and at.tzinfo is None else at, no_zone=no_zone)


def settle(published: Stamp | None, updated: Stamp | None, first_seen: datetime) -> Published:
    """The article's date: published, else updated, else first seen; one that cannot be true gives way to first seen."""
    given = published if published and published.at else updated
    if given is None or given.at is None:
        said = published or updated
        return Published(at=first_seen, raw=said.raw if said else None, flags=("unparsable",) if said else ("missing",))
    flags: list[DateFlag] = ["no_zone"] if given.no_zone else []
    at = given.at
    if at > first_seen + FUTURE:
        at, flags = first_seen, [*flags, "future"]
    elif at < OLDEST:
        at, flags = first_seen, [*flags, "too_old"]
    return Published(at=at.astimezone(UTC), raw=given.raw, flags=tuple(flags))


def _iso(text: str) -> datetime | None:
    try:
        return _in_range(datetime.fromisoformat(text))
    except ValueError:
        return None


def _rfc5322(text: str) -> datetime | None:
    try:
        return _in_range(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _struct(parsed: time.struct_time | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _in_range(at: datetime) -> datetime | None:
    """None at the ends of the calendar, where a change of zone would overflow."""
    return at if 2 <= at.year <= 9998 else None
