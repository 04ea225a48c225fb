"""The real parts: they start, they keep what they were given through kill -9, and they leave nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg
import pytest
from kafka.admin import KafkaAdminClient, NewTopic

from deploy.local.account import Account, folder_for, postgres_account, remove_folder
from deploy.local.errors import CommandFailed, MissingTool, NotReady, Refused
from deploy.local.jars import ROOT, kafka_jars, kafka_version
from deploy.local.java import find_java
from deploy.local.kafka import Kafka, format_words
from deploy.local.ports import answers, free_port, is_free
from deploy.local.postgres import Postgres
from deploy.local.process import marked_pids


@pytest.fixture
def run_dir() -> Iterator[Path]:
    """A folder for parts of a test's own; whatever a test leaves running in it is an error of the test."""
    with tempfile.TemporaryDirectory(prefix="wirewatch-parts-") as folder:
        yield Path(folder)
        remove_folder(Path(folder) / "postgres")
        assert marked_pids(Path(folder)) == []


def programs(folder: Path, **scripts: str) -> Path:
    """Write executable shell scripts by name and return their folder, for a PATH that holds nothing else."""
    folder.mkdir()
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return folder


def create_topic(bootstrap: str, name: str) -> None:
    """Create a topic of one partition."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.create_topics([NewTopic(name=name, num_partitions=1, replication_factor=1)])
    admin.close()


def topics(bootstrap: str) -> list[str]:
    """Return the names of a broker's topics."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        return list(admin.list_topics())
    finally:
        admin.close()


def test_the_kafka_fixture_is_a_broker_that_answers(kafka: str) -> None:
    assert isinstance(topics(kafka), list)


def test_the_postgres_fixture_is_an_empty_database_with_durable_commits(postgres: str) -> None:
    with psycopg.connect(postgres) as connection:
        tables = connection.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone()
        durable = connection.execute("select current_setting('fsync'), current_setting('synchronous_commit')")
        assert tables == (0,)
        assert durable.fetchone() == ("on", "on")


def test_postgres_keeps_what_was_committed_before_a_kill_and_its_address(run_dir: Path) -> None:
    server = Postgres(run_dir)
    url = server.start()
    try:
        with psycopg.connect(url) as connection:
            connection.execute("create table kept as select 1 as one")
        backends = psutil.Process(server.pid).children()
        server.kill()
        assert server.pid is None
        assert [process for process in backends if process.is_running()] == []
        assert server.start() == url
        with psycopg.connect(url) as connection:
            assert connection.execute("select one from kept").fetchone() == (1,)
    finally:
        server.stop()


def test_postgres_wants_the_password(run_dir: Path) -> None:
    server = Postgres(run_dir)
    url = server.start()
    try:
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url, password="guess")  # noqa: S106 - a wrong one
    finally:
        server.stop()


@pytest.mark.parametrize("part", [Kafka, Postgres])
def test_a_port_that_is_taken_is_told_before_anything_starts(run_dir: Path, part: type[Kafka] | type[Postgres]) -> None:
    with socket.create_server(("127.0.0.1", free_port())) as thief:
        port = thief.getsockname()[1]
        with pytest.raises(Refused, match=f"{part.__name__} cannot start: port {port} is taken by another process"):
            part(run_dir, port=port).start()


def test_a_broker_that_ends_at_once_is_told_with_the_reason_from_its_log(run_dir: Path) -> None:
    broker = Kafka(run_dir)
    broker.prepare()
    (run_dir / "kafka" / "data" / "meta.properties").write_text("version=1\nnode.id=7\ncluster.id=other\n")
    with pytest.raises(NotReady, match=r"(?s)Kafka ended before it was ready.*kafka\.log.*Stored node id 7"):
        broker.start()


def test_kafka_keeps_its_topics_through_a_kill_and_takes_them_to_another_port(run_dir: Path) -> None:
    broker = Kafka(run_dir)
    create_topic(broker.start(), "kept")
    broker.kill()
    moved = Kafka(run_dir)
    try:
        assert moved.start() != broker.bootstrap
        assert "kept" in topics(moved.bootstrap)
    finally:
        moved.stop()


def test_a_cluster_id_that_begins_with_a_dash_is_no_option(run_dir: Path) -> None:
    """One id in 64 does; the real tool took it for an option of its own."""
    broker = Kafka(run_dir)
    broker.prepare()
    shutil.rmtree(broker.run_dir / "kafka" / "data", ignore_errors=True)
    dashed = uuid.UUID(bytes=b"\xf8" + bytes(15))
    words = format_words(dashed, next(run_dir.rglob("server.properties")))
    assert any(word.endswith("=-AAAAAAAAAAAAAAAAAAAAA") for word in words)
    command = [find_java(), "-cp", f"{kafka_jars()}/*", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_data_folder_that_was_half_made_is_made_anew(run_dir: Path) -> None:
    server = Postgres(run_dir)
    home = folder_for(server.account, run_dir / "postgres")
    (home / "data.partial").mkdir()
    (home / "data.partial" / "PG_VERSION").write_text("18")
    try:
        server.start()
    finally:
        server.stop()


def test_free_ports_are_free_and_lie_where_no_client_is_given_them() -> None:
    port = free_port()
    assert is_free(port)
    assert port < 32_768
    with socket.create_server(("127.0.0.1", port)):
        assert not is_free(port)
        assert answers(port)
    assert not answers(port)


def test_without_java_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(programs(tmp_path / "bin")))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(MissingTool, match="no `java` in JAVA_HOME or PATH: install a JDK 17 or newer"):
        Kafka(tmp_path).start()


def test_an_old_java_is_named_with_its_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = programs(tmp_path / "bin", java="echo 'openjdk version \"11.0.2\" 2019-01-15' >&2")
    monkeypatch.setenv("PATH", str(old))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(MissingTool, match=rf"{old}/java is Java 11"):
        find_java()


def test_a_java_that_does_not_run_is_told_with_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = programs(tmp_path / "bin", java="echo 'Unable to locate a Java Runtime.' >&2; exit 1")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(MissingTool, match=rf"{broken}/java does not run: Unable to locate a Java Runtime"):
        find_java()


def test_without_maven_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(programs(tmp_path / "bin")))
    with pytest.raises(MissingTool, match="no `mvn` in PATH"):
        kafka_jars(tmp_path)


# Stands in for Maven: notes the call, takes its time, and puts one jar where it was told to.
MAVEN = """
echo called >> "$CALLS"
sleep 0.5
for word in "$@"; do case "$word" in -DoutputDirectory=*) touch "${word#*=}/kafka.jar";; esac; done
"""


def test_concurrent_callers_fetch_once_and_all_find_the_jars(tmp_path: Path) -> None:
    maven = programs(tmp_path / "bin", mvn=MAVEN)
    environment = {**os.environ, "PATH": f"{maven}:{os.environ['PATH']}", "CALLS": str(tmp_path / "calls")}
    fetch = f"from pathlib import Path; from deploy.local.jars import kafka_jars; kafka_jars(Path({str(tmp_path)!r}))"
    callers = [subprocess.Popen([sys.executable, "-c", fetch], cwd=ROOT, env=environment) for _ in range(4)]
    assert [caller.wait(60) for caller in callers] == [0, 0, 0, 0]
    assert (tmp_path / "calls").read_text() == "called\n"
    assert [jar.name for jar in kafka_jars(tmp_path).iterdir()] == ["kafka.jar"]


def test_a_download_that_failed_is_told_and_not_taken_for_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = programs(tmp_path / "bin", mvn=f"{MAVEN}\necho 'Could not transfer artifact'; exit 1")
    monkeypatch.setenv("PATH", f"{broken}:{os.environ['PATH']}")
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    with pytest.raises(CommandFailed, match=r"(?s)mvn ended with status 1.*fetch\.log.*Could not transfer artifact"):
        kafka_jars(tmp_path)
    assert not (tmp_path / f"kafka-{kafka_version()}" / "libs").exists()
    monkeypatch.setenv("PATH", f"{programs(tmp_path / 'good', mvn=MAVEN)}:{os.environ['PATH']}")
    assert [jar.name for jar in kafka_jars(tmp_path).iterdir()] == ["kafka.jar"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs Postgres as somebody else")
class TestAsRoot:
    """Where root's Postgres keeps its files: in the run folder when `nobody` can pass there, else in /var/tmp."""

    @staticmethod
    def nobody() -> Account:
        """The account that runs Postgres for root."""
        account = postgres_account()
        assert account is not None
        return account

    def test_a_folder_that_everybody_can_pass_to_is_used_itself(self, run_dir: Path) -> None:
        run_dir.chmod(0o755)
        assert folder_for(self.nobody(), run_dir / "postgres") == run_dir / "postgres"

    def test_a_folder_behind_a_closed_one_is_a_link_that_stays_and_goes_with_its_data(self, run_dir: Path) -> None:
        run_dir.chmod(0o700)
        outside = folder_for(self.nobody(), run_dir / "postgres")
        assert outside.parent == Path("/var/tmp")  # noqa: S108 - where it must be
        assert folder_for(self.nobody(), run_dir / "postgres") == outside
        assert run_dir.stat().st_mode & 0o777 == 0o700, "nobody's folder was opened"
        remove_folder(run_dir / "postgres")
        assert not outside.exists()

    def test_a_folder_whose_data_was_cleaned_away_is_made_anew(self, run_dir: Path) -> None:
        run_dir.chmod(0o700)
        folder_for(self.nobody(), run_dir / "postgres").rmdir()
        assert folder_for(self.nobody(), run_dir / "postgres").is_dir()


# A test session that asks for both parts, says where they run, and then waits to be ended. What started these tests may
# have told its children to ignore SIGINT, as a shell does with what it starts in the background.
SESSION = """
import signal
import time

def test_wait(kafka, postgres, parts_dir):
    signal.signal(signal.SIGINT, signal.default_int_handler)
    print("RUNS", parts_dir, flush=True)
    time.sleep(120)
"""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_test_session_that_is_interrupted_stops_its_parts(tmp_path: Path, end: signal.Signals) -> None:
    (tmp_path / "test_session.py").write_text(SESSION)
    own = {name: value for name, value in os.environ.items() if name not in {"KAFKA_BOOTSTRAP_SERVERS", "DATABASE_URL"}}
    command = [sys.executable, "-m", "pytest", "-s", "-q", "-p", "tests.conftest", str(tmp_path / "test_session.py")]
    with subprocess.Popen(command, cwd=ROOT, env=own, stdout=subprocess.PIPE, text=True) as session:
        assert session.stdout is not None
        told = next(line for line in session.stdout if "RUNS" in line)
        parts = Path(told.split("RUNS ")[1].strip())
        pids = marked_pids(parts)
        assert len(pids) >= 2
        session.send_signal(end)
        session.communicate(timeout=60)
    deadline = time.monotonic() + 10
    while any(psutil.pid_exists(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in pids if psutil.pid_exists(pid)] == []
    assert not parts.exists()
