"""A development: claims that are new, why they are, and who reports them.

A development is told in parts, one for each relation of its event; the parts share its id. `fold` in
services.enrich.novelty puts them together: the last detected of each (development, relation), less the superseded.
"""

from dataclasses import dataclass
from typing import Literal

from schemas.claims import ActorRef, ClaimType, EventTime, PlaceRef, Relation, Status

Basis = Literal["stated", "observed"]
NoveltyKind = Literal["first", "since", "record", "resumed", "shift"]
Level = Literal["relation", "direction", "type", "mode", "country", "admin1"]
SupersedeReason = Literal["earlier_event_known", "gap_closed", "became_history"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """An earlier claim that the novelty is measured against. time: ISO 8601 date."""

    claim_id: str
    type: ClaimType
    time: str
    mode: str | None = None
    article_id: str | None = None
    url: str | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelty:
    """One way in which the event is new.

    basis: the text says so (stated), or our memory does (observed). level: widest level that is new; None if stated.
    scope: what is new, in words. since: horizon ("1990", "2015-11-24") before which it had happened.
    reach_days: how far back the memory of the relation reaches, at least. prior_count: days, at least, on which
    it had happened before. last_prior: ISO date of the last of them. priors: the claims that make a shift a turn.
    """

    basis: Basis
    kind: NoveltyKind
    level: Level | None = None
    scope: str
    since: str | None = None
    cue: str | None = None
    reach_days: int | None = None
    prior_count: int | None = None
    last_prior: str | None = None
    priors: tuple[Prior, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentReport:
    """An article that carries the development; independent unless it copies another or shares its publisher."""

    article_id: str
    claim_id: str
    publisher: str | None = None
    url: str | None = None
    title: str | None = None
    published_at: str | None = None
    independent: bool
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentDetected:
    """What is new, as one relation of the event sees it. sources and targets are actor ids, explained in actors."""

    development_id: str
    relation: Relation
    summary: str
    parties: tuple[str, ...]
    type: ClaimType
    mode: str | None = None
    joint: bool
    sources: tuple[str, ...]
    targets: tuple[str, ...] = ()
    actors: tuple[ActorRef, ...]
    place: PlaceRef | None = None
    time: EventTime
    status: Status
    attributed_to: str | None = None
    confidence: float
    novelties: tuple[Novelty, ...]
    reports: tuple[DevelopmentReport, ...]
    independent_reports: int
    languages: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentCorroborated:
    """A further report of a development already known; the counts and confidence are those after it."""

    development_id: str
    relation: Relation
    report: DevelopmentReport
    independent_reports: int
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentSuperseded:
    """A relation no longer holds the development new: why, because of which claim, and what stands instead."""

    development_id: str
    relation: Relation
    reason: SupersedeReason
    detail: str
    superseded_by: str | None = None
    claim_id: str
    article_id: str
