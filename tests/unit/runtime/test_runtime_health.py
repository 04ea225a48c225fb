"""Health over HTTP: live, ready, metrics, from a thread of its own."""

import asyncio
import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from services.runtime.health import Health, HealthServer, serve


class Hand:
    """Monotonic seconds that a test moves."""

    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
def server(hand: Hand) -> Iterator[HealthServer]:
    with serve(Health(30, now=hand), "127.0.0.1", 0) as running:
        yield running


def health_of(server: HealthServer) -> Health:
    return server._server.health


def get(server: HealthServer, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://{server.host}:{server.port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_a_process_is_live_from_the_start_and_ready_once_it_has_checks_that_pass(server: HealthServer) -> None:
    assert get(server, "/live") == (200, '{"status": "ok", "reasons": {}}\n')
    assert get(server, "/ready")[0] == 503
    health_of(server).check("kafka", lambda: None)
    assert get(server, "/ready?verbose") == (200, '{"status": "ok", "reasons": {}}\n')
    assert get(server, "/")[0] == 404


def test_ready_is_503_with_the_sentence_of_each_failing_check(server: HealthServer) -> None:
    health = health_of(server)
    health.check("kafka", lambda: None)
    health.check("postgres", lambda: "Postgres does not answer")
    health.check("broken", lambda: str(1 // 0))
    status, body = get(server, "/ready")
    assert status == 503
    reasons = json.loads(body)["reasons"]
    assert reasons["postgres"] == "Postgres does not answer"
    assert reasons["broken"].startswith("the check broken failed: ZeroDivisionError")
    assert reasons.keys() == {"postgres", "broken"}
    assert get(server, "/live")[0] == 200, "a missing dependency is no reason to end the process"


def test_live_is_503_when_a_worker_made_no_progress_for_the_stall_time(server: HealthServer, hand: Hand) -> None:
    health = health_of(server)
    health.progress("poller")
    hand.seconds += 30
    assert get(server, "/live")[0] == 200
    hand.seconds += 1
    assert get(server, "/live") == (
        503,
        '{"status": "failing", "reasons": {"poller": "worker poller made no progress for 31 s; the limit is 30 s"}}\n',
    )
    health.progress("poller")
    assert get(server, "/live")[0] == 200


def test_a_worker_that_ended_as_it_should_is_watched_no_longer(hand: Hand) -> None:
    health = Health(30, now=hand)
    assert health.age("poller") is None
    health.progress("poller")
    hand.seconds += 40
    assert health.age("poller") == 40
    assert health.stalled() == {"poller": 40}
    health.done("poller")
    assert health.stalled() == {}


def test_metrics_are_those_of_the_process(server: HealthServer) -> None:
    health = health_of(server)
    health.progress("metered")
    health.check("kafka", lambda: None)
    assert 'wirewatch_last_progress_timestamp_seconds{worker="metered"}' in get(server, "/metrics")[1]
    assert "wirewatch_ready 1.0" in get(server, "/metrics")[1]
    health.check("postgres", lambda: "Postgres does not answer")
    assert "wirewatch_ready 0.0" in get(server, "/metrics")[1]


def test_it_answers_while_an_event_loop_is_blocked(server: HealthServer) -> None:
    answers: list[int] = []

    async def blocked() -> None:
        asker = threading.Thread(target=lambda: answers.append(get(server, "/live")[0]))
        asker.start()
        while asker.is_alive():  # the loop never gets its turn
            time.sleep(0.001)

    asyncio.run(blocked())
    assert answers == [200]


def test_a_slow_check_does_not_hold_up_the_others(server: HealthServer) -> None:
    release = threading.Event()
    health_of(server).check("slow", lambda: None if release.wait(30) else "slow")
    asker = threading.Thread(target=get, args=(server, "/ready"))
    asker.start()
    assert get(server, "/live")[0] == 200
    release.set()
    asker.join(10)
    assert not asker.is_alive()


def test_a_taken_port_is_an_error_at_the_start(server: HealthServer) -> None:
    with pytest.raises(OSError, match="in use"):
        serve(Health(), "127.0.0.1", server.port)


def test_a_closed_server_frees_its_port() -> None:
    first = serve(Health(), "127.0.0.1", 0)
    first.close()
    serve(Health(), "127.0.0.1", first.port).close()
