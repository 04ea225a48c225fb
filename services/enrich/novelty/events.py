"""The events of a decision: development.detected, .corroborated and .superseded, with derived ids.

An id is derived from what is said, but no wording of it, and from the event that was said before of the same
development in the same relation (`previous`). So the same decisions made again are the same events, which the log
drops; and where decisions come out otherwise than before a crash, all that follow are new to the log, in their order.

`time` is the event time: the day of what happened for detected, the publication for a report and for what supersedes.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from schemas import ids
from schemas.developments import (
    DevelopmentCorroborated,
    DevelopmentDetected,
    DevelopmentReport,
    DevelopmentSuperseded,
    SupersedeReason,
)
from schemas.envelope import Event
from services.enrich.novelty.development import development
from services.enrich.novelty.observation import Observation, midnight
from services.enrich.novelty.standing import Part

SOURCE = "/wirewatch/novelty"


def detected(name: str, part: Part, previous: str | None) -> Event:
    """The development stands, as this part says."""
    key = part.leader.made.relation.key
    event_id = ids.derive("development.detected", name, key, previous, _said(part))
    return _event("development.detected", name, event_id, midnight(part.leader.day), development(name, part))


def changed(name: str, before: Part, after: Part, previous: str | None) -> list[Event]:
    """A development that stood stands otherwise: further reports where only they are new, else all of it again."""
    old, new = development(name, before), development(name, after)
    known = {report.article_id for report in old.reports}
    further = [report for report in new.reports if report.article_id not in known]
    kept = tuple(report for report in new.reports if report.article_id in known)
    counted = replace(old, independent_reports=new.independent_reports, confidence=new.confidence)
    if not further or replace(new, reports=kept) != counted:
        return [detected(name, after, previous)]
    times = {report.made.report.article_id: _told_at(report) for report in after.reports}
    events: list[Event] = []
    for report in further:
        events.append(_corroborated(new, report, times[report.article_id], events[-1].id if events else previous))
    return events


def superseded(name: str, part: Part, after: Mapping[str, Part], cause: Observation, previous: str | None) -> Event:
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
    event_id = ids.derive("development.superseded", name, data.relation.key, previous, cause.key)
    return _event("development.superseded", name, event_id, _told_at(cause), data)


def _corroborated(new: DevelopmentDetected, report: DevelopmentReport, time: datetime, previous: str | None) -> Event:
    name, relation = new.development_id, new.relation
    data = DevelopmentCorroborated(
        development_id=name,
        relation=relation,
        report=report,
        independent_reports=new.independent_reports,
        confidence=new.confidence,
    )
    parts = (name, relation.key, previous, report.article_id, report.claim_id)
    return _event("development.corroborated", name, ids.derive("development.corroborated", *parts), time, data)


def _event(
    event_type: str,
    name: str,
    event_id: str,
    time: datetime,
    data: DevelopmentDetected | DevelopmentCorroborated | DevelopmentSuperseded,
) -> Event:
    return Event(id=event_id, source=SOURCE, type=event_type, subject=name, time=time, data=data)


def _said(part: Part) -> str:
    """Digest of the claims that tell and report it, and of what each novelty measures; of no wording."""
    said = [part.leader.key, *(report.key for report in part.reports)]
    for each in part.novelties:
        measured = (each.basis, each.kind, each.level, each.since, each.reach_days, each.prior_count, each.last_prior)
        said += [str(measured), *(prior.claim_id for prior in each.priors)]
    return blake2b("\n".join(said).encode(), digest_size=16).hexdigest()


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
