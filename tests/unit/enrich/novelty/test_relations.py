"""The fan-out: which relations a claim touches, and which of them is principal."""

from schemas.annotations import Actor, ArticleAnnotated, Place
from schemas.claims import Claim, ClaimMade, EventTime, Evidence
from services.enrich.novelty.relations import fan_out, parties
from tests.unit.enrich.novelty.claims import told

SYRIA = Place(geonames_id=174448, name="Al Bāb", country="SYR", admin1="Aleppo")
MINISTRY = Actor(id="RUS_MOD", name="Russian defence ministry", kind="organisation", country="RUS", sector="military")
IS = Actor(id="IS", name="Islamic State", kind="armed_group")


def annotated(*, sources: tuple[str, ...], targets: tuple[str, ...] = (), joint: bool = False) -> ArticleAnnotated:
    claim = Claim(
        id="claim",
        type="ASSAULT",
        joint=joint,
        sources=sources,
        targets=targets,
        place=SYRIA.geonames_id,
        time=EventTime(value="2017-01-18", precision="day"),
        status="actual",
        evidence=Evidence(field="text", start=0, end=4, text="They"),
        confidence=0.8,
    )
    return ArticleAnnotated(article_id="article", actors=(MINISTRY, IS), places=(SYRIA,), claims=(claim,))


def seen(made: list[ClaimMade]) -> list[tuple[str, str, str | None, bool]]:
    return [(one.relation.key, one.relation.kind, one.relation.direction, one.relation.principal) for one in made]


def test_a_joint_act_touches_the_pair_each_dyad_and_each_territory_and_the_pair_is_principal() -> None:
    assert seen(fan_out(annotated(sources=("RUS_MOD", "TUR"), targets=("IS",), joint=True))) == [
        ("RUS|TUR", "joint", "joint", True),
        ("IS|RUS", "dyad", "RUS>IS", False),
        ("IS|TUR", "dyad", "TUR>IS", False),
        ("@SYR|RUS", "territory", "RUS>@SYR", False),
        ("@SYR|TUR", "territory", "TUR>@SYR", False),
    ]


def test_a_country_at_home_without_target_or_partner_is_alone() -> None:
    assert seen(fan_out(annotated(sources=("SYR",)))) == [("SYR", "alone", None, True)]


def test_an_act_against_oneself_is_alone() -> None:
    assert seen(fan_out(annotated(sources=("SYR",), targets=("SYR",)))) == [("SYR", "alone", None, True)]


def test_who_is_only_known_as_target_is_kept_alone_in_that_direction() -> None:
    assert seen(fan_out(annotated(sources=(), targets=("SYR",)))) == [("SYR", "alone", ">SYR", True)]


def test_where_ministers_meet_is_no_territory_that_they_act_on() -> None:
    met = fan_out(told("a", by="RUS", to="TUR", on="2017-01-18", claim_type="CONSULT", place="Aleppo"))
    assert seen(met) == [("RUS|TUR", "dyad", "RUS>TUR", True)]
    fought = fan_out(told("a", by="RUS", to="TUR", on="2017-01-18", claim_type="ASSAULT", place="Aleppo"))
    assert ("@SYR|RUS", "territory", "RUS>@SYR", False) in seen(fought)


def test_who_clash_are_one_hostile_dyad() -> None:
    clash = fan_out(told("a", by="IND CHN", to="IND CHN", on="2020-06-15", mode="clash"))
    assert seen(clash) == [("CHN|IND", "dyad", "CHN>IND", True)]


def test_sources_that_are_not_joint_make_no_pair() -> None:
    keys = [made.relation.key for made in fan_out(annotated(sources=("RUS", "TUR"), targets=("IS",)))]
    assert "RUS|TUR" not in keys


def test_a_pair_that_is_both_partner_and_target_is_one_relation() -> None:
    made = fan_out(annotated(sources=("RUS", "TUR"), targets=("TUR",), joint=True))
    assert [one.relation.kind for one in made if one.relation.key == "RUS|TUR"] == ["joint"]


def test_each_claim_has_exactly_one_principal_relation() -> None:
    made = fan_out(annotated(sources=("RUS", "TUR", "IRN"), targets=("IS",), joint=True))
    assert sum(one.relation.principal for one in made) == 1


def test_parties_are_those_of_the_whole_claim_in_each_of_its_relations() -> None:
    made = fan_out(annotated(sources=("RUS_MOD", "TUR"), targets=("IS",), joint=True))
    assert {parties(one) for one in made} == {("IS", "RUS", "TUR")}


def test_history_and_the_report_travel_with_each_claim() -> None:
    (made, *_) = fan_out(annotated(sources=("RUS", "TUR"), joint=True))
    assert made.report.article_id == "article"
    assert made.history is False
    assert made.place is not None
    assert made.place.admin1 == "Aleppo"


def test_no_relation_is_kept_with_an_actor_that_no_table_lists() -> None:
    assert seen(fan_out(annotated(sources=("SYR",), targets=("unlisted:protesters",)))) == [
        ("SYR", "alone", None, True),
    ]
    assert fan_out(annotated(sources=("unlisted:protesters",))) == []
