"""Annotations for the tests, written short: `told("a1", by="RUS", to="TUR", on="2017-01-18")`."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.annotations import ArticleAnnotated, Place
from schemas.articles import Copy
from schemas.claims import Claim, EventTime, Evidence, StatedNovelty
from schemas.developments import DevelopmentDetected
from schemas.envelope import Event
from services.enrich.novelty.detect import Detector
from services.enrich.novelty.fold import fold
from services.enrich.novelty.rules import Rules

ALEPPO = Place(geonames_id=1, name="Al Bāb", feature="city", country="SYR", admin1="Aleppo")
IDLIB = Place(geonames_id=2, name="Idlib", feature="city", country="SYR", admin1="Idlib")
PLACES = {"Aleppo": ALEPPO, "Idlib": IDLIB}
PRECISION: dict[int, Any] = {4: "year", 7: "month", 10: "day"}


def told(
    article: str,
    *,
    by: str,
    to: str = "",
    on: str,
    published: str | None = None,
    claim_type: Any = "ASSAULT",
    mode: str | None = None,
    joint: bool = False,
    place: str | None = None,
    status: Any = "actual",
    attributed_to: str | None = None,
    stated: StatedNovelty | None = None,
    publisher: str | None = None,
    copy_of: str | None = None,
    history: bool = False,
    confidence: float = 0.5,
) -> ArticleAnnotated:
    """An annotation with one claim. by, to: actor ids with blanks between. published: a day, else that of the event."""
    at = datetime.fromisoformat(published or (on + "-01-01")[:10]).replace(tzinfo=UTC) + timedelta(hours=12)
    claim = Claim(
        id=f"claim of {article}",
        type=claim_type,
        mode=mode,
        joint=joint,
        sources=tuple(by.split()),
        targets=tuple(to.split()),
        place=PLACES[place].geonames_id if place else None,
        time=EventTime(value=on, precision=PRECISION[len(on)]),
        status=status,
        attributed_to=attributed_to,
        novelty=stated,
        evidence=Evidence(field="text", start=0, end=5, text=f"What {article} tells."),
        confidence=confidence,
    )
    return ArticleAnnotated(
        article_id=article,
        published_at=at,
        publisher=publisher or f"{article}.example",
        copy_of=None if copy_of is None else Copy(article_id=copy_of, score=0.9),
        places=(PLACES[place],) if place else (),
        claims=(claim,),
        history=history,
    )


FIRST = StatedNovelty(kind="first", cue="first")


def watched(*parties: str, since: str = "2015-01-01") -> list[ArticleAnnotated]:
    """History that makes the parties known since that day, without any relation between them."""
    return [told(f"watch {party}", by=party, on=since, claim_type="REQUEST", history=True) for party in parties]


def events_of(annotations: Iterable[ArticleAnnotated], rules: Rules | None = None) -> list[Event]:
    """All events that the annotations cause, in this order."""
    detector = Detector(rules or Rules())
    return [event for annotation in annotations for event in detector.tell(annotation)]


def current(annotations: Iterable[ArticleAnnotated], rules: Rules | None = None) -> list[DevelopmentDetected]:
    """The developments that stand after the annotations."""
    return fold(events_of(annotations, rules))
