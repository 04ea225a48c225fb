"""Which dataclass each version of each event type is, and how an older version becomes the newest.

A published version is never changed. A new one is added to VERSIONS, and UPCASTERS maps the data of the one before.
"""

from collections.abc import Callable
from typing import Any

from schemas import alerts, annotations, articles, claims, dead_letters, developments, feeds

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

VERSIONS: dict[tuple[str, int], type] = {
    ("feed.failed", 1): feeds.FeedFailed,
    ("feed.recovered", 1): feeds.FeedRecovered,
    ("feed.moved", 1): feeds.FeedMoved,
    ("feed.gone", 1): feeds.FeedGone,
    ("article.found", 1): articles.ArticleFound,
    ("article.revised", 1): articles.ArticleRevised,
    ("article.annotated", 1): annotations.ArticleAnnotated,
    ("claim.made", 1): claims.ClaimMade,
    ("development.detected", 1): developments.DevelopmentDetected,
    ("development.corroborated", 1): developments.DevelopmentCorroborated,
    ("development.superseded", 1): developments.DevelopmentSuperseded,
    ("alert.delivered", 1): alerts.AlertDelivered,
    ("alert.failed", 1): alerts.AlertFailed,
    ("dead_letter.written", 1): dead_letters.DeadLetterWritten,
}
"""Dataclass of each (event type, version)."""

UPCASTERS: dict[tuple[str, int], Upcaster] = {}
"""For each older (event type, version): its data in the next version's form. Pure, and total on what it allowed."""


def latest_version(event_type: str, versions: dict[tuple[str, int], type] = VERSIONS) -> int | None:
    """The newest version of an event type, or None where there is no such type."""
    return max((version for name, version in versions if name == event_type), default=None)
