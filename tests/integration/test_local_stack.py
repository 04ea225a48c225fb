"""The stack under supervisor, with small stand-ins for the services: up, kill -9, side by side, down, failures."""

import os
import signal
import socket
import sys
import textwrap
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic

from deploy.local.errors import CommandFailed, NotReady, Refused
from deploy.local.names import read_names
from deploy.local.process import MARK, marked_pids
from deploy.local.programs import Program, Step
from deploy.local.stack import Stack

# Answers 200 on its metrics port with the value of a setting, and has a child, as ingest has.
STAND_IN = textwrap.dedent(
    """
    import http.server, os, subprocess, sys

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(os.environ.get("WIREWATCH_CONTACT", "").encode())

    child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    address = ("127.0.0.1", int(os.environ["WIREWATCH_METRICS_PORT"]))
    http.server.ThreadingHTTPServer(address, Answer).serve_forever()
    """
)

OWN_PARTS = {
    name: value for name, value in os.environ.items() if name not in {"KAFKA_BOOTSTRAP_SERVERS", "DATABASE_URL"}
}
Build = Callable[..., Stack]


def eventually(holds: Callable[[], bool], seconds: float = 30) -> bool:
    """Return whether the condition held before the time was over."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Build]:
    """A function that describes stacks with one stand-in service; they are cleaned up at the end."""
    script = tmp_path / "stand_in.py"
    script.write_text(STAND_IN)
    built: list[Stack] = []

    def describe(
        name: str = "run",
        *,
        programs: tuple[Program, ...] | None = None,
        steps: tuple[Step, ...] = (),
        environ: Mapping[str, str] = OWN_PARTS,
        service_env: Mapping[str, str] | None = None,
    ) -> Stack:
        stand_in = Program(name="stand-in", command=(sys.executable, str(script)))
        programs = (stand_in,) if programs is None else programs
        stack = Stack(tmp_path / name, service_env, programs=programs, steps=steps, environ=environ)
        built.append(stack)
        return stack

    yield describe
    for stack in built:
        stack.clean()


def write_one(stack: Stack, topic: str) -> None:
    """Put one row and one message into the stack's parts."""
    with psycopg.connect(stack.database_url) as connection:
        connection.execute("create table if not exists kept (word text)")
        connection.execute("insert into kept values (%s)", [topic])
    admin = KafkaAdminClient(bootstrap_servers=stack.bootstrap)
    admin.create_topics([NewTopic(name=topic, num_partitions=1, replication_factor=1)])
    admin.close()
    producer = KafkaProducer(bootstrap_servers=stack.bootstrap)
    producer.send(topic, topic.encode()).get(timeout=30)
    producer.close()


def read_rows(stack: Stack) -> list[str]:
    """Return what write_one put into Postgres."""
    with psycopg.connect(stack.database_url) as connection:
        return [row[0] for row in connection.execute("select word from kept order by word")]


def read_messages(stack: Stack, topic: str) -> list[bytes]:
    """Return the messages of a topic."""
    consumer = KafkaConsumer(bootstrap_servers=stack.bootstrap, consumer_timeout_ms=10_000)
    partition = TopicPartition(topic, 0)
    consumer.assign([partition])
    consumer.seek_to_beginning(partition)
    end = consumer.end_offsets([partition])[partition]
    messages = []
    while consumer.position(partition) < end:
        messages += [record.value for records in consumer.poll(1000).values() for record in records]
    consumer.close()
    return messages


def accepts(address: str) -> bool:
    """Return whether somebody listens at host:port."""
    host, port = address.split(":")
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, int(port))) == 0


def postgres_answers(stack: Stack) -> bool:
    """Return whether a query gets through."""
    try:
        with psycopg.connect(stack.database_url, connect_timeout=2) as connection:
            connection.execute("select 1")
    except psycopg.OperationalError:
        return False
    return True


def test_up_starts_parts_set_up_and_services_and_down_leaves_no_process(build: Build, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    ask = "import os, psycopg; psycopg.connect(os.environ['DATABASE_URL']); open(os.environ['SEEN'], 'a').write('x')"
    step = Step(name="look at the database", command=(sys.executable, "-c", ask))
    service_env = {"WIREWATCH_CONTACT": "50% of = 'all' \"quotes\" ; #", "SEEN": str(seen)}
    stack = build(steps=(step,), service_env=service_env)

    stack.up()
    stack.await_ready()

    with urllib.request.urlopen(stack.metrics_url("stand-in")) as answer:  # noqa: S310 - our own http address
        assert answer.read().decode() == service_env["WIREWATCH_CONTACT"]
    assert seen.read_text() == "x"
    pids = [pid for state in stack.states() if (pid := state.pid)]
    families = [process for pid in pids for process in [psutil.Process(pid), *psutil.Process(pid).children()]]
    assert len(pids) == 3
    assert len(families) > 6, "the server, its workers and the stand-in's child were seen"
    stack.down()
    assert [process for process in families if process.is_running()] == []
    assert marked_pids(stack.run_dir) == []
    assert not accepts(stack.bootstrap)


def test_a_service_that_is_killed_is_started_again(build: Build) -> None:
    with build() as stack:
        stack.await_ready()
        killed = stack.kill("stand-in")
        assert stack.await_running("stand-in", other_than=killed) != killed
        stack.await_ready()


def test_kafka_and_postgres_come_back_from_a_kill_with_their_data_and_addresses(build: Build) -> None:
    with build(programs=()) as stack:
        write_one(stack, "before")
        addresses = (stack.bootstrap, stack.database_url)
        killed = {name: stack.kill(name) for name in ("kafka", "postgres")}
        for name, pid in killed.items():
            stack.await_running(name, other_than=pid)
        assert eventually(lambda: accepts(stack.bootstrap) and postgres_answers(stack))
        assert (stack.bootstrap, stack.database_url) == addresses
        assert read_rows(stack) == ["before"]
        assert read_messages(stack, "before") == [b"before"]


def test_down_and_up_keep_data_ports_and_password(build: Build) -> None:
    stack = build(programs=())
    with stack:
        write_one(stack, "before")
        first = stack.environment()
    with stack:
        assert stack.environment() == first
        assert read_rows(stack) == ["before"]
        assert read_messages(stack, "before") == [b"before"]


def test_a_port_that_somebody_took_meanwhile_is_replaced_and_the_data_stays(build: Build) -> None:
    stack = build(programs=())
    with stack:
        write_one(stack, "before")
    before = read_names(stack.run_dir / "env")
    names = ("KAFKA_PORT", "KAFKA_CONTROLLER_PORT", "POSTGRES_PORT")
    thieves = [socket.create_server(("127.0.0.1", int(before[name]))) for name in names]
    try:
        with stack:
            assert not set(before.items()) & {(name, stack.environment()[name]) for name in names}
            assert read_rows(stack) == ["before"]
            assert read_messages(stack, "before") == [b"before"]
    finally:
        for thief in thieves:
            thief.close()


def test_two_stacks_stand_side_by_side(build: Build) -> None:
    with build("one") as one, build("two") as two:
        write_one(one, "first")
        write_one(two, "second")
        assert (read_rows(one), read_rows(two)) == (["first"], ["second"])
        one.down()
        two.await_ready(5)
        assert read_messages(two, "second") == [b"second"]


def test_down_ends_what_a_killed_supervisor_left_behind(build: Build) -> None:
    stack = build()
    stack.up()
    states = stack.states()
    supervisor = psutil.Process(states[0].pid).ppid()
    os.kill(supervisor, signal.SIGKILL)
    assert eventually(lambda: not psutil.pid_exists(supervisor))
    assert psutil.pid_exists(states[0].pid), "the orphans live on"
    stack.down()
    assert [state for state in states if state.pid and psutil.pid_exists(state.pid)] == []


def test_up_again_on_a_running_stack_changes_no_process(build: Build) -> None:
    with build() as stack:
        before = {state.name: state.pid for state in stack.states()}
        stack.up()
        assert {state.name: state.pid for state in stack.states()} == before


def test_a_step_that_fails_is_told_with_its_log_and_nothing_is_left_running(build: Build) -> None:
    step = Step(name="migrate", command=(sys.executable, "-c", "raise SystemExit('no such table: log')"))
    stack = build(steps=(step,))
    with pytest.raises(CommandFailed, match=r"(?s)Could not migrate: .*setup\.log.*no such table: log"):
        stack.up()
    assert marked_pids(stack.run_dir) == []


def test_a_service_that_is_never_ready_is_told_with_its_log(build: Build) -> None:
    broken = Program(name="broken", command=(sys.executable, "-c", "raise SystemExit('WIREWATCH_CONTACT is missing')"))
    with build(programs=(broken,), environ={**OWN_PARTS, "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"}) as stack:
        assert eventually(lambda: "missing" in (stack.logs / "broken.log").read_text())
        with pytest.raises(NotReady, match=r"(?s)broken was not ready.*WIREWATCH_CONTACT is missing"):
            stack.await_ready(0.5)


def test_a_given_broker_and_database_are_used_and_not_started(build: Build, kafka: str, postgres: str) -> None:
    environ = {**OWN_PARTS, "KAFKA_BOOTSTRAP_SERVERS": kafka, "DATABASE_URL": postgres}
    with build(environ=environ) as stack:
        assert [state.name for state in stack.states()] == ["stand-in"]
        assert (stack.bootstrap, stack.database_url) == (kafka, postgres)


def test_a_run_folder_under_a_very_long_path_works(build: Build) -> None:
    with build("/".join(["a-rather-long-name"] * 8)) as stack:
        stack.await_ready()
        assert postgres_answers(stack)


def test_processes_are_found_by_their_mark_and_not_by_name(build: Build) -> None:
    with build("one", programs=()) as one, build("two", programs=()) as two:
        mine = set(marked_pids(one.run_dir))
        assert {one.pid("kafka"), one.pid("postgres")} <= mine
        assert not mine & set(marked_pids(two.run_dir))
        assert all(psutil.Process(pid).environ()[MARK] == str(one.run_dir) for pid in mine)


def test_clean_leaves_a_folder_alone_that_is_not_a_run_folder(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear")
    with pytest.raises(Refused, match="is not a run folder"):
        Stack(tmp_path, programs=(), steps=()).clean()
    assert (tmp_path / "letters.txt").exists()
