"""Developments, log events and subscriptions for the tests of alert."""

from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.claims import ActorRef, EventTime, PlaceRef, Relation
from schemas.developments import (
    DevelopmentCorroborated,
    DevelopmentDetected,
    DevelopmentReport,
    DevelopmentSuperseded,
    Novelty,
    Prior,
)
from schemas.envelope import Event
from schemas.ids import derive
from services.alert.decide import Batch, Logged
from services.alert.developments.standing import Change
from services.alert.subscriptions.subscription import Filter, SecretSource, Subscription

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - the published test vector of Standard Webhooks

JOINT = Relation(key="RUS|TUR", kind="joint", parties=("RUS", "TUR"), direction="joint", principal=True)
TERRITORY = Relation(key="@SYR|RUS", kind="territory", parties=("RUS",), direction="RUS>@SYR", principal=False)
AL_BAB = PlaceRef(geonames_id=174448, name="Al Bāb", country="SYR", admin1="Aleppo", latitude=36.37, longitude=37.52)
STATED_FIRST = Novelty(basis="stated", kind="first", scope="joint air strikes", cue="first joint air strikes")
SHIFT = Novelty(
    basis="observed",
    kind="shift",
    level="relation",
    scope="from hostile to joint",
    reach_days=412,
    priors=(Prior(claim_id="claim-1", type="ASSAULT", time="2015-11-24", mode="shootdown"),),
)


def report(number: int = 1, **changes: Any) -> DevelopmentReport:
    """The report of one article."""
    values: dict[str, Any] = {
        "article_id": f"article-{number}",
        "claim_id": f"claim-of-{number}",
        "publisher": f"paper-{number}.example",
        "url": f"https://paper-{number}.example/a",
        "title": "Joint strikes",
        "published_at": "2017-01-18T16:00:00Z",
        "independent": True,
        "evidence": "Russian and Turkish jets carried out their first joint air strikes.",
    }
    return DevelopmentReport(**values | changes)


def detected(name: str = "joint-strikes", **changes: Any) -> DevelopmentDetected:
    """The joint strikes of Russia and Turkey at Al Bāb, as their joint relation sees them."""
    values: dict[str, Any] = {
        "development_id": name,
        "relation": JOINT,
        "summary": "Russia and Turkey carry out first joint air strikes, on IS at Al Bāb, Russia says.",
        "parties": ("RUS", "TUR"),
        "type": "ASSAULT",
        "mode": "airstrike",
        "joint": True,
        "sources": ("RUS.MIL", "TUR"),
        "targets": ("IS",),
        "actors": (
            ActorRef(id="RUS.MIL", name="Russian armed forces", kind="state", country="RUS", sector="MIL", party="RUS"),
            ActorRef(id="TUR", name="Turkey", kind="state", country="TUR", party="TUR"),
            ActorRef(id="IS", name="Islamic State", kind="armed_group", party="IS"),
            ActorRef(id="RUS.GOV", name="Russian government", kind="state", country="RUS", sector="GOV", party="RUS"),
        ),
        "place": AL_BAB,
        "time": EventTime(value="2017-01-18", precision="day"),
        "status": "claimed",
        "attributed_to": "RUS.GOV",
        "confidence": 0.8,
        "novelties": (STATED_FIRST,),
        "reports": (report(),),
        "independent_reports": 1,
        "languages": ("en",),
        "tags": ("World",),
    }
    return DevelopmentDetected(**values | changes)


def corroborated(name: str = "joint-strikes", number: int = 2, **changes: Any) -> DevelopmentCorroborated:
    """A further report of the joint strikes."""
    values: dict[str, Any] = {
        "development_id": name,
        "relation": JOINT,
        "report": report(number),
        "independent_reports": number,
        "confidence": 0.9,
    }
    return DevelopmentCorroborated(**values | changes)


def superseded(name: str = "joint-strikes", relation: Relation = JOINT) -> DevelopmentSuperseded:
    """An earlier strike came to light."""
    return DevelopmentSuperseded(
        development_id=name,
        relation=relation,
        reason="earlier_event_known",
        detail="they had struck together a week before",
        superseded_by="earlier-strikes",
        claim_id="claim-0",
        article_id="article-0",
    )


def batch(*changes: Change, after: int = 0) -> Batch:
    """The log from `after` on: one event a position."""
    events = tuple(
        Logged(position=position, recorded_at=NOW, change=change) for position, change in enumerate(changes, after + 1)
    )
    return Batch(after=after, position=after + len(events), events=events)


def subscription(name: str = "all", endpoint: str = "https://hooks.example/in", **changes: Any) -> Subscription:
    """A subscription without a filter, unless one is given."""
    values: dict[str, Any] = {
        "name": name,
        "endpoint": endpoint,
        "secrets": (SecretSource(kind="secret_file", name="secret", line=4, column=18),),
        "filter": Filter(),
    }
    return Subscription(**values | changes)


def event(change: Change, number: int = 0) -> Event:
    """The change as an event for a real log."""
    kind = {
        DevelopmentDetected: "development.detected",
        DevelopmentCorroborated: "development.corroborated",
        DevelopmentSuperseded: "development.superseded",
    }[type(change)]
    return Event(
        id=derive(kind, change.development_id, change.relation.key, number),
        source="/wirewatch/novelty",
        type=kind,
        subject=change.development_id,
        time=NOW - timedelta(days=1),
        data=change,
    )
