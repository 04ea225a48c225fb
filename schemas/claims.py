"""A claim: one article's report of one event. And claim.made: the claim as one relation sees it."""

from dataclasses import dataclass
from typing import Literal

from schemas.articles import Copy
from schemas.feeds import Timestamp

ClaimType = Literal[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]
"""The sixteen root types of PLOVER (Political Language Ontology for Verifiable Event Records)."""

UNLISTED = "unlisted:"
"""What the id of an actor begins with that no table lists: it is known by its words alone, and only in its article."""
Field = Literal["title", "text"]
Status = Literal["actual", "claimed", "denied", "planned", "hypothetical", "historical", "negated"]
StatedKind = Literal["first", "since", "record", "resumed"]
Strength = Literal["said", "claims", "denies", "admits", "believes"]
"""How a source stands to what it tells: neutral, with a stake in it, against it, against itself, unsure of it."""
Precision = Literal["day", "month", "year"]
ActorKind = Literal["state", "armed_group", "organisation", "person"]
RelationKind = Literal["joint", "dyad", "territory", "alone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRef:
    """A state, armed group, organisation or person.

    id: stable id ("RUS", "IS"); country: ISO 3166-1 alpha-3 or None; sector: PLOVER sector or None.
    party: the country or non-state actor that it acts for; relations are kept between parties.
    """

    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    sector: str | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRef:
    """A place of the gazetteer; geonames_id and coordinates (degrees, WGS 84) are None where unresolved."""

    geonames_id: int | None
    name: str
    feature: str | None = None
    country: str | None = None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTime:
    """When the event was: ISO 8601 date as precise as known ("2017-01-18", "2017-01", "2017")."""

    value: str
    precision: Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedNovelty:
    """What the text itself says is new: the cue's words, what they cover, and the horizon ("since 1990")."""

    kind: StatedKind
    cue: str
    scope: str | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The words that show it; offsets count Unicode code points in the named field of the article."""

    field: Field
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who did what to whom, where and when, said by whom.

    sources, targets: actor ids; place: geonames_id of one of the annotation's places, or None.
    joint: the sources act together. confidence: 0 to 1.
    attributed_to: actor id of who says so, or its description ("activists"); strength: how it stands to it.
    doubt: words of the text that doubt it ("could not be verified"). disputes: ids of claims of the same article in
    which another side tells the same event otherwise; each points at the other.
    """

    id: str
    type: ClaimType
    mode: str | None = None
    joint: bool = False
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    place: int | None = None
    time: EventTime
    status: Status
    attributed_to: str | None = None
    strength: Strength | None = None
    doubt: str | None = None
    disputes: tuple[str, ...] = ()
    novelty: StatedNovelty | None = None
    evidence: Evidence
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """The pair of parties (or party and territory, or one party) whose memory a claim touches.

    key: the ids, sorted and joined by "|"; it is the Kafka key. A territory's id is "@" and its country.
    direction: "a>b" of the directed act, "joint", or None where there is only one party.
    principal: this relation also carries what the claim itself states as new.
    """

    key: str
    kind: RelationKind
    parties: tuple[str, ...]
    direction: str | None = None
    principal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The article that a claim stands in, as far as novelty needs it."""

    article_id: str
    revision: int = 1
    url: str | None = None
    publisher: str | None = None
    title: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    published_at: Timestamp | None = None
    copy_of: Copy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMade:
    """A claim as one relation sees it. `history` feeds the memory and alerts nobody."""

    claim: Claim
    relation: Relation
    actors: tuple[ActorRef, ...]
    place: PlaceRef | None = None
    report: Report
    history: bool = False
