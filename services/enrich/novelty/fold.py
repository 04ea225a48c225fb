"""The fold: from the events of developments to the developments that stand.

A development is told in parts, one for each relation of its event. The last detected of a part holds, with the reports
that corroborated it since; a superseded part is gone, and with its last part the development.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from schemas.developments import (
    DevelopmentCorroborated,
    DevelopmentDetected,
    DevelopmentReport,
    DevelopmentSuperseded,
    Novelty,
)
from schemas.envelope import Event

Parts = dict[tuple[str, str], DevelopmentDetected]
"""The parts that stand, by development id and relation key."""


def fold(events: Iterable[Event]) -> list[DevelopmentDetected]:
    """The developments that stand after the events, oldest first, each with its parts put together."""
    parts: Parts = {}
    for event in events:
        take(parts, event)
    return standing_of(parts)


def take(parts: Parts, event: Event) -> None:
    """Let one event change the parts. Events of other families change nothing; a repeated one changes nothing again."""
    data = event.data
    if isinstance(data, DevelopmentDetected):
        parts[data.development_id, data.relation.key] = data
    elif isinstance(data, DevelopmentSuperseded):
        parts.pop((data.development_id, data.relation.key), None)
    elif isinstance(data, DevelopmentCorroborated):
        held = parts.get((data.development_id, data.relation.key))
        if held is not None:
            parts[data.development_id, data.relation.key] = _with_report(held, data)


def standing_of(parts: Mapping[tuple[str, str], DevelopmentDetected]) -> list[DevelopmentDetected]:
    """One development per id, oldest first: its words from its principal part, its novelties and reports from all."""
    by_id: dict[str, list[DevelopmentDetected]] = {}
    for (name, _), part in sorted(parts.items()):
        by_id.setdefault(name, []).append(part)
    whole = [_merged(sorted(each, key=_principal_first)) for each in by_id.values()]
    return sorted(whole, key=lambda each: (each.time.value, each.development_id))


def _principal_first(part: DevelopmentDetected) -> tuple[bool, str]:
    return not part.relation.principal, part.relation.key


def _merged(parts: list[DevelopmentDetected]) -> DevelopmentDetected:
    novelties: dict[Novelty, None] = {}
    reports: dict[str, DevelopmentReport] = {}
    for part in parts:
        novelties |= dict.fromkeys(part.novelties)
        reports = {report.article_id: report for report in part.reports} | reports
    return replace(
        parts[0],
        novelties=tuple(novelties),
        reports=tuple(sorted(reports.values(), key=_told)),
        independent_reports=max(part.independent_reports for part in parts),
        confidence=max(part.confidence for part in parts),
    )


def _with_report(part: DevelopmentDetected, said: DevelopmentCorroborated) -> DevelopmentDetected:
    others = [report for report in part.reports if report.article_id != said.report.article_id]
    return replace(
        part,
        reports=tuple(sorted([*others, said.report], key=_told)),
        independent_reports=said.independent_reports,
        confidence=said.confidence,
    )


def _told(report: DevelopmentReport) -> tuple[str, str]:
    return report.published_at or "~", report.article_id
