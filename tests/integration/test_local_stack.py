"""The stack under supervisor, with small stand-ins for the services: up, kill -9, side by side, down, failures."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic

from deploy.local.errors import CommandFailed, NotReady, Refused
from deploy.local.jars import ROOT
from deploy.local.process import marked_pids
from deploy.local.programs import Program, Step
from deploy.local.stack import Stack
from deploy.local.temporary import temporary_stack

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


@pytest.fixture
def shared(kafka: str, postgres: str) -> Mapping[str, str]:
    """An environment that names the session's broker and database: for tests that are about services, not parts."""
    return {**OWN_PARTS, "KAFKA_BOOTSTRAP_SERVERS": kafka, "DATABASE_URL": postgres}


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


def test_a_service_that_is_killed_is_started_again(build: Build, shared: Mapping[str, str]) -> None:
    with build(environ=shared) as stack:
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


def test_the_next_up_finds_data_and_addresses_and_replaces_only_ports_that_were_taken_meanwhile(build: Build) -> None:
    stack = build(programs=())
    with stack:
        write_one(stack, "before")
        first = stack.environment()
    with stack:
        assert stack.environment() == first
        assert read_rows(stack) == ["before"]
    ports = {name: first[name] for name in ("KAFKA_PORT", "KAFKA_CONTROLLER_PORT", "POSTGRES_PORT")}
    thieves = [socket.create_server(("127.0.0.1", int(port))) for port in ports.values()]
    try:
        with stack:
            assert not ports.items() & stack.environment().items()
            assert read_rows(stack) == ["before"]
            assert read_messages(stack, "before") == [b"before"]
    finally:
        for thief in thieves:
            thief.close()


def test_two_stacks_stand_side_by_side_and_each_knows_its_own_processes(build: Build) -> None:
    with build("one") as one, build("two") as two:
        mine = set(marked_pids(one.run_dir))
        assert {one.pid("kafka"), one.pid("postgres"), one.pid("stand-in")} <= mine
        assert not mine & set(marked_pids(two.run_dir))
        write_one(one, "first")
        write_one(two, "second")
        assert (read_rows(one), read_rows(two)) == (["first"], ["second"])
        one.down()
        two.await_ready(5)
        assert read_messages(two, "second") == [b"second"]


def test_down_ends_what_a_killed_supervisor_left_behind_also_under_a_very_long_path(build: Build) -> None:
    stack = build("/".join(["a-rather-long-name"] * 8))
    stack.up()
    states = stack.states()
    supervisor = psutil.Process(states[0].pid).ppid()
    os.kill(supervisor, signal.SIGKILL)
    assert eventually(lambda: not psutil.pid_exists(supervisor))
    assert psutil.pid_exists(states[0].pid), "the orphans live on"
    stack.down()
    assert [state for state in states if state.pid and psutil.pid_exists(state.pid)] == []


def test_down_ends_what_runs_although_somebody_removed_the_run_folder(build: Build, shared: Mapping[str, str]) -> None:
    stack = build(environ=shared)
    stack.up()
    socket_folder = Path((stack.run_dir / "control").read_text()).parent
    shutil.rmtree(stack.run_dir)
    assert marked_pids(stack.run_dir) != []
    stack.down()
    assert marked_pids(stack.run_dir) == []
    socket_folder.rmdir()


def test_up_again_on_a_running_stack_changes_no_process(build: Build, shared: Mapping[str, str]) -> None:
    with build(environ=shared) as stack:
        before = {state.name: state.pid for state in stack.states()}
        stack.up()
        assert {state.name: state.pid for state in stack.states()} == before


def test_a_step_that_fails_is_told_with_its_log_and_nothing_is_left_running(
    build: Build, shared: Mapping[str, str]
) -> None:
    step = Step(name="migrate", command=(sys.executable, "-c", "raise SystemExit('no such table: log')"))
    stack = build(steps=(step,), environ=shared)
    with pytest.raises(CommandFailed, match=r"(?s)Could not migrate: .*setup\.log.*no such table: log"):
        stack.up()
    assert marked_pids(stack.run_dir) == []


def test_a_service_that_is_never_ready_is_told_with_its_log(build: Build, shared: Mapping[str, str]) -> None:
    broken = Program(name="broken", command=(sys.executable, "-c", "raise SystemExit('WIREWATCH_CONTACT is missing')"))
    with build(programs=(broken,), environ=shared) as stack:
        assert eventually(lambda: "missing" in (stack.logs / "broken.log").read_text())
        with pytest.raises(NotReady, match=r"(?s)broken was not ready.*WIREWATCH_CONTACT is missing"):
            stack.await_ready(0.5)


def test_a_given_broker_and_database_are_used_and_not_started(build: Build, kafka: str, postgres: str) -> None:
    given = {"KAFKA_BOOTSTRAP_SERVERS": kafka, "DATABASE_URL": postgres}
    with build(environ={**OWN_PARTS, **given}) as stack:
        assert [state.name for state in stack.states()] == ["stand-in"]
        assert (stack.bootstrap, stack.database_url) == (kafka, postgres)


def test_clean_leaves_a_folder_alone_that_is_not_a_run_folder(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear")
    with pytest.raises(Refused, match="is not a run folder"):
        Stack(tmp_path, programs=(), steps=()).clean()
    assert (tmp_path / "letters.txt").exists()


def test_a_program_that_does_not_exist_is_told_by_name(build: Build, shared: Mapping[str, str]) -> None:
    stack = build(programs=(Program(name="ghost", command=("no-such-program",)),), environ=shared)
    with pytest.raises(Refused, match="cannot start or stop ghost: NO_FILE"):
        stack.up()
    assert marked_pids(stack.run_dir) == []


def test_a_command_line_with_blanks_quotes_and_percents_arrives_as_it_is(
    build: Build, shared: Mapping[str, str], tmp_path: Path
) -> None:
    words = ["50 %", "it's", 'a "b"', "%(here)s", "ä"]
    write = "import json, sys, time; json.dump(sys.argv[2:], open(sys.argv[1], 'w')); time.sleep(60)"
    program = Program(name="echo", command=(sys.executable, "-c", write, str(tmp_path / "said"), *words), metrics=False)
    with build(programs=(program,), environ=shared):
        assert eventually(lambda: (tmp_path / "said").exists() and (tmp_path / "said").read_text() != "")
    assert json.loads((tmp_path / "said").read_text()) == words


def test_the_temporary_stack_is_gone_after_an_error_inside(shared: Mapping[str, str]) -> None:
    with pytest.raises(ZeroDivisionError), temporary_stack(programs=(), steps=(), environ=shared) as stack:
        raise ZeroDivisionError
    assert not stack.run_dir.exists()


def verb(stack: Stack, word: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run `python -m deploy.local` on the run folder of a stack, as make does."""
    command = [sys.executable, "-m", "deploy.local", word, "--run-dir", str(stack.run_dir)]
    return subprocess.run(command, cwd=ROOT, input=stdin, capture_output=True, text=True, check=False, timeout=60)


def test_the_verbs_of_another_process_speak_to_a_running_stack(build: Build, shared: Mapping[str, str]) -> None:
    with build(environ=shared) as stack:
        stack.await_ready()
        status = verb(stack, "status").stdout
        assert re.search(
            rf"^stand-in +[A-Z]+ +pid {stack.pid('stand-in')} .*{stack.metrics_url('stand-in')}$", status, re.M
        )
        password = urlsplit(stack.database_url).password
        assert password is None or password not in status
        assert f"export DATABASE_URL={stack.database_url}\n" in verb(stack, "env").stdout
        assert "PostgreSQL 18" in verb(stack, "psql", "select version();").stdout
        assert verb(stack, "down").returncode == 0
        assert marked_pids(stack.run_dir) == []


@pytest.mark.parametrize("word", ["status", "psql", "logs", "env"])
def test_a_verb_that_needs_a_run_says_how_to_start_one(build: Build, word: str) -> None:
    told = verb(build(), word)
    assert told.returncode == 1
    assert re.fullmatch(r"error: .*`make up`\.\n", told.stderr)


def test_down_with_nothing_running_is_no_error(build: Build) -> None:
    assert verb(build(), "down").returncode == 0
