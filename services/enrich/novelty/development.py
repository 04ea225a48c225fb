"""A part that stands, as the development that the log keeps: with its reports, their independence, its summary."""

from schemas.developments import DevelopmentDetected, DevelopmentReport
from services.enrich.novelty.confidence import combined
from services.enrich.novelty.observation import Observation, published
from services.enrich.novelty.relations import parties
from services.enrich.novelty.sources import groups, told
from services.enrich.novelty.standing import Part
from services.enrich.novelty.summary import summary


def development(name: str, part: Part) -> DevelopmentDetected:
    """The data of development.detected. Its words are those of the leader; reports come by (published, article)."""
    made = part.leader.made
    claim = made.claim
    independent = [members[0] for members in groups(part.reports)]
    keys = {report.key for report in independent}
    return DevelopmentDetected(
        development_id=name,
        relation=made.relation,
        summary=summary(made, part.novelties),
        parties=parties(made),
        type=claim.type,
        mode=claim.mode,
        joint=claim.joint,
        sources=claim.sources,
        targets=claim.targets,
        actors=made.actors,
        place=made.place,
        time=claim.time,
        status=claim.status,
        attributed_to=claim.attributed_to,
        confidence=combined(report.made.claim.confidence for report in independent),
        novelties=part.novelties,
        reports=tuple(_report(each, independent=each.key in keys) for each in sorted(part.reports, key=told)),
        independent_reports=len(independent),
        languages=() if made.report.language is None else (made.report.language,),
        tags=made.report.tags,
    )


def _report(report: Observation, *, independent: bool) -> DevelopmentReport:
    made = report.made
    return DevelopmentReport(
        article_id=made.report.article_id,
        claim_id=made.claim.id,
        publisher=made.report.publisher,
        url=made.report.url,
        title=made.report.title,
        published_at=published(made),
        independent=independent,
        evidence=made.claim.evidence.text,
    )
