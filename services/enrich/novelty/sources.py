"""Independence: which of an event's reports count. Copies of one text count once, reports of one publisher too."""

from collections.abc import Sequence

from services.enrich.novelty.observation import Observation, published


def groups(reports: Sequence[Observation]) -> list[list[Observation]]:
    """The reports put together that depend on one another: one publisher, one copying the other, both copying a third.

    In: at most one report of an article. Out: each group and the groups by (published, article), whatever the order in.
    """
    found: list[tuple[set[str], list[Observation]]] = []
    for report in sorted(reports, key=told):
        marks, members = _marks(report), [report]
        for group in [group for group in found if group[0] & marks]:
            found.remove(group)
            marks |= group[0]
            members += group[1]
        found.append((marks, members))
    return sorted((sorted(members, key=told) for _, members in found), key=lambda members: told(members[0]))


def told(report: Observation) -> tuple[str, str]:
    """When and where it was told: (published, article id); what has no date comes last."""
    return published(report.made) or "~", report.made.report.article_id


def _marks(report: Observation) -> set[str]:
    """What makes two reports depend on one another when both have it."""
    made = report.made.report
    marks = {f"article {made.article_id}"}
    if made.copy_of is not None:
        marks.add(f"article {made.copy_of.article_id}")
    if made.publisher:
        marks.add(f"publisher {made.publisher.lower()}")
    return marks
