"""Derived ids: UUIDv5 of what a thing is about: the same input gives the same ids however often it is replayed."""

from uuid import UUID, uuid5

NAMESPACE = UUID("6ff18ba9-9c43-5a8c-9bd5-6a9d6f0b3a55")
"""The root of every id of ours. A constant for ever: another value is another log."""

_SEPARATOR = "\x1f"


def derive(kind: str, *parts: object) -> str:
    """The id of the thing of this kind that these parts identify, in their order.

    Parts are joined by a unit separator, so that ("a", "bc") and ("ab", "c") differ; a None is not an empty string.
    """
    name = _SEPARATOR.join([kind, *("\x00" if part is None else str(part) for part in parts)])
    return str(uuid5(NAMESPACE, name.encode("utf-8", "surrogatepass").hex()))


def feed_id(url: str) -> str:
    """A feed is its URL as first configured; a move changes the URL that is polled, not the id."""
    return derive("feed", url)


def article_id(canonical_url: str) -> str:
    """An article is its canonical URL: the same page in two feeds is one article with two sightings."""
    return derive("article", canonical_url)


def article_id_without_url(feed: str, identity: str) -> str:
    """An entry without a link is known by its feed and its guid, or by the hash of its title and content."""
    return derive("article", feed, identity)


def claim_id(article: str, revision: int, field: str, start: int, end: int, claim_type: str, number: int) -> str:
    """A claim is its evidence span in one revision of an article, its type, and its number within that span."""
    return derive("claim", article, revision, field, start, end, claim_type, number)


def development_id(claim_type: str, parties: tuple[str, ...], day: str, country: str | None) -> str:
    """A development is its event: what, between whom (sorted), on which day, in which country."""
    return derive("development", claim_type, *sorted(parties), day, country)


def alert_id(development: str, subscription: str) -> str:
    """One alert at most for a development and a subscription; it is the webhook-id of every attempt."""
    return derive("alert", development, subscription)
