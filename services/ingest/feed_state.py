"""What we know of a feed between two polls. Saved in Postgres, changed only by decide."""

from dataclasses import dataclass, field
from datetime import datetime

from schemas import ids
from schemas.feeds import FeedFailureReason
from services.ingest import publishers, urls
from services.ingest.answers import Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as the operator listed it."""

    url: str
    tags: tuple[str, ...] = ()

    @property
    def feed_id(self) -> str:
        """The id that it keeps when it moves."""
        return ids.feed_id(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A spell of failures: since when, how many, their summed weight, and the reasons met in their order."""

    since: datetime
    failures: int
    score: float
    reasons: tuple[FeedFailureReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A permanent redirect that was seen so many times in a row."""

    to: str
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """A feed and what polls taught us. url: as configured; poll_url: where it is polled now.

    wish_seconds: the interval that its last document asked for. body_sha256: of the last body that parsed as a feed.
    """

    url: str
    poll_url: str
    tags: tuple[str, ...] = ()
    title: str | None = None
    added_at: datetime
    next_at: datetime
    validators: Validators = field(default_factory=Validators)
    body_sha256: str | None = None
    wish_seconds: float | None = None
    last_ok_at: datetime | None = None
    trouble: Trouble | None = None
    move: Move | None = None
    gone_at: datetime | None = None

    @property
    def feed_id(self) -> str:
        """The id of the feed: of its URL as configured."""
        return ids.feed_id(self.url)

    @property
    def host(self) -> str:
        """The unit of politeness: see `host_of`."""
        return host_of(self.poll_url)

    @property
    def good_until(self) -> str:
        """The last good poll, or the feed's beginning: names the spell of trouble that follows it in derived ids."""
        return (self.last_ok_at or self.added_at).isoformat()


def host_of(url: str) -> str:
    """Whose patience a poll of this URL costs: the registrable domain, or the address. Lower case."""
    host = urls.host(url)
    return publishers.registrable_domain(host) if host else "unknown"


def new(feed: Feed, now: datetime) -> FeedState:
    """A feed that was never polled: due at once."""
    return FeedState(url=feed.url, poll_url=feed.url, tags=feed.tags, added_at=now, next_at=now)
