"""The body: a CloudEvent that a person can read, under 20 kB whatever comes."""

import json
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.claims import ActorRef, EventTime, PlaceRef, Relation
from schemas.developments import DevelopmentDetected, DevelopmentReport, Novelty, Prior
from services.alert.developments.message import MOST_BYTES, body, cut
from tests.unit.alert.making import NOW, SHIFT, STATED_FIRST, detected, report

IDS = st.text("abcdef0123456789-", min_size=1, max_size=64)
DATES = st.dates().map(str)


def told(development: DevelopmentDetected) -> dict[str, Any]:
    event = json.loads(body("alert-1", "all", development, 7, NOW))
    assert isinstance(event, dict)
    return event


def test_it_is_a_cloudevent_about_the_development() -> None:
    event = told(detected())
    del event["data"]
    assert event == {
        "specversion": "1.0",
        "id": "alert-1",
        "source": "/wirewatch/alert",
        "type": "wirewatch.alert",
        "subject": "joint-strikes",
        "time": "2026-03-01T12:00:00Z",
        "dataschema": "urn:wirewatch:webhook:wirewatch.alert:1",
        "datacontenttype": "application/json",
    }


def test_it_tells_what_is_new_against_which_history_and_who_claims_it() -> None:
    data = told(detected(novelties=(STATED_FIRST, SHIFT)))["data"]
    assert data["summary"].startswith("Russia and Turkey carry out first joint air strikes")
    assert [(each["basis"], each["kind"]) for each in data["novelties"]] == [("stated", "first"), ("observed", "shift")]
    assert data["novelties"][1]["priors"][0]["time"] == "2015-11-24"
    assert [(actor["id"], actor["role"]) for actor in data["actors"]] == [
        ("RUS.MIL", "source"),
        ("TUR", "source"),
        ("IS", "target"),
        ("RUS.GOV", "mentioned"),
    ]
    assert (data["place"]["name"], data["place"]["latitude"]) == ("Al Bāb", 36.37)
    assert (data["time"]["value"], data["status"], data["attributed_to"]) == ("2017-01-18", "claimed", "RUS.GOV")
    assert data["evidence"] == report().evidence
    assert data["link"] == "https://paper-1.example/a"
    assert (data["position"], data["subscription"], data["sample"]) == (7, "all", False)


def test_an_independent_report_tells_the_evidence_before_a_copy_does() -> None:
    copy = report(1, independent=False, evidence="copied")
    data = told(detected(reports=(copy, report(2))))["data"]
    assert data["link"] == "https://paper-2.example/a"
    assert [each["article_id"] for each in data["reports"]] == ["article-2", "article-1"]


def test_reports_go_before_anything_essential_does() -> None:
    many = tuple(report(number, evidence="e" * 900) for number in range(50))
    data = told(detected(reports=many, independent_reports=50, novelties=(STATED_FIRST, SHIFT)))["data"]
    assert 1 <= len(data["reports"]) < 50
    assert (data["reports_total"], data["independent_reports"]) == (50, 50)
    assert len(data["novelties"]) == 2
    assert data["evidence"] == "e" * 900


def test_text_is_cut_between_characters_and_says_so() -> None:
    assert cut("Al Bāb", 100) == "Al Bāb"
    assert cut("ā" * 10, 11) == "ā" * 4 + "…"
    assert cut("a\x00b\nc", 100) == "a b c"


def test_a_link_is_never_cut() -> None:
    data = told(detected(reports=(report(url="https://a.example/" + "x" * 3000), report(2))))["data"]
    assert data["reports"][0]["url"] is None
    assert data["link"] == "https://paper-2.example/a"


ACTORS = st.builds(ActorRef, id=IDS, name=st.text(), kind=st.just("state"), country=st.just("RUS"), party=IDS)
NOVELTIES = st.builds(
    Novelty,
    basis=st.just("observed"),
    kind=st.just("shift"),
    scope=st.text(max_size=3000),
    since=st.none() | st.text(max_size=200),
    cue=st.text(max_size=300),
    priors=st.lists(
        st.builds(
            Prior,
            claim_id=IDS,
            type=st.just("ASSAULT"),
            time=DATES,
            url=st.text(max_size=300),
            evidence=st.text(max_size=300),
        ),
        max_size=6,
    ).map(tuple),
)
REPORTS = st.builds(
    DevelopmentReport,
    article_id=IDS,
    claim_id=IDS,
    publisher=st.text(),
    url=st.integers(0, 3000).map(lambda size: "https://a.example/" + "ž" * size),
    title=st.text(),
    independent=st.booleans(),
    evidence=st.integers(0, 9000).map(lambda size: "ž" * size),
)


@settings(max_examples=60, deadline=None)
@given(
    development=st.builds(
        DevelopmentDetected,
        development_id=IDS,
        relation=st.just(Relation(key="a", kind="alone", parties=("a",), principal=True)),
        summary=st.integers(1, 9000).map(lambda size: "\x01ž\U0001f600" * size),
        parties=st.lists(IDS, max_size=40).map(tuple),
        type=st.just("ASSAULT"),
        joint=st.booleans(),
        sources=st.lists(IDS, max_size=40).map(tuple),
        targets=st.lists(IDS, max_size=40).map(tuple),
        actors=st.lists(ACTORS, max_size=40).map(tuple),
        place=st.none() | st.builds(PlaceRef, geonames_id=st.integers(0, 9**9), name=st.text(), admin1=st.text()),
        time=st.just(EventTime(value="2017", precision="year")),
        status=st.just("actual"),
        confidence=st.floats(0, 1),
        novelties=st.lists(NOVELTIES, max_size=30).map(tuple),
        reports=st.lists(REPORTS, min_size=1, max_size=60).map(tuple),
        independent_reports=st.integers(0, 10**6),
        languages=st.lists(st.text(max_size=50), max_size=50).map(tuple),
        tags=st.lists(st.text(max_size=500), max_size=50).map(tuple),
    )
)
def test_whatever_comes_it_is_json_under_20_kb_with_its_essentials(development: DevelopmentDetected) -> None:
    raw = body("alert-1", "s" * 64, development, 2**60, NOW)
    assert len(raw) < MOST_BYTES
    data = msgspec.json.decode(raw)["data"]
    assert data["summary"]
    assert len(data["novelties"]) >= min(4, len(development.novelties))
    assert data["reports"]
    assert data["time"] == {"value": "2017", "precision": "year"}
