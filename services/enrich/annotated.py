"""The events of an annotation: article.annotated, and claim.made for each relation that each claim touches."""

from collections.abc import Iterable
from datetime import datetime

from schemas import ids
from schemas.annotations import ArticleAnnotated
from schemas.claims import ClaimMade
from schemas.envelope import Event

SOURCE = "/wirewatch/annotate"


def annotated(annotation: ArticleAnnotated, time: datetime) -> Event:
    """The event of an annotation. Its id derives from article, revision and annotator: a replay gives the same."""
    ident = ids.derive("article.annotated", annotation.article_id, annotation.revision, annotation.annotator)
    return Event(
        id=ident, source=SOURCE, type="article.annotated", subject=annotation.article_id, time=time, data=annotation
    )


def made(claims: Iterable[ClaimMade], time: datetime) -> list[Event]:
    """One event for each claim as each relation sees it."""
    return [
        Event(
            id=ids.derive("claim.made", claim.claim.id, claim.relation.key, claim.history),
            source=SOURCE,
            type="claim.made",
            subject=claim.report.article_id,
            time=time,
            data=claim,
        )
        for claim in claims
    ]
