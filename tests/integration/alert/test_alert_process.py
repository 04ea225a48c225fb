"""The running service on real Kafka and Postgres: delivery, crashes, hostile endpoints, files that change."""

import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from standardwebhooks import Webhook

from deploy.local.postgres import Postgres
from schemas.ids import alert_id
from services.runtime.postgres import engine
from services.runtime.topics import create_topics
from services.store.append import append
from services.store.rows import row_of
from tests.integration.alert.endpoints import Receiver, Reply, closed_port, raw, within
from tests.integration.alert.running import LEASE_SECONDS, ROOT, World, migrated, running
from tests.unit.alert.making import SECRET, SHIFT, TERRITORY, corroborated, detected, event, superseded


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    yield server
    server.close()


@pytest.fixture
def world(postgres_database: str, kafka: str, tmp_path: Path) -> World:
    create_topics(kafka)
    migrated(postgres_database)
    return World(database=postgres_database, kafka=kafka, folder=tmp_path)


def name() -> str:
    """A development of this test alone: the broker is shared."""
    return str(uuid.uuid4())


def test_a_development_becomes_one_signed_webhook_and_one_event(world: World, receiver: Receiver) -> None:
    new = name()
    world.subscribe(all=receiver.url("/in"))
    with running(world) as service:
        world.log(detected(new), detected(new, relation=TERRITORY, novelties=(SHIFT,)), corroborated(new))
        within(10, lambda: world.published(new), "alert.delivered")
        (request,) = receiver.requests
        assert request.webhook_id == alert_id(new, "all")
        assert request.headers["content-type"] == "application/cloudevents+json"
        told = Webhook(SECRET).verify(request.body, request.headers)
        assert told["data"]["development_id"] == new
        assert [novelty["kind"] for novelty in told["data"]["novelties"]] == ["first", "shift"]
        (event,) = world.published(new)
        assert (event.type, event.data.http_status, event.data.attempts) == ("alert.delivered", 204, 1)
        assert event.data.position == told["data"]["position"] == 3
        within(5, lambda: service.metric("wirewatch_alert_checkpoint_lag_positions") == 0, "lag 0")
        assert service.metric("wirewatch_alert_delivered_total") == 1
        assert service.stop() == 0
    assert SECRET not in service.text()
    assert "/in" not in service.text()


def test_neither_a_restart_nor_a_replay_sends_anything_twice(world: World, receiver: Receiver) -> None:
    new = name()
    world.subscribe(all=receiver.url("/in"))
    with running(world):
        world.log(detected(new))
        within(10, lambda: world.states() == {(new, "all"): "delivered"}, "delivery")
    owner = engine(world.database)
    with owner.begin() as connection:
        connection.execute(text("update alert.checkpoint set position = 0"))
    owner.dispose()
    with running(world):
        world.log(detected(new), detected("after"))
        within(10, lambda: len(receiver.requests) > 1, "the next development")
    assert [request.data["development_id"] for request in receiver.requests] == [new, "after"]


def test_a_kill_between_sending_and_recording_sends_again_with_the_same_id_and_tells_it_once(
    world: World, receiver: Receiver
) -> None:
    new = name()
    world.subscribe(all=receiver.url("/in"))
    owner = engine(world.database)
    with running(world) as service:
        reached, answer = threading.Event(), threading.Event()

        def hold() -> None:
            reached.set()
            answer.wait(10)

        receiver.replies["/in"] = Reply(before=hold)
        world.log(detected(new))
        assert reached.wait(10)
        with owner.begin() as holding:
            holding.execute(text("select from alert.alerts for update"))  # nobody records now
            answer.set()
            within(5, lambda: receiver.answered, "the answer")
            service.kill()
    owner.dispose()
    receiver.replies.clear()
    with running(world) as service:
        within(LEASE_SECONDS + 10, lambda: world.states() == {(new, "all"): "delivered"}, "the second delivery")
        within(10, lambda: world.published(new), "alert.delivered")
        assert service.stop() == 0
    first, second = receiver.requests
    assert first.webhook_id == second.webhook_id
    assert first.body == second.body
    assert len(world.published(new)) == 1


def test_a_kill_between_recording_and_publishing_loses_no_event(world: World, receiver: Receiver) -> None:
    new = name()
    world.subscribe(all=receiver.url("/in"))
    with running(world, KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1") as service:
        world.log(detected(new))
        within(10, lambda: world.states() == {(new, "all"): "delivered"}, "delivery")
        service.kill()
    assert world.published(new) == []
    with running(world):
        within(10, lambda: world.published(new), "alert.delivered")
    assert len(receiver.requests) == 1


def test_hostile_endpoints_get_their_reasons_and_the_others_go_on(world: World, receiver: Receiver) -> None:
    new = name()
    receiver.replies = {
        "/redirect": Reply(status=302, headers={"Location": receiver.url("/good")}),
        "/gone": Reply(status=410),
        "/busy": Reply(status=429, headers={"Retry-After": "3600"}),
        "/broken": Reply(status=500, body=b"out of order"),
        "/refusing": Reply(status=400),
    }
    paths = {path: receiver.url(f"/{path}") for path in ("good", "redirect", "gone", "busy", "broken", "refusing")}
    with (
        raw(b"", hold=True) as slow,
        raw(b"HTTP/1.1 200 OK\r\n\r\n", forever=b"x" * 4096) as endless,
        raw(b"hi") as no_http,
    ):
        others = {"slow": slow, "endless": endless, "no_http": no_http, "dead": closed_port()}
        world.subscribe(**paths, **others, no_tls=receiver.url("/").replace("http:", "https:"))
        with running(world) as service:
            world.log(*(detected(f"{new}-{number}") for number in range(3)))
            within(
                20, lambda: all((f"{new}-0", each) in tried(world) for each in [*paths, *others, "no_tls"]), "attempts"
            )
            assert len(receiver.at("/good")) == 3
            assert service.stop() == 0
    reasons = dict(world.rows(
        "select distinct on (subscription) subscription, reason "
        "from alert.attempts join alert.alerts using (alert_id) order by subscription, number"
    ))  # fmt: skip
    assert reasons == {
        "good": None,
        "endless": None,
        "redirect": "redirect",
        "gone": "gone",
        "busy": "refused",
        "broken": "server_error",
        "refusing": "refused",
        "slow": "timeout",
        "no_http": "protocol",
        "dead": "connect",
        "no_tls": "tls",
    }
    assert receiver.at("/good")[0].data["development_id"].startswith(new)
    assert len(receiver.at("/good")) == 3
    states = world.states()
    assert {states[f"{new}-{number}", "gone"] for number in range(3)} == {"failed"}
    assert len(receiver.at("/busy")) <= 4  # those under way at once; then an hour of silence
    failed = [
        event for event in world.published(*(f"{new}-{number}" for number in range(3))) if event.type == "alert.failed"
    ]
    assert {(event.data.subscription, event.data.reason) for event in failed} == {("gone", "gone")}
    assert len(failed) == 3


def tried(world: World) -> set[tuple[str, str]]:
    rows = world.rows(
        "select distinct development_id, subscription from alert.attempts join alert.alerts using (alert_id)"
    )
    return {(development, subscription) for development, subscription in rows}


def test_a_failure_is_tried_again_after_its_time_with_the_same_id_and_body(world: World, receiver: Receiver) -> None:
    new = name()
    receiver.replies["/in"] = Reply(status=503)
    world.subscribe(all=receiver.url("/in"))
    with running(world):
        world.log(detected(new))
        within(10, lambda: receiver.requests, "the first attempt")
        receiver.replies.clear()
        within(15, lambda: world.states() == {(new, "all"): "delivered"}, "the second attempt")
    first, second = receiver.requests
    assert (first.webhook_id, first.body) == (second.webhook_id, second.body)
    assert 5 <= second.at - first.at < 9
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]


def test_a_superseded_development_that_waits_is_not_sent_and_a_sent_one_stays_queryable(
    world: World, receiver: Receiver
) -> None:
    sent, waiting = name(), name()
    world.subscribe(all=receiver.url("/in"))
    with running(world):
        world.log(detected(sent))
        within(10, lambda: world.states() == {(sent, "all"): "delivered"}, "delivery")
    world.log(detected(waiting), superseded(waiting), superseded(sent), detected("after"))
    with running(world):
        within(10, lambda: len(receiver.requests) == 2, "the development after it")
    assert [request.data["development_id"] for request in receiver.requests] == [sent, "after"]
    assert world.rows(
        "select state, superseded_position from alert.alerts where development_id = :sent", sent=sent
    ) == [("delivered", 4)]


def test_a_changed_file_is_served_and_a_broken_one_leaves_the_last_good_one(world: World, receiver: Receiver) -> None:
    world.subscribe(one=receiver.url("/one"))
    with running(world) as service:
        world.subscribe(one=receiver.url("/one"), two=receiver.url("/two"))
        within(10, lambda: service.text().count("subscriptions_read") == 1, "the new file")
        world.log(detected("first"))
        within(10, lambda: receiver.at("/two"), "the new subscription")
        world.subscriptions.write_text("subscriptions:\n  - name: one\n    fliter: {}\n")
        within(10, lambda: "subscriptions" in service.reasons(), "unreadiness")
        assert ":3:5: fliter: is no key here; did you mean filter?" in service.reasons()["subscriptions"]
        assert service.metric("wirewatch_alert_subscription_faults") == 3
        assert "subscriptions_wrong" in service.text()
        world.log(detected("second"))
        within(10, lambda: len(receiver.at("/one")) == 2 and len(receiver.at("/two")) == 2, "the old subscriptions")
        world.subscribe(one=receiver.url("/one"))
        within(10, lambda: not service.reasons(), "readiness")


def test_two_workers_share_the_work_and_send_each_alert_once(world: World, receiver: Receiver) -> None:
    world.subscribe(all=receiver.url("/in"))
    names = [name() for _ in range(40)]
    with running(world), running(world):
        for each in names:
            world.log(detected(each))
        within(20, lambda: len(receiver.requests) >= 40, "forty deliveries")
        within(10, lambda: set(world.states().values()) == {"delivered"}, "their records")
    assert sorted(request.data["development_id"] for request in receiver.requests) == sorted(names)
    assert {len(request.webhook_id) for request in receiver.requests} == {36}


def test_a_service_that_begins_late_skips_the_log_before_its_start_position(world: World, receiver: Receiver) -> None:
    world.subscribe(all=receiver.url("/in"))
    world.log(detected("old"), detected("older"))
    with running(world, WIREWATCH_START_POSITION="2"):
        world.log(detected("new"))
        within(10, lambda: receiver.requests, "the new one")
    assert [request.data["development_id"] for request in receiver.requests] == ["new"]


def test_the_service_goes_on_when_postgres_comes_back(receiver: Receiver, kafka: str, tmp_path: Path) -> None:
    create_topics(kafka)
    server = Postgres(tmp_path / "own")
    try:
        server.start()
        migrated(server.url)
        world = World(database=server.url, kafka=kafka, folder=tmp_path)
        world.subscribe(all=receiver.url("/in"))
        before, after = name(), name()
        with running(world) as service:
            world.log(detected(before))
            within(10, lambda: world.states() == {(before, "all"): "delivered"}, "delivery")
            server.kill()
            within(10, lambda: "match" in service.reasons(), "unreadiness")
            assert service.process.poll() is None
            server.start()
            world.log(detected(after))
            within(20, lambda: world.published(before, after) and len(world.states()) == 2, "the next development")
            within(20, lambda: set(world.states().values()) == {"delivered"}, "its delivery")
            within(10, lambda: not service.reasons(), "readiness")
        assert [request.data["development_id"] for request in receiver.requests] == [before, after]
    finally:
        server.kill()
        server.remove()


def test_failed_alerts_are_redelivered_by_position_and_their_endpoint_is_called_again(
    world: World, receiver: Receiver
) -> None:
    names = [name() for _ in range(3)]
    receiver.replies["/in"] = Reply(status=410)
    world.subscribe(all=receiver.url("/in"))
    with running(world) as service:
        world.log(*map(detected, names))
        within(10, lambda: list(world.states().values()) == ["failed"] * 3, "failures")
        within(5, lambda: service.metric("wirewatch_alert_endpoints_disabled") == 1, "the metric")
        receiver.replies.clear()
        called = len(receiver.requests)
        done = subprocess.run(
            [sys.executable, "-m", "services", "alert", "redeliver", "2-3"],
            cwd=ROOT,
            env=world.environ(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert len(done.stdout.splitlines()) == 2
        within(10, lambda: list(world.states().values()).count("delivered") == 2, "deliveries")
        within(10, lambda: len(world.published(*names)) == 5, "their events")
    assert sorted(request.webhook_id for request in receiver.requests[called:]) == sorted(
        alert_id(each, "all") for each in names[1:]
    )
    assert len({event.id for event in world.published(*names)}) == 5


def test_a_development_of_a_newer_writer_is_told_and_the_next_one_is_sent(world: World, receiver: Receiver) -> None:
    newer, after = name(), name()
    world.subscribe(all=receiver.url("/in"))
    owner = engine(world.database)
    append(owner, [replace(row_of(event(detected(newer))), version=99)])
    owner.dispose()
    with running(world) as service:
        world.log(detected(after))
        within(10, lambda: world.states() == {(after, "all"): "delivered"}, "the next one")
        assert service.metric("wirewatch_alert_unreadable_events_total") == 1
    assert "development.detected has versions 1 to 1, not 99" in service.text()


def test_a_database_that_is_not_prepared_ends_the_start_with_the_commands_to_run(
    postgres_database: str, kafka: str, tmp_path: Path
) -> None:
    world = World(database=postgres_database, kafka=kafka, folder=tmp_path)
    world.subscribe()
    done = subprocess.run(
        [sys.executable, "-m", "services.alert", "run"],
        cwd=ROOT,
        env=world.environ(WIREWATCH_METRICS_PORT="0"),
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 1
    assert "run `wirewatch store migrate`, then `wirewatch alert migrate`" in done.stderr
    assert "Traceback" not in done.stderr
