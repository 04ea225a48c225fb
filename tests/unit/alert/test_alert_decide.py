"""Deciding: one alert for a development and a subscription, followed until it is sent."""

import json

from schemas.ids import alert_id
from services.alert.decide import Plan, decide
from services.alert.developments.standing import Standing
from services.alert.subscriptions.subscription import Filter
from tests.unit.alert.making import (
    NOW,
    SHIFT,
    TERRITORY,
    batch,
    corroborated,
    detected,
    subscription,
    superseded,
)

ALL = subscription("all")
TURNS = subscription("turns", filter=Filter(kinds=("shift",)))
TWICE = subscription("twice", filter=Filter(min_independent_reports=2))


def known(plan: Plan) -> dict[str, Standing]:
    return {standing.development_id: standing for standing in plan.standings}


def test_a_development_is_queued_for_each_subscription_that_it_matches() -> None:
    plan = decide(batch(detected()), {}, [ALL, TURNS])
    (match,) = plan.matches
    assert match.alert_id == alert_id("joint-strikes", "all")
    assert (match.subscription, match.position, match.recorded_at) == ("all", 1, NOW)
    assert (plan.after, plan.position, plan.withdrawn, plan.superseded) == (0, 1, (), ())


def test_the_body_tells_the_development_as_it_stands_at_the_end_of_the_batch() -> None:
    plan = decide(batch(detected(), detected(relation=TERRITORY, novelties=(SHIFT,))), {}, [ALL])
    (match,) = plan.matches
    data = json.loads(match.body)["data"]
    assert [novelty["kind"] for novelty in data["novelties"]] == ["first", "shift"]
    assert data["position"] == match.position == 2


def test_a_corroboration_can_make_it_match_for_the_first_time() -> None:
    first = decide(batch(detected()), {}, [TWICE])
    assert first.matches == ()
    second = decide(batch(corroborated(), after=1), known(first), [TWICE])
    assert [match.alert_id for match in second.matches] == [alert_id("joint-strikes", "twice")]


def test_whichever_part_comes_first_the_alert_has_the_same_id() -> None:
    other = detected(relation=TERRITORY)
    assert {match.alert_id for part in (detected(), other) for match in decide(batch(part), {}, [ALL]).matches} == {
        alert_id("joint-strikes", "all")
    }


def test_a_development_that_fell_within_the_batch_is_not_queued() -> None:
    plan = decide(batch(detected(), superseded()), {}, [ALL])
    assert plan.matches == ()
    assert plan.superseded == ("joint-strikes",)


def test_a_development_that_falls_later_is_withdrawn_whole() -> None:
    first = decide(batch(detected()), {}, [ALL])
    plan = decide(batch(superseded(), after=1), known(first), [ALL])
    assert (plan.matches, plan.superseded) == ((), ("joint-strikes",))


def test_what_still_stands_but_no_longer_matches_is_withdrawn_for_that_subscription() -> None:
    first = decide(batch(detected(), detected(relation=TERRITORY, novelties=(SHIFT,))), {}, [ALL, TURNS])
    assert len(first.matches) == 2
    plan = decide(batch(superseded(relation=TERRITORY), after=2), known(first), [ALL, TURNS])
    assert [match.subscription for match in plan.matches] == ["all"]
    assert plan.withdrawn == (alert_id("joint-strikes", "turns"),)


def test_a_batch_without_developments_only_moves_the_checkpoint() -> None:
    assert decide(batch(after=41), {}, [ALL]) == Plan(after=41, position=41)


def test_the_same_batch_gives_the_same_plan() -> None:
    changes = batch(detected(), corroborated(), detected("other"))
    assert decide(changes, {}, [ALL, TWICE]) == decide(changes, {}, [ALL, TWICE])
