"""`wirewatch store run` as a process, on a broker and a server of its own: killed, doubled, and left without either."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from deploy.local.kafka import Kafka
from deploy.local.ports import free_port
from deploy.local.postgres import Postgres
from schemas.envelope import Event
from services.runtime.postgres import engine as engine_of
from services.runtime.topics import create_topics
from services.store.__main__ import GROUP
from services.store.verbs import verify_log
from tests.integration.groups import put_out_killed
from tests.integration.store.conftest import Log, new_log
from tests.integration.store.events import articles, example, found, publish, send

ROOT = Path(__file__).parents[3]
DEADLINE_SECONDS = 60.0


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Kafka, Postgres]]:
    """A broker with all topics and a server that these tests may kill."""
    folder = tmp_path_factory.mktemp("parts")
    kafka, postgres = Kafka(folder), Postgres(folder)
    try:
        create_topics(kafka.start())
        postgres.start()
        yield kafka, postgres
    finally:
        kafka.stop()
        postgres.stop()
        postgres.remove()


@pytest.fixture
def own_log(parts: tuple[Kafka, Postgres]) -> Iterator[Log]:
    """An empty log on that server. It takes what the broker already has, too: tests look for events of their own.

    So the tests that publish most stand last.
    """
    with new_log(parts[1].url) as made:
        yield made


@pytest.fixture
def store(parts: tuple[Kafka, Postgres], own_log: Log, tmp_path: Path) -> Iterator[Callable[[], "Store"]]:
    """Starts store processes that end with the test."""
    with contextlib.ExitStack() as stack:

        def start() -> Store:
            started = Store(parts[0].bootstrap, own_log.url, tmp_path / f"store-{time.monotonic_ns()}.log")
            stack.callback(started.end)
            return started

        yield start


class Store:
    """A store process, and what it says of itself."""

    def __init__(self, bootstrap: str, url: str, log: Path) -> None:
        self.port, self.log = free_port(), log
        environment = {
            **os.environ,
            "KAFKA_BOOTSTRAP_SERVERS": bootstrap,
            "DATABASE_URL": url,
            "WIREWATCH_METRICS_PORT": str(self.port),
            "WIREWATCH_STALL_SECONDS": "30",
        }
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "services.store", "run"], stderr=output, env=environment, cwd=ROOT
            )

    def ready(self) -> bool:
        """Whether /ready answers 200."""
        return self._get("/ready") == 200

    def answers(self) -> bool:
        """Whether the process serves its health at all."""
        return self._get("/live") is not None

    def reasons(self) -> dict[str, str]:
        """Why it is not ready."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ready") as answer:
                body = answer.read()
        except urllib.error.HTTPError as error:
            body = error.read()
        reasons: dict[str, str] = json.loads(body)["reasons"]
        return reasons

    def metric(self, start: str) -> float:
        """The value of the first sample whose line starts like this; 0 where there is none."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics") as answer:
            lines = answer.read().decode().splitlines()
        return next((float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(start)), 0.0)

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask it to stop; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def end(self) -> None:
        """Stop it, however it is."""
        if self.process.poll() is None:
            self.stop()

    def _get(self, path: str) -> int | None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None


def until(holds: Callable[[], bool], seconds: float = DEADLINE_SECONDS) -> None:
    """Poll until it holds. Fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not so within {seconds:g} s"
        time.sleep(0.02)


def count(log: Log, events: list[Event]) -> int:
    """How many of these events the log has."""
    ids = [event.id for event in events]
    with psycopg.connect(log.url) as connection:
        found = connection.execute("select count(*) from log.events where id = any(%s::uuid[])", (ids,)).fetchone()
    return int(found[0]) if found else 0


def await_count(log: Log, events: list[Event], wanted: int) -> None:
    """Return when the log has so many of these events."""
    until(lambda: count(log, events) >= wanted)


def assert_once_and_whole(log: Log, events: list[Event]) -> None:
    """Each event is in the log exactly once, positions have no gap, and the chain fits."""
    assert count(log, events) == len(events)
    engine = engine_of(log.url, "wirewatch_store")
    verdict = verify_log(engine)
    engine.dispose()
    assert verdict.fault is None
    assert log.rows("select count(*), count(distinct id), max(position) from log.events") == [
        (verdict.tail.position,) * 3
    ]


def test_every_family_ends_in_the_log_with_its_coordinates(
    parts: tuple[Kafka, Postgres], own_log: Log, store: Callable[[], Store]
) -> None:
    kinds = ["feed.gone", "article.found", "article.annotated", "development.detected", "alert.delivered"]
    events = [*map(example, [*kinds, "dead_letter.written"]), *articles("families", 20)]
    publish(parts[0].bootstrap, events)
    running = store()
    until(lambda: count(own_log, events) == len(events))
    assert own_log.rows("select count(*) from log.events where kafka_offset is null or kafka_topic is null") == [(0,)]
    assert own_log.rows(
        "select count(*) from log.offsets o where next <> coalesce((select max(kafka_offset) + 1 from log.events e "
        "where e.kafka_topic = o.topic and e.kafka_partition = o.partition), 0)"
    ) == [(0,)]
    until(running.ready)
    until(lambda: running.metric("wirewatch_store_head_position") >= len(events))
    assert running.stop() == 0
    assert_once_and_whole(own_log, events)


def test_claims_are_not_taken(parts: tuple[Kafka, Postgres], own_log: Log, store: Callable[[], Store]) -> None:
    claim, after = example("claim.made"), found("after-the-claim")
    publish(parts[0].bootstrap, [claim, after])
    store()
    until(lambda: count(own_log, [after]) == 1)
    assert count(own_log, [claim]) == 0


def test_what_is_no_event_becomes_a_dead_letter_and_the_rest_goes_on(
    parts: tuple[Kafka, Postgres], own_log: Log, store: Callable[[], Store]
) -> None:
    bootstrap = parts[0].bootstrap
    refused = {
        send(bootstrap, "articles", None, b"{"): "not_an_event",
        send(bootstrap, "articles", example("feed.gone")): "wrong_topic",
        send(bootstrap, "articles", found("with-nul", text="a\x00b")): "refused_by_database",
        send(bootstrap, "articles", None, b"[" * 100_000): "not_an_event",
    }
    good = articles("beside-poison", 30)
    publish(bootstrap, good)
    running = store()
    query = 'select "partition", "offset", reason from wirewatch.dead_letters where refused_by = \'store\''
    until(lambda: {(p, o): r for p, o, r in own_log.rows(query)}.items() >= refused.items())
    until(lambda: count(own_log, good) == len(good))
    assert count(own_log, [found("with-nul", text="a\x00b")]) == 0
    for reason in set(refused.values()):
        assert running.metric(f'wirewatch_dead_letters_total{{reason="{reason}",service="store"}}') >= 1
    assert_once_and_whole(own_log, good)


def test_a_killed_kafka_is_waited_for(parts: tuple[Kafka, Postgres], own_log: Log, store: Callable[[], Store]) -> None:
    kafka, _ = parts
    events = articles("kafka", 400)
    running = store()
    until(running.ready)
    publish(kafka.bootstrap, events[:200])
    until(lambda: count(own_log, events) == 200)
    kafka.kill()
    until(lambda: not running.ready() and "kafka" in running.reasons())
    kafka.start()
    publish(kafka.bootstrap, events[200:])
    until(lambda: count(own_log, events) == len(events))
    until(running.ready)
    assert running.process.poll() is None
    assert_once_and_whole(own_log, events)


def test_a_process_may_start_before_kafka_and_postgres(
    parts: tuple[Kafka, Postgres], own_log: Log, store: Callable[[], Store]
) -> None:
    kafka, postgres = parts
    kafka.stop()
    postgres.stop()
    running = store()
    until(lambda: running.answers() and {"kafka", "postgres"} <= running.reasons().keys())
    kafka.start()
    postgres.start()
    until(running.ready)
    assert running.stop() == 0


def test_a_topic_made_anew_is_read_from_its_beginning(
    parts: tuple[Kafka, Postgres], own_log: Log, store: Callable[[], Store]
) -> None:
    with own_log.owner() as owner:
        owner.execute("insert into log.offsets select 'articles', n, 1000000000 from generate_series(0, 3) as n")
    events = articles("anew", 50)
    publish(parts[0].bootstrap, events)
    store()
    until(lambda: count(own_log, events) == len(events))
    assert own_log.rows("select max(next) < 1000000000 from log.offsets where topic = 'articles'") == [(True,)]
    assert_once_and_whole(own_log, events)


def test_a_running_store_tells_that_its_log_was_tampered_with(
    parts: tuple[Kafka, Postgres], own_log: Log, store: Callable[[], Store]
) -> None:
    own_log.append(*articles("tampered", 5))
    with own_log.owner() as superuser:
        superuser.execute("alter table log.events_000000 disable trigger all")
        superuser.execute("update log.events_000000 set data = '{}' where position = 4")
    running = store()
    until(lambda: running.answers() and running.metric("wirewatch_store_chain_broken_position") == 4)
    assert "chain_broken" in running.log.read_text("utf-8")


def test_two_processes_and_a_rebalance_append_each_event_once(
    parts: tuple[Kafka, Postgres], own_log: Log, store: Callable[[], Store]
) -> None:
    events = articles("shared", 6_000)
    first = store()
    until(first.ready)
    publish(parts[0].bootstrap, events[:3_000])
    second = store()
    until(second.ready)
    publish(parts[0].bootstrap, events[3_000:4_500])
    until(lambda: count(own_log, events) >= 3_500)
    first.kill()  # its partitions go to the second when its session has ended
    publish(parts[0].bootstrap, events[4_500:])
    until(lambda: count(own_log, events) == len(events))
    assert_once_and_whole(own_log, events)


def test_a_killed_postgres_is_waited_for(
    parts: tuple[Kafka, Postgres], own_log: Log, store: Callable[[], Store]
) -> None:
    kafka, postgres = parts
    events = articles("postgres", 9_000)
    publish(kafka.bootstrap, events[:6_000])
    running = store()
    until(lambda: count(own_log, events) >= 1_000)
    postgres.kill()
    until(lambda: not running.ready() and "postgres" in running.reasons())
    publish(kafka.bootstrap, events[6_000:])
    postgres.start()
    until(lambda: count(own_log, events) == len(events))
    until(running.ready)
    assert running.process.poll() is None
    assert running.metric('wirewatch_store_setbacks_total{cause="postgres"}') >= 1
    assert_once_and_whole(own_log, events)


def test_a_killed_process_loses_nothing_and_repeats_nothing(
    parts: tuple[Kafka, Postgres], own_log: Log, store: Callable[[], Store]
) -> None:
    events = articles("killed", 12_000)
    publish(parts[0].bootstrap, events)
    for share in (0.1, 0.4, 0.7):
        running = store()
        await_count(own_log, events, int(share * len(events)))
        running.kill()
        assert count(own_log, events) < len(events), "it was killed too late to tell anything"
        put_out_killed(parts[0].bootstrap, GROUP)
    store()
    until(lambda: count(own_log, events) == len(events))
    assert_once_and_whole(own_log, events)


def test_a_process_that_hangs_is_replaced_and_repeats_nothing_when_it_wakes(
    parts: tuple[Kafka, Postgres], own_log: Log, store: Callable[[], Store]
) -> None:
    events = articles("hung", 12_000)
    publish(parts[0].bootstrap, events)
    hung = store()
    await_count(own_log, events, 1_000)
    hung.process.send_signal(signal.SIGSTOP)  # with the counter's lock in its hands, as often as not
    try:
        assert count(own_log, events) < len(events), "it was stopped too late to tell anything"
        store()
        await_count(own_log, events, len(events))
    finally:
        hung.process.send_signal(signal.SIGCONT)
    until(lambda: hung.metric("wirewatch_store_setbacks_total") >= 1 or hung.ready())
    assert_once_and_whole(own_log, events)
