"""What happens to a feed: events keyed by feed id. `run` ids tell one spell of trouble from the next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta

Timestamp = Annotated[datetime, Meta(tz=True)]

FeedFailureReason = Literal[
    "dns",
    "connect",
    "tls",
    "timeout",
    "too_large",
    "decompression",
    "encoding",
    "redirects",
    "address_refused",
    "http_client_error",
    "http_server_error",
    "rate_limited",
    "unauthorized",
    "not_found",
    "not_a_feed",
    "empty",
    "not_well_formed",
    "parser_timeout",
    "parser_memory",
    "parser_crash",
    "protocol",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFailed:
    """A feed began to fail: the first failure of a spell, or a new reason within it."""

    feed_id: str
    url: str
    reason: FeedFailureReason
    detail: str
    http_status: int | None = None
    failures: int
    next_poll_at: Timestamp


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRecovered:
    """A failing feed gave a good answer again, after `failures` bad ones."""

    feed_id: str
    url: str
    failures: int
    failing_since: Timestamp


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMoved:
    """A feed is polled at another URL from now on: permanent redirects, confirmed."""

    feed_id: str
    url: str
    new_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedGone:
    """A feed said 410 Gone: it is polled no more."""

    feed_id: str
    url: str
