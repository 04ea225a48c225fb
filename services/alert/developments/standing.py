"""A development as it stands: its parts so far, one for each relation of its event, folded from the log in its order.

The fold is the one of schemas.developments: the last detected of each relation, less the superseded. A corroboration is
added to the part of its relation. A corroboration of a part that is not there is left out.
"""

from dataclasses import dataclass, replace
from typing import Any

from schemas.developments import (
    DevelopmentCorroborated,
    DevelopmentDetected,
    DevelopmentReport,
    DevelopmentSuperseded,
    Novelty,
)

MOST_REPORTS = 50
"""Reports kept of a part; the count goes on. A message shows fewer, and SQL has them all."""

Change = DevelopmentDetected | DevelopmentCorroborated | DevelopmentSuperseded


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """position: of the last event folded in. superseded: why the last part fell, once none stands."""

    development_id: str
    position: int
    parts: tuple[DevelopmentDetected, ...] = ()
    superseded: DevelopmentSuperseded | None = None


def fold(standing: Standing | None, change: Change, position: int) -> Standing:
    """The standing after one more event of the development."""
    before = standing or Standing(development_id=change.development_id, position=position)
    others = [part for part in before.parts if part.relation.key != change.relation.key]
    same = next((part for part in before.parts if part.relation.key == change.relation.key), None)
    part = _part(same, change)
    parts = tuple(sorted([*others, *([part] if part else [])], key=lambda each: each.relation.key))
    superseded = change if isinstance(change, DevelopmentSuperseded) and not parts else None
    if not parts and superseded is None:
        superseded = before.superseded
    return replace(before, position=position, parts=parts, superseded=superseded)


def whole(standing: Standing) -> DevelopmentDetected | None:
    """The parts put together, told by the principal one (else the first): None where no part stands.

    Novelties, reports, languages and tags are those of all parts, each once; counts and confidence are the greatest.
    """
    if not standing.parts:
        return None
    parts = sorted(standing.parts, key=lambda part: (not part.relation.principal, part.relation.key))
    reports = _reports(parts)
    return replace(
        parts[0],
        parties=_union([part.parties for part in parts]),
        actors=tuple({actor.id: actor for part in reversed(parts) for actor in reversed(part.actors)}.values())[::-1],
        confidence=max(part.confidence for part in parts),
        novelties=_novelties(parts),
        reports=reports,
        independent_reports=max(part.independent_reports for part in parts),
        languages=_union([part.languages for part in parts]),
        tags=_union([part.tags for part in parts]),
    )


def _part(same: DevelopmentDetected | None, change: Change) -> DevelopmentDetected | None:
    if isinstance(change, DevelopmentDetected):
        return replace(change, reports=change.reports[:MOST_REPORTS])
    if isinstance(change, DevelopmentSuperseded) or same is None:
        return None
    known = {report.article_id for report in same.reports}
    more = () if change.report.article_id in known or len(known) >= MOST_REPORTS else (change.report,)
    return replace(
        same,
        reports=(*same.reports, *more),
        independent_reports=change.independent_reports,
        confidence=change.confidence,
    )


def _reports(parts: list[DevelopmentDetected]) -> tuple[DevelopmentReport, ...]:
    by_article: dict[str, DevelopmentReport] = {}
    for part in parts:
        for report in part.reports:
            by_article.setdefault(report.article_id, report)
    return tuple(by_article.values())


def _novelties(parts: list[DevelopmentDetected]) -> tuple[Novelty, ...]:
    return _union([part.novelties for part in parts])


def _union(lists: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Each item once, where it first stands."""
    return tuple(dict.fromkeys(item for each in lists for item in each))
