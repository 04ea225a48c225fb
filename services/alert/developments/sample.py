"""The development that `wirewatch alert test` sends: an event so well known that nobody takes it for news."""

from schemas.claims import ActorRef, EventTime, PlaceRef, Relation
from schemas.developments import DevelopmentDetected, DevelopmentReport, Novelty
from schemas.ids import derive

EVIDENCE = "For the first time, two people walked on the Moon, the United States says."


def development() -> DevelopmentDetected:
    """The first landing on the Moon."""
    return DevelopmentDetected(
        development_id=derive("sample", "moon"),
        relation=Relation(key="USA", kind="alone", parties=("USA",), principal=True),
        summary="First landing of people on the Moon, the United States says. (This is a test of Wirewatch.)",
        parties=("USA",),
        type="COOPERATE",
        joint=False,
        sources=("USA",),
        actors=(ActorRef(id="USA", name="United States", kind="state", country="USA", party="USA"),),
        place=PlaceRef(geonames_id=None, name="Mare Tranquillitatis"),
        time=EventTime(value="1969-07-20", precision="day"),
        status="claimed",
        attributed_to="USA",
        confidence=1.0,
        novelties=(
            Novelty(basis="stated", kind="first", scope="landing of people on the Moon", cue="For the first time"),
        ),
        reports=(
            DevelopmentReport(
                article_id=derive("sample", "article"),
                claim_id=derive("sample", "claim"),
                publisher="example.org",
                url="https://example.org/moon",
                title="People walk on the Moon",
                published_at="1969-07-21T02:56:00Z",
                independent=True,
                evidence=EVIDENCE,
            ),
        ),
        independent_reports=1,
        languages=("en",),
    )
