"""The events of a decision: development.detected, .corroborated and .superseded, with derived ids.

Each id holds what is said, not how it is worded: the same decision made again is the same event. `time` is the event
time: the day of what happened for detected, the publication for a further report and for what supersedes.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from schemas import ids
from schemas.developments import (
    DevelopmentCorroborated,
    DevelopmentDetected,
    DevelopmentSuperseded,
    SupersedeReason,
)
from schemas.envelope import Event
from services.enrich.novelty.development import development
from services.enrich.novelty.observation import Observation, midnight
from services.enrich.novelty.standing import Part

SOURCE = "/wirewatch/novelty"


def detected(name: str, part: Part) -> Event:
    """The development stands, as this part says."""
    return _event(
        "development.detected", name, _detected_id(name, part), midnight(part.leader.day), development(name, part)
    )


def changed(name: str, before: Part, after: Part) -> list[Event]:
    """A development that stood stands otherwise: further reports where only they are new, else all of it again."""
    old, new = development(name, before), development(name, after)
    known = {report.article_id: report for report in old.reports}
    further = [report for report in new.reports if report.article_id not in known]
    kept = tuple(report for report in new.reports if report.article_id in known)
    counted = replace(old, independent_reports=new.independent_reports, confidence=new.confidence)
    if not further or replace(new, reports=kept) != counted:
        return [detected(name, after)]
    times = {report.made.report.article_id: _told_at(report) for report in after.reports}
    return [
        _event(
            "development.corroborated",
            name,
            ids.derive("development.corroborated", name, new.relation.key, report.article_id, report.claim_id),
            times[report.article_id],
            DevelopmentCorroborated(
                development_id=name,
                relation=new.relation,
                report=report,
                independent_reports=new.independent_reports,
                confidence=new.confidence,
            ),
        )
        for report in further
    ]


def superseded(name: str, part: Part, after: Mapping[str, Part], cause: Observation) -> Event:
    """The development no longer stands, because of the claim; `after` is what stands now."""
    reason = _reason(part, cause)
    data = DevelopmentSuperseded(
        development_id=name,
        relation=part.leader.made.relation,
        reason=reason,
        detail=_detail(reason, part, cause),
        superseded_by=_told_by(cause, after),
        claim_id=cause.made.claim.id,
        article_id=cause.made.report.article_id,
    )
    event_id = ids.derive("development.superseded", name, data.relation.key, _detected_id(name, part))
    return _event("development.superseded", name, event_id, _told_at(cause), data)


def _event(
    event_type: str,
    name: str,
    event_id: str,
    time: datetime,
    data: DevelopmentDetected | DevelopmentCorroborated | DevelopmentSuperseded,
) -> Event:
    return Event(id=event_id, source=SOURCE, type=event_type, subject=name, time=time, data=data)


def _detected_id(name: str, part: Part) -> str:
    """Derived from the claims that tell and report it, and from what each novelty measures; not from any wording."""
    said = [part.leader.key, *(report.key for report in part.reports)]
    for each in part.novelties:
        measured = (each.basis, each.kind, each.level, each.since, each.reach_days, each.prior_count, each.last_prior)
        said += [str(measured), *(prior.claim_id for prior in each.priors)]
    digest = blake2b("\n".join(said).encode(), digest_size=16).hexdigest()
    return ids.derive("development.detected", name, part.leader.made.relation.key, digest)


def _told_at(claim: Observation) -> datetime:
    return claim.made.report.published_at or midnight(claim.day)


def _reason(part: Part, cause: Observation) -> SupersedeReason:
    if cause.role == "history" and cause.day == part.leader.day:
        return "became_history"
    gaps = [each.since for each in part.novelties if each.kind == "since" and each.basis == "observed"]
    if any(since is not None and since < cause.iso_day < part.leader.iso_day for since in gaps):
        return "gap_closed"
    return "earlier_event_known"


def _detail(reason: SupersedeReason, part: Part, cause: Observation) -> str:
    day, claim = part.leader.iso_day, cause.made.claim.id
    if reason == "became_history":
        return f"History that was loaded tells of {day} already (claim {claim})."
    if reason == "gap_closed":
        return f"An act of {cause.iso_day} is known now (claim {claim}): the silence before {day} was not so long."
    if cause.day < part.leader.day:
        return f"An act of {cause.iso_day} is known now (claim {claim}): what happened on {day} was not the first."
    return f"A claim of the same day tells the event otherwise (claim {claim}): its own development stands instead."


def _told_by(cause: Observation, after: Mapping[str, Part]) -> str | None:
    """The development that the claim tells or reports, or None."""
    for name, part in sorted(after.items()):
        if cause.key in {one.key for one in (part.leader, *part.reports)}:
            return name
    return None
