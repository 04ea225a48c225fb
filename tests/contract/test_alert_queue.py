"""One contract for the queue in Postgres and its double in memory: whoever passes is a queue."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from schemas.alerts import AlertDelivered, AlertFailed
from schemas.envelope import Event
from schemas.ids import alert_id
from services.alert.decide import Plan, decide
from services.alert.delivery.circuit import CLOSED
from services.alert.delivery.outcomes import Attempt, Queued
from services.alert.delivery.retries import Answer, GiveUp, Retry, judge
from services.alert.developments.standing import Change
from services.alert.edges import Depth, Queue
from services.alert.memory_queue import MemoryQueue
from services.alert.queue import PostgresQueue
from services.alert.subscriptions.subscription import Filter, Subscription
from services.runtime.errors import KafkaUnavailable
from services.runtime.postgres import engine, migrate
from tests.unit.alert.making import NOW, batch, corroborated, detected, subscription, superseded

ALL, OTHER = subscription("all"), subscription("other", "https://other.example/")
TWICE = subscription("twice", filter=Filter(min_independent_reports=2))
LEASE = timedelta(seconds=15)
TABLES = "alert.checkpoint, alert.developments, alert.endpoints, alert.attempts, alert.alerts, alert.outcomes"


@pytest.fixture(scope="module")
def database(postgres: str) -> str:
    owner = engine(postgres)
    migrate(owner, "services.store")
    migrate(owner, "services.alert")
    owner.dispose()
    return postgres


@pytest.fixture(params=["memory", "postgres"])
def queue(request: pytest.FixtureRequest) -> Iterator[Queue]:
    if request.param == "memory":
        yield MemoryQueue()
        return
    url = request.getfixturevalue("database")
    owner, service = engine(url), engine(url, "wirewatch_alert")
    with owner.begin() as connection:
        connection.execute(text(f"truncate {TABLES}"))
    yield PostgresQueue(service)
    owner.dispose()
    service.dispose()


def follow(
    queue: Queue, *changes: Change, subscriptions: Sequence[Subscription] = (ALL,), due_at: datetime = NOW
) -> Plan:
    """What the matcher does with the next events of the log."""
    after = queue.checkpoint()
    known = queue.standings([change.development_id for change in changes])
    plan = decide(batch(*changes, after=after), known, subscriptions)
    assert queue.commit(plan, due_at) is not None
    return plan


def take(queue: Queue, now: datetime = NOW, **rooms: int) -> list[Queued]:
    return queue.take(rooms or {"all": 10, "other": 10, "twice": 10}, now, now + LEASE)


def attempt(alert: Queued, status: int, at: datetime = NOW, of: Subscription = ALL) -> Attempt:
    result = Answer(status=status, head="so it is", duration_ms=12)
    verdict = judge(result, alert.attempts + 1, at, 0.0)
    return Attempt(alert=alert, endpoint_id=of.endpoint_id, host="hooks.example", at=at, result=result, verdict=verdict)


def handed_over(queue: Queue) -> list[Event]:
    events: list[Event] = []
    queue.hand_over(events.extend, 1000)
    return events


def test_a_new_queue_begins_where_it_is_told_and_an_existing_one_goes_on(queue: Queue) -> None:
    assert queue.checkpoint(7) == 7
    assert queue.checkpoint(99) == 7


def test_a_match_is_taken_once_with_its_body(queue: Queue) -> None:
    plan = follow(queue, detected())
    (alert,) = take(queue)
    assert alert.body == plan.matches[0].body
    assert (alert.alert_id, alert.subscription, alert.position) == (alert_id("joint-strikes", "all"), "all", 1)
    assert (alert.attempts, alert.round, alert.leased_until) == (0, 0, NOW + LEASE)
    assert alert.recorded_at == NOW
    assert take(queue) == []


def test_a_lease_that_ran_out_gives_the_alert_again_unchanged(queue: Queue) -> None:
    follow(queue, detected())
    (first,) = take(queue)
    (again,) = take(queue, NOW + LEASE)
    assert (again.alert_id, again.body, again.attempts) == (first.alert_id, first.body, 0)


def test_an_alert_is_not_taken_before_its_time(queue: Queue) -> None:
    follow(queue, detected(), due_at=NOW + timedelta(seconds=1))
    assert take(queue) == []
    assert len(take(queue, NOW + timedelta(seconds=1))) == 1


def test_each_subscription_gets_its_room_and_no_more(queue: Queue) -> None:
    follow(queue, *(detected(f"d{number}") for number in range(5)), subscriptions=(ALL, OTHER))
    taken = take(queue, all=2, other=1)
    assert sorted(alert.subscription for alert in taken) == ["all", "all", "other"]
    assert [alert.position for alert in taken if alert.subscription == "all"] == [1, 2]


def test_a_plan_from_an_old_checkpoint_changes_nothing(queue: Queue) -> None:
    queue.checkpoint()
    plan = decide(batch(detected()), {}, [ALL])
    assert queue.commit(plan, NOW) == 1
    assert queue.commit(plan, NOW) is None
    stale = decide(batch(detected("late")), {}, [ALL])
    assert queue.commit(stale, NOW) is None
    assert queue.standings(["late"]) == {}
    assert queue.checkpoint() == 1


def test_standings_are_kept_whole(queue: Queue) -> None:
    plan = follow(queue, detected(), corroborated())
    assert queue.standings(["joint-strikes", "unknown"]) == {"joint-strikes": plan.standings[0]}


def test_a_development_that_matches_again_is_queued_once(queue: Queue) -> None:
    follow(queue, detected())
    after = queue.checkpoint()
    plan = decide(batch(corroborated(), after=after), queue.standings(["joint-strikes"]), [ALL])
    assert queue.commit(plan, NOW) == 0
    assert queue.depth(["all"], NOW) == Depth(due=1, queued=1)


def test_an_alert_that_waits_gets_the_newer_body_and_one_that_was_begun_keeps_its_own(queue: Queue) -> None:
    follow(queue, detected())
    newer = follow(queue, corroborated())
    (alert,) = take(queue)
    assert (alert.body, alert.position) == (newer.matches[0].body, 2)
    follow(queue, corroborated(number=3))
    (again,) = take(queue, NOW + LEASE)
    assert (again.body, again.position) == (alert.body, 2)


def test_delivered_is_final_and_told_once(queue: Queue) -> None:
    follow(queue, detected())
    (alert,) = take(queue)
    assert queue.record(attempt(alert, 204))
    assert not queue.record(attempt(alert, 204))
    assert take(queue, NOW + timedelta(days=30)) == []
    (event,) = handed_over(queue)
    assert (event.type, event.subject) == ("alert.delivered", alert.alert_id)
    assert event.data == AlertDelivered(
        alert_id=alert.alert_id,
        development_id="joint-strikes",
        subscription="all",
        endpoint="hooks.example",
        position=1,
        attempts=1,
        http_status=204,
        duration_ms=12,
    )
    assert handed_over(queue) == []


def test_a_retry_waits_for_its_time_and_counts_its_attempts(queue: Queue) -> None:
    follow(queue, detected())
    (alert,) = take(queue)
    tried = attempt(alert, 500)
    assert isinstance(tried.verdict, Retry)
    assert queue.record(tried)
    assert take(queue, tried.verdict.due_at - timedelta(milliseconds=1)) == []
    (again,) = take(queue, tried.verdict.due_at)
    assert (again.attempts, again.body) == (1, alert.body)
    assert handed_over(queue) == []


def test_ten_failures_are_the_end_and_told_once(queue: Queue) -> None:
    follow(queue, detected())
    now = NOW
    for number in range(10):
        (alert,) = take(queue, now)
        assert alert.attempts == number
        tried = attempt(alert, 500, now)
        assert queue.record(tried)
        now = tried.verdict.due_at if isinstance(tried.verdict, Retry) else now
    assert take(queue, now + timedelta(days=30)) == []
    (event,) = handed_over(queue)
    assert isinstance(event.data, AlertFailed)
    assert (event.data.reason, event.data.attempts, event.data.http_status) == ("server_error", 10, 500)


def test_who_lost_its_lease_cannot_put_off_or_fail_the_alert(queue: Queue) -> None:
    follow(queue, detected())
    (slow,) = take(queue)
    (quick,) = take(queue, NOW + LEASE)
    assert not queue.record(attempt(slow, 500, NOW + LEASE))
    assert not queue.record(attempt(slow, 410, NOW + LEASE))
    assert queue.record(attempt(quick, 200, NOW + LEASE))


def test_who_lost_its_lease_and_delivered_did_deliver(queue: Queue) -> None:
    follow(queue, detected())
    (slow,) = take(queue)
    (quick,) = take(queue, NOW + LEASE)
    assert queue.record(attempt(slow, 200, NOW + LEASE))
    assert not queue.record(attempt(quick, 200, NOW + LEASE))
    assert len(handed_over(queue)) == 1


def test_a_superseded_development_is_not_sent(queue: Queue) -> None:
    follow(queue, detected(), detected("stays"))
    follow(queue, superseded())
    assert [alert.development_id for alert in take(queue)] == ["stays"]


def test_a_development_superseded_between_two_attempts_is_not_sent_again(queue: Queue) -> None:
    follow(queue, detected())
    (alert,) = take(queue)
    queue.record(attempt(alert, 500))
    follow(queue, superseded())
    assert take(queue, NOW + timedelta(days=1)) == []


def test_a_development_superseded_under_way_was_still_delivered(queue: Queue) -> None:
    follow(queue, detected())
    (alert,) = take(queue)
    follow(queue, superseded())
    assert queue.record(attempt(alert, 200))
    assert [event.type for event in handed_over(queue)] == ["alert.delivered"]


def test_a_development_that_stands_again_is_sent_unless_it_was(queue: Queue) -> None:
    follow(queue, detected(), detected("sent"))
    (sent,) = (alert for alert in take(queue) if alert.development_id == "sent")
    queue.record(attempt(sent, 200))
    follow(queue, superseded(), superseded("sent"))
    follow(queue, detected(), detected("sent"), due_at=NOW + timedelta(hours=1))
    assert [alert.development_id for alert in take(queue, NOW + timedelta(hours=1))] == ["joint-strikes"]


def test_what_stands_again_after_its_first_attempt_goes_on_with_its_body_and_its_attempts(queue: Queue) -> None:
    follow(queue, detected())
    (alert,) = take(queue)
    queue.record(attempt(alert, 500))
    follow(queue, superseded())
    follow(queue, detected(summary="Told otherwise."))
    (again,) = take(queue, NOW + timedelta(days=1))
    assert (again.body, again.position, again.attempts) == (alert.body, alert.position, 1)


def test_what_stands_again_while_it_is_under_way_is_not_sent_beside_itself(queue: Queue) -> None:
    follow(queue, detected())
    (alert,) = take(queue)
    follow(queue, superseded())
    follow(queue, detected())
    assert take(queue) == []
    tried = attempt(alert, 500)
    assert queue.record(tried)
    assert isinstance(tried.verdict, Retry)
    (again,) = take(queue, tried.verdict.due_at)
    assert again.attempts == 1


def test_what_no_longer_matches_is_withdrawn_for_that_subscription_only(queue: Queue) -> None:
    follow(queue, detected(), corroborated(), subscriptions=(ALL, TWICE))
    follow(queue, detected(), subscriptions=(ALL, TWICE))
    assert [alert.subscription for alert in take(queue)] == ["all"]


def test_the_circuit_of_an_endpoint_follows_its_attempts(queue: Queue) -> None:
    follow(queue, *(detected(f"d{number}") for number in range(6)), subscriptions=(ALL, OTHER))
    alerts = take(queue)
    mine = [alert for alert in alerts if alert.subscription == "all"]
    for alert in mine[:5]:
        queue.record(attempt(alert, 500))
    circuit = queue.circuits()[ALL.endpoint_id]
    assert (circuit.failures, circuit.failing_since, circuit.is_open(NOW)) == (5, NOW, True)
    assert OTHER.endpoint_id not in queue.circuits()
    queue.record(attempt(mine[5], 200))
    assert queue.circuits()[ALL.endpoint_id] == CLOSED


def test_410_disables_the_endpoint_until_something_is_redelivered(queue: Queue) -> None:
    follow(queue, detected())
    (alert,) = take(queue)
    assert queue.record(attempt(alert, 410))
    assert queue.circuits()[ALL.endpoint_id].disabled == "gone"
    queue.redeliver(["unknown"], [ALL, OTHER], NOW)
    assert queue.circuits()[ALL.endpoint_id].disabled == "gone"
    queue.redeliver([alert.alert_id], [ALL, OTHER], NOW)
    assert queue.circuits() == {ALL.endpoint_id: CLOSED}


def test_alerts_of_a_disabled_endpoint_fail_unsent_and_are_told(queue: Queue) -> None:
    verdict = GiveUp(reason="gone", status=None, detail="the endpoint is disabled")
    follow(queue, *(detected(f"d{number}") for number in range(3)), subscriptions=(ALL, OTHER))
    assert queue.give_up(ALL, verdict, NOW, 10) == 0  # not disabled
    (alert,) = take(queue, all=1)
    queue.record(attempt(alert, 410))
    assert [queue.give_up(ALL, verdict, NOW, 1) for _ in range(3)] == [1, 1, 0]
    assert {alert.subscription for alert in take(queue)} == {"other"}
    events = handed_over(queue)
    assert {event.type for event in events} == {"alert.failed"}
    assert sorted((event.data.reason, event.data.attempts) for event in events) == [
        ("gone", 0),
        ("gone", 0),
        ("gone", 1),
    ]


def test_outcomes_that_the_brokers_did_not_take_are_kept(queue: Queue) -> None:
    follow(queue, detected())
    (alert,) = take(queue)
    queue.record(attempt(alert, 200))

    def refuse(_events: Sequence[Event]) -> None:
        raise KafkaUnavailable("nobody there")

    with pytest.raises(KafkaUnavailable):
        queue.hand_over(refuse, 10)
    assert len(handed_over(queue)) == 1


def test_nothing_is_published_where_nothing_waits(queue: Queue) -> None:
    calls: list[Sequence[Event]] = []
    assert queue.hand_over(calls.append, 10) == 0
    assert calls == []


def test_a_failed_alert_is_redelivered_in_a_new_round_with_the_same_id(queue: Queue) -> None:
    follow(queue, detected())
    (alert,) = take(queue)
    queue.record(attempt(alert, 410))
    assert queue.redeliver([alert.alert_id, "unknown"], [ALL], NOW) == [(alert.alert_id, "all")]
    (again,) = take(queue)
    assert (again.alert_id, again.body, again.attempts, again.round) == (alert.alert_id, alert.body, 0, 1)
    assert queue.record(attempt(again, 200))
    events = handed_over(queue)
    assert sorted(event.type for event in events) == ["alert.delivered", "alert.failed"]
    assert len({event.id for event in events}) == 2


def test_a_delivered_alert_is_sent_again_by_id_and_told_as_another_delivery(queue: Queue) -> None:
    follow(queue, detected())
    (alert,) = take(queue)
    queue.record(attempt(alert, 200))
    queue.redeliver([alert.alert_id], [ALL], NOW)
    (again,) = take(queue)
    queue.record(attempt(again, 200))
    assert len({event.id for event in handed_over(queue)}) == 2


def test_an_attempt_of_an_older_round_decides_nothing(queue: Queue) -> None:
    follow(queue, detected())
    (alert,) = take(queue)
    queue.record(attempt(alert, 200))
    queue.redeliver([alert.alert_id], [ALL], NOW)
    assert not queue.record(attempt(alert, 200))
    assert len(take(queue)) == 1


def test_positions_redeliver_what_failed_within_them(queue: Queue) -> None:
    follow(queue, *(detected(f"d{number}") for number in range(1, 6)))
    for alert in take(queue):
        queue.record(attempt(alert, 200 if alert.position == 3 else 410))
    again = queue.redeliver(range(2, 5), [ALL], NOW)
    assert sorted(name for name, _ in again) == sorted(alert_id(f"d{number}", "all") for number in (2, 4))
    assert queue.redeliver(range(2, 5), [ALL], NOW) == []


def test_what_is_still_queued_is_not_redelivered(queue: Queue) -> None:
    follow(queue, detected())
    assert queue.redeliver([alert_id("joint-strikes", "all")], [ALL], NOW) == []


def test_the_depth_counts_what_is_due_and_what_waits(queue: Queue) -> None:
    follow(queue, detected("now"), subscriptions=(ALL, OTHER))
    follow(queue, detected("later"), due_at=NOW + timedelta(hours=1))
    assert queue.depth(["all"], NOW) == Depth(due=1, queued=3)
    assert queue.depth([], NOW) == Depth(due=0, queued=3)
