"""What is new and what is not: the rules of novelty, each told as a small story."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from schemas.claims import StatedNovelty
from schemas.developments import DevelopmentCorroborated, DevelopmentSuperseded, Novelty
from schemas.envelope import Event
from services.enrich.errors import BadAnnotation
from tests.unit.enrich.novelty.claims import FIRST, current, events_of, told, watched


def observed(novelties: tuple[Novelty, ...]) -> list[tuple[str, str | None]]:
    return [(each.kind, each.level) for each in novelties if each.basis == "observed"]


def types(events: Sequence[Event]) -> list[str]:
    return [event.type.removeprefix("development.") for event in events]


def test_with_an_empty_memory_nothing_is_observed_as_first() -> None:
    assert current([told("a", by="RUS", to="UKR", on="2017-01-18")]) == []


def test_what_the_text_states_is_new_even_with_an_empty_memory() -> None:
    (found,) = current([told("a", by="RUS TUR", joint=True, on="2017-01-18", stated=FIRST)])
    assert [(each.basis, each.kind, each.cue) for each in found.novelties] == [("stated", "first", "first")]


def test_a_party_watched_long_enough_makes_a_meeting_the_first() -> None:
    (found,) = current([*watched("RUS"), told("a", by="RUS", to="UKR", on="2017-01-18")])
    assert observed(found.novelties) == [("first", "relation")]
    assert found.novelties[0].reach_days == 730
    assert found.novelties[0].prior_count == 0


def test_89_days_are_too_short_and_90_are_enough() -> None:
    early = told("watch", by="RUS", on="2016-10-21", claim_type="REQUEST")
    assert current([early, told("a", by="RUS", to="UKR", on="2017-01-18")]) == []
    assert len(current([early, told("a", by="RUS", to="UKR", on="2017-01-19")])) == 1


def test_one_look_back_at_the_past_is_no_watch() -> None:
    story = [
        told("past", by="RUS", on="1990-01-01", published="2017-01-10", status="historical"),
        told("late", by="RUS", on="1991-01-01", published="2017-01-10"),
        told("a", by="RUS", to="UKR", on="2017-01-18"),
    ]
    assert current(story) == []


def test_the_second_act_is_not_new() -> None:
    story = [*watched("RUS"), *(told(f"a{day}", by="RUS", to="UKR", on=f"2017-01-{day}") for day in (10, 20))]
    assert [each.time.value for each in current(story)] == ["2017-01-10"]


def test_the_widest_level_that_is_new_is_named() -> None:
    story = [
        *watched("RUS"),
        told("a", by="RUS", to="IS", on="2016-01-01", place="Idlib"),
        told("b", by="RUS", to="IS", on="2016-03-01", place="Idlib", mode="airstrike"),
        told("c", by="RUS", to="IS", on="2016-05-01", place="Aleppo", mode="airstrike"),
    ]
    dyads = [each for each in events_of(story) if each.data.relation.key == "IS|RUS"]
    assert [observed(each.data.novelties) for each in dyads] == [
        [("first", "relation")],
        [("first", "mode")],
        [("first", "admin1")],
    ]


def test_after_a_long_silence_the_next_act_is_the_first_since() -> None:
    story = [*watched("RUS"), *(told(day, by="RUS", to="GBR", on=day) for day in ("2015-02-01", "2017-01-18"))]
    found = current(story)[-1].novelties[0]
    assert (found.kind, found.level, found.since, found.last_prior) == ("since", "relation", "2015-02-01", "2015-02-01")
    assert found.prior_count == 1


def test_beside_a_wide_first_since_stands_a_narrow_first() -> None:
    story = [
        *watched("RUS"),
        told("a", by="RUS", to="GBR", on="2015-02-01", claim_type="CONSULT"),
        told("b", by="RUS", to="GBR", on="2017-01-18", claim_type="SANCTION"),
    ]
    assert observed(current(story)[-1].novelties) == [("since", "relation"), ("first", "type")]


def test_background_feeds_the_memory_and_is_never_new() -> None:
    story = [
        *watched("RUS"),
        told("b", by="RUS", to="GBR", on="2016-12-01", published="2017-01-18", status="historical", stated=FIRST),
        told("a", by="RUS", to="GBR", on="2017-01-18"),
    ]
    assert current(story) == []


@pytest.mark.parametrize("status", ["denied", "negated", "hypothetical", "planned"])
def test_what_did_not_happen_neither_feeds_nor_is_observed(status: str) -> None:
    story = [
        *watched("RUS"),
        told("no", by="RUS", to="GBR", on="2017-01-10", status=status),
        told("a", by="RUS", to="GBR", on="2017-01-18"),
    ]
    assert [each.time.value for each in current(story)] == ["2017-01-18"]


def test_a_planned_first_is_a_development_of_status_planned() -> None:
    (found,) = current([told("a", by="RUS", to="GBR", on="2017-01-18", status="planned", stated=FIRST)])
    assert found.status == "planned"


def test_loaded_history_is_never_a_development_and_makes_later_acts_known() -> None:
    story = [
        *watched("RUS"),
        told("h", by="RUS", to="GBR", on="2017-01-10", history=True, stated=FIRST),
        told("a", by="RUS", to="GBR", on="2017-01-18"),
    ]
    assert events_of(story) == []


def test_what_history_holds_of_the_same_day_is_not_new_again() -> None:
    live, loaded = (
        told("a", by="RUS", to="GBR", on="2017-01-18", stated=FIRST, history=flag) for flag in (False, True)
    )
    events = events_of([*watched("RUS"), live, loaded])
    assert types(events) == ["detected", "superseded"]
    assert events[1].data.reason == "became_history"


def test_background_of_the_same_day_does_not_unmake_a_development() -> None:
    story = [
        *watched("RUS"),
        told("a", by="RUS", to="GBR", on="2017-01-18"),
        told("b", by="RUS", to="GBR", on="2017-01-18", published="2017-06-01", status="historical"),
        told("c", by="RUS", to="GBR", on="2017-01", published="2017-06-01"),
    ]
    assert types(events_of(story)) == ["detected"]


def test_a_hostile_relation_that_becomes_joint_turns() -> None:
    story = [
        *watched("RUS"),
        told("shot", by="TUR", to="RUS", on="2015-11-24", history=True),
        told("sanction", by="RUS", to="TUR", on="2015-12-28", claim_type="SANCTION", history=True),
        told("a", by="RUS TUR", to="IS", joint=True, on="2017-01-18", mode="airstrike"),
    ]
    (pair,) = [each.data for each in events_of(story) if each.data.relation.key == "RUS|TUR"]
    assert observed(pair.novelties) == [("since", "relation"), ("first", "direction"), ("shift", "relation")]
    assert pair.novelties[-1].scope == "from hostile to joint"
    assert [prior.time for prior in pair.novelties[-1].priors] == ["2015-11-24", "2015-12-28"]


def test_talks_between_enemies_are_no_turn() -> None:
    story = [
        *watched("RUS"),
        told("a", by="RUS", to="TUR", on="2015-11-24", history=True),
        told("b", by="RUS", to="TUR", on="2016-01-18", claim_type="CONSULT"),
    ]
    assert "shift" not in {kind for each in current(story) for kind, _ in observed(each.novelties)}


def test_a_late_claim_supersedes_the_first_and_takes_its_place() -> None:
    late = told("late", by="RUS", to="GBR", on="2016-12-01", published="2017-03-01")
    events = events_of([*watched("RUS"), told("a", by="RUS", to="GBR", on="2017-01-18"), late])
    assert types(events) == ["detected", "superseded", "detected"]
    gone = events[1].data
    assert isinstance(gone, DevelopmentSuperseded)
    assert (gone.reason, gone.superseded_by) == ("earlier_event_known", events[2].data.development_id)
    assert gone.detail == (
        "An act of 2016-12-01 is known now (claim claim of late): what happened on 2017-01-18 was not the first."
    )


def test_a_late_claim_within_the_silence_closes_the_gap() -> None:
    story = [*watched("RUS"), *(told(day, by="RUS", to="GBR", on=day) for day in ("2015-02-01", "2017-01-18"))]
    events = events_of([*story, told("late", by="RUS", to="GBR", on="2016-02-01", published="2017-02-01")])
    assert [each.data.reason for each in events if isinstance(each.data, DevelopmentSuperseded)] == ["gap_closed"]


def test_history_loaded_later_lengthens_the_reach_and_makes_the_suppressed_known() -> None:
    live = told("a", by="RUS", to="GBR", on="2017-01-18")
    assert [each.data.relation.key for each in events_of([live, *watched("USA")])] == []
    assert [each.data.relation.key for each in events_of([live, *watched("GBR")])] == ["GBR|RUS"]


def test_a_second_publisher_corroborates_and_raises_confidence() -> None:
    story = [told(name, by="RUS TUR", joint=True, on="2017-01-18", stated=FIRST) for name in ("a", "b")]
    events = events_of(story)
    assert types(events) == ["detected", "corroborated"]
    further = events[1].data
    assert isinstance(further, DevelopmentCorroborated)
    assert (further.report.independent, further.independent_reports, further.confidence) == (True, 2, 0.75)


def test_a_report_without_the_cue_corroborates_what_is_also_new_to_the_memory() -> None:
    story = [
        told("a", by="RUS TUR", joint=True, on="2017-01-18", stated=FIRST),
        told("b", by="RUS TUR", joint=True, on="2017-01-19"),
    ]
    assert types(events_of(story)) == ["detected", "corroborated"]


@pytest.mark.parametrize("copied", [{"copy_of": "a"}, {"publisher": "a.example"}, {"publisher": "A.Example"}])
def test_a_copy_and_a_second_article_of_the_publisher_are_not_independent(copied: dict[str, Any]) -> None:
    first = told("a", by="RUS TUR", joint=True, on="2017-01-18", stated=FIRST)
    second = told("b", by="RUS TUR", joint=True, on="2017-01-18", stated=FIRST, **copied)
    (found,) = current([first, second])
    assert [each.independent for each in found.reports] == [True, False]
    assert (found.independent_reports, found.confidence) == (1, 0.5)


def test_a_report_published_too_late_corroborates_nothing() -> None:
    story = [
        told("a", by="RUS TUR", joint=True, on="2017-01-18", stated=FIRST),
        told("b", by="RUS TUR", joint=True, on="2017-01-18", stated=FIRST, published="2017-02-18"),
    ]
    assert types(events_of(story)) == ["detected"]


def test_the_same_claim_told_again_decides_nothing() -> None:
    story = [*watched("RUS"), told("a", by="RUS", to="GBR", on="2017-01-18")]
    assert types(events_of([*story, *story])) == ["detected"]


def test_all_relations_of_a_claim_name_one_development() -> None:
    story = [
        *watched("RUS"),
        told("a", by="RUS TUR", to="IS", joint=True, on="2017-01-18", place="Aleppo", stated=FIRST),
    ]
    events = events_of(story)
    assert {each.data.relation.key for each in events} == {"RUS|TUR", "IS|RUS", "@SYR|RUS"}
    assert len({each.subject for each in events}) == 1
    (found,) = current(story)
    assert {(each.basis, each.kind) for each in found.novelties} == {("stated", "first"), ("observed", "first")}


def test_only_the_principal_relation_carries_what_is_stated() -> None:
    story = [told("a", by="RUS TUR", to="IS", joint=True, on="2017-01-18", stated=FIRST)]
    assert [each.data.relation.key for each in events_of(story)] == ["RUS|TUR"]


def test_a_record_and_a_resumption_are_stated_too() -> None:
    for kind in ("record", "resumed"):
        stated = StatedNovelty(kind=kind, cue="deadliest in years")
        (found,) = current([told("a", by="RUS", to="UKR", on="2017-01-18", stated=stated)])
        assert found.novelties[0].kind == kind


def test_a_time_that_is_no_date_is_refused_with_its_words() -> None:
    broken = told("a", by="RUS", to="UKR", on="2017-13-45", published="2017-01-01")
    with pytest.raises(BadAnnotation, match="2017-13-45"):
        current([broken])


def test_an_article_whose_time_is_none_of_utc_is_refused() -> None:
    zero = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=10)))
    with pytest.raises(BadAnnotation, match="0001-01-01"):
        current([replace(told("a", by="RUS", to="UKR", on="2017-01-18"), published_at=zero)])


def test_what_a_party_does_alone_is_new_by_kind_of_act_only_and_never_by_words_or_without_a_needed_target() -> None:
    past = watched("CHN", since="2015-01-01")
    assert current([*past, told("a", by="CHN", on="2017-01-18", claim_type="ACCUSE")]) == []
    assert current([*past, told("a", by="CHN", on="2017-01-18", claim_type="ASSAULT", mode="clash")]) == []
    (tested,) = current([*past, told("a", by="CHN", on="2017-01-18", claim_type="MOBILIZE", mode="weapons test")])
    assert [(each.basis, each.level) for each in tested.novelties] == [("observed", "type")]


def test_a_joint_act_is_one_event_whether_or_not_a_report_names_whom_it_hit() -> None:
    title = told("a", by="RUS TUR", joint=True, on="2017-01-18", mode="airstrike", place="Aleppo", stated=FIRST)
    text = told("b", by="RUS TUR", to="IS", joint=True, on="2017-01-18", mode="strike", place="Aleppo", stated=FIRST)
    (one,) = current([*watched("RUS", "TUR", "IS"), title, text])
    assert {report.article_id for report in one.reports} == {"a", "b"}


def test_a_clash_is_a_turn_of_partners_not_a_joint_act() -> None:
    past = [*watched("IND", "CHN"), told("p", by="CHN", to="IND", on="2016-12-01", claim_type="AID", history=True)]
    (clash,) = current([*past, told("a", by="IND CHN", to="IND CHN", on="2017-01-18", mode="clash")])
    assert [each.scope for each in clash.novelties if each.kind == "shift"] == ["from friendly to hostile"]


CLASH = told("c", by="IND CHN", to="IND CHN", on="2017-01-18", mode="clash")


def test_a_clash_is_an_act_of_each_on_the_other() -> None:
    attack = told("i", by="IND", to="CHN", on="2017-01-19", mode="clash", published="2017-01-21")
    (found,) = current([*watched("IND", "CHN"), CLASH, attack])
    assert found.time.value == "2017-01-18"


@pytest.mark.parametrize(("by", "to"), [("IND", "CHN"), ("CHN", "IND")])
def test_a_clash_is_new_only_where_neither_did_it_before(by: str, to: str) -> None:
    past = told("p", by=by, to=to, on="2016-12-01", mode="clash", history=True)
    assert current([*watched("IND", "CHN"), past, CLASH]) == []


def test_what_is_new_of_a_clash_is_told_of_both() -> None:
    partners = told("p", by="CHN IND", joint=True, on="2016-12-01", claim_type="AID", history=True)
    dealings = [told(f"{by} helps", by=by, to=to, on="2016-12-01", claim_type="AID", history=True)
                for by, to in (("CHN", "IND"), ("IND", "CHN"))]  # fmt: skip
    (strangers,) = current([*watched("IND", "CHN"), partners, CLASH])
    (known,) = current([*watched("IND", "CHN"), *dealings, CLASH])
    assert strangers.novelties[0].scope == "acts by China and India towards each other"
    assert known.novelties[0].scope == "attacks between China and India"


@pytest.mark.parametrize("ids", [("c1", "c2"), ("c2", "c1")])
def test_an_article_that_places_an_event_in_one_sentence_only_tells_of_one_event(ids: tuple[str, str]) -> None:
    """Whichever claim has the smaller id: the one without a place would give the pair another id than the dyads."""
    placed = told("a", by="RUS TUR", to="IS", joint=True, on="2017-01-18", place="Aleppo")
    vague = told("a", by="RUS TUR", joint=True, on="2017-01-18")
    one, other = replace(placed.claims[0], id=ids[0]), replace(vague.claims[0], id=ids[1])
    article = replace(placed, claims=(one, other))
    (found,) = current([*watched("RUS", "TUR", "IS"), article])
    assert found.place is not None


@pytest.mark.parametrize("ids", [("a", "z"), ("z", "a")])
def test_a_turn_names_who_told_of_the_event_then_not_who_looked_back_at_it(ids: tuple[str, str]) -> None:
    news = told(ids[0], by="TUR", to="RUS", on="2015-11-24")
    anniversary = told(ids[1], by="TUR", to="RUS", on="2015-11-24", published="2016-11-24", status="historical")
    joint = told("j", by="RUS TUR", joint=True, on="2017-01-18")
    (_, turned) = current([*watched("RUS", "TUR"), news, anniversary, joint])
    (turn,) = [each for each in turned.novelties if each.kind == "shift"]
    assert [prior.article_id for prior in turn.priors] == [ids[0]]


@pytest.mark.parametrize("number", range(12))
def test_two_copies_that_name_each_other_in_turn_are_one_source_however_often_they_are_told(number: int) -> None:
    """Ingest that lost its state may find the copy first, and call the original a copy of it."""
    first, second = f"a{number}", f"b{number}"

    def wire(article: str, copy_of: str | None) -> Any:
        return told(article, by="RUS TUR", joint=True, on="2017-01-18", stated=FIRST, copy_of=copy_of)

    once = [*watched("RUS", "TUR"), wire(first, None), wire(second, first)]
    (before,), (after,) = current(once), current([*once, wire(second, None), wire(first, second)])
    assert (before.independent_reports, after.independent_reports) == (1, 1)
