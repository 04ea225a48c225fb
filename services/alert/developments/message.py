"""The body of a webhook: one CloudEvent as JSON, always under 20 kB. docs/webhooks.md is its contract.

The essentials are never left out: the summary, what is new and against which history, actors, place, time, who claims
it, one report with its evidence and link, the position. Further reports go first, then long texts are cut.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import msgspec

from schemas.claims import ActorRef, ClaimType, EventTime, PlaceRef, Status
from schemas.developments import DevelopmentDetected, DevelopmentReport, Novelty, Prior
from schemas.envelope import SPEC_VERSION

MOST_BYTES = 20_000
CONTENT_TYPE = "application/cloudevents+json"
TYPE = "wirewatch.alert"
SOURCE = "/wirewatch/alert"
LONGEST_LINK = 2_048


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who: role is "source" (acts), "target" (is acted upon), or "mentioned"."""

    id: str
    name: str
    role: Literal["source", "target", "mentioned"]
    kind: str
    country: str | None
    sector: str | None
    party: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMessage:
    """What a receiver gets as `data`. sample: sent by `wirewatch alert test`; act on none of these.

    evidence and link are those of the first report, for who reads no further; reports_total counts those left out too.
    """

    subscription: str
    sample: bool
    development_id: str
    position: int
    summary: str
    novelties: tuple[Novelty, ...]
    type: ClaimType
    mode: str | None
    joint: bool
    actors: tuple[Actor, ...]
    parties: tuple[str, ...]
    place: PlaceRef | None
    time: EventTime
    status: Status
    attributed_to: str | None
    confidence: float
    evidence: str
    link: str | None
    independent_reports: int
    reports_total: int
    reports: tuple[DevelopmentReport, ...]
    tags: tuple[str, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEvent:
    """The whole body, a CloudEvent. id: the webhook-id; subject: the development; time: when the log took it."""

    specversion: str = SPEC_VERSION
    id: str
    source: str = SOURCE
    type: str = TYPE
    subject: str
    time: datetime
    dataschema: str = f"urn:wirewatch:webhook:{TYPE}:1"
    datacontenttype: str = "application/json"
    data: AlertMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limits:
    """How much is told: bytes of UTF-8 for a text, and items for a list."""

    text: int
    reports: int
    novelties: int
    priors: int
    actors: int


_LIMITS = (
    _Limits(text=2_000, reports=20, novelties=20, priors=5, actors=30),
    _Limits(text=1_000, reports=8, novelties=12, priors=3, actors=20),
    _Limits(text=500, reports=3, novelties=8, priors=2, actors=12),
    _Limits(text=250, reports=1, novelties=6, priors=1, actors=8),
    _Limits(text=100, reports=1, novelties=4, priors=1, actors=6),
)
"""Tried in this order until the body fits."""

_encoder = msgspec.json.Encoder()


def body(
    alert_id: str,
    subscription: str,
    development: DevelopmentDetected,
    position: int,
    time: datetime,
    *,
    sample: bool = False,
) -> bytes:
    """The bytes to send. time: when the log took what made it match; position: up to which the body knows the log."""
    encoded = b""
    for limits in _LIMITS:
        told = _told(subscription, development, position, sample, limits)
        event = AlertEvent(id=alert_id, subject=development.development_id, time=time, data=told)
        encoded = _encoder.encode(event)
        if len(encoded) < MOST_BYTES:
            break
    return encoded


def _told(
    subscription: str, development: DevelopmentDetected, position: int, sample: bool, limits: _Limits
) -> AlertMessage:
    reports = tuple(_report(report, limits) for report in _best_first(development.reports)[: limits.reports])
    return AlertMessage(
        subscription=subscription,
        sample=sample,
        development_id=development.development_id,
        position=position,
        summary=cut(development.summary, limits.text),
        novelties=tuple(_novelty(each, limits) for each in development.novelties[: limits.novelties]),
        type=development.type,
        mode=_cut(development.mode, limits.text),
        joint=development.joint,
        actors=_actors(development, limits),
        parties=development.parties[: limits.actors],
        place=_place(development.place, limits),
        time=development.time,
        status=development.status,
        attributed_to=development.attributed_to,
        confidence=development.confidence,
        evidence=reports[0].evidence if reports else "",
        link=next((report.url for report in reports if report.url), None),
        independent_reports=development.independent_reports,
        reports_total=len(development.reports),
        reports=reports,
        tags=tuple(cut(tag, limits.text // 4) for tag in development.tags[: limits.actors]),
        languages=tuple(cut(language, 16) for language in development.languages[: limits.actors]),
    )


def cut(text: str, limit: int) -> str:
    """The text within so many bytes of UTF-8, with an ellipsis where it was cut; control characters become spaces."""
    printable = "".join(" " if ord(character) < 32 else character for character in text)
    encoded = printable.encode("utf-8", "replace")
    if len(encoded) <= limit:
        return encoded.decode()
    return encoded[: limit - 3].decode("utf-8", "ignore") + "…"


def _cut(text: str | None, limit: int) -> str | None:
    return None if text is None else cut(text, limit)


def _link(url: str | None) -> str | None:
    """A link that was cut leads nowhere: one that is too long is left out."""
    return url if url is not None and len(url.encode("utf-8", "replace")) <= LONGEST_LINK else None


def _best_first(reports: tuple[DevelopmentReport, ...]) -> list[DevelopmentReport]:
    """Independent reports before copies; else in the order in which they came."""
    return sorted(reports, key=lambda report: not report.independent)


def _report(report: DevelopmentReport, limits: _Limits) -> DevelopmentReport:
    return replace(
        report,
        publisher=_cut(report.publisher, limits.text),
        url=_link(report.url),
        title=_cut(report.title, limits.text),
        published_at=_cut(report.published_at, 64),
        evidence=cut(report.evidence, limits.text),
    )


def _novelty(novelty: Novelty, limits: _Limits) -> Novelty:
    return replace(
        novelty,
        scope=cut(novelty.scope, limits.text),
        since=_cut(novelty.since, 64),
        cue=_cut(novelty.cue, limits.text),
        last_prior=_cut(novelty.last_prior, 64),
        priors=tuple(_prior(prior, limits) for prior in novelty.priors[: limits.priors]),
    )


def _prior(prior: Prior, limits: _Limits) -> Prior:
    url = _link(prior.url)
    return replace(
        prior,
        time=cut(prior.time, 64),
        mode=_cut(prior.mode, limits.text),
        url=url if url is not None and len(url) <= limits.text else None,
        evidence=_cut(prior.evidence, limits.text),
    )


def _actors(development: DevelopmentDetected, limits: _Limits) -> tuple[Actor, ...]:
    """Sources, then targets, then the others, as many as may be told."""
    by_id = {actor.id: actor for actor in development.actors}
    ordered = dict.fromkeys([*development.sources, *development.targets, *by_id])
    return tuple(
        _actor(development, by_id.get(name) or ActorRef(id=name, name=name, kind="organisation"), limits)
        for name in list(ordered)[: limits.actors]
    )


def _actor(development: DevelopmentDetected, actor: ActorRef, limits: _Limits) -> Actor:
    acting: Literal["target", "mentioned"] = "target" if actor.id in development.targets else "mentioned"
    return Actor(
        id=actor.id,
        name=cut(actor.name, limits.text),
        role="source" if actor.id in development.sources else acting,
        kind=actor.kind,
        country=actor.country,
        sector=actor.sector,
        party=actor.party,
    )


def _place(place: PlaceRef | None, limits: _Limits) -> PlaceRef | None:
    if place is None:
        return None
    return replace(
        place,
        name=cut(place.name, limits.text),
        feature=_cut(place.feature, 32),
        country=_cut(place.country, 32),
        admin1=_cut(place.admin1, limits.text),
    )
