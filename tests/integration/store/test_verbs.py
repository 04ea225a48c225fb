"""The verbs as people run them: lines in, lines out, and a verdict that tampering cannot pass."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from deploy.local.databases import drop_database
from schemas.codec import encode_structured
from services.runtime.postgres import engine as engine_of
from services.runtime.postgres import migrate
from services.store import postgres
from tests.integration.store.conftest import Log, database, opened
from tests.integration.store.events import EXAMPLES, articles, example, found, revised

ROOT = Path(__file__).parents[3]
KEPT = [path.name.removesuffix(".v1.json") for path in sorted(EXAMPLES.iterdir()) if "claim" not in path.name]


@pytest.fixture
def other_log(postgres_server: str, migrated: str) -> Iterator[Log]:
    """A second empty log."""
    with database(postgres_server, migrated) as url, opened(url) as made:
        yield made


def run(log: Log, *arguments: str, lines: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Run a verb of the store on this log."""
    command = [sys.executable, "-m", "services.store", *arguments]
    environment = {**os.environ, "DATABASE_URL": log.url}
    return subprocess.run(command, input=lines, capture_output=True, env=environment, cwd=ROOT, check=False)


def test_append_counts_and_names_the_lines_that_it_refuses(log: Log) -> None:
    good = encode_structured(found("a"))
    lines = [
        good,
        good,
        b"",
        b"no json",
        encode_structured(found("nul", text="a\x00b")),
        encode_structured(example("claim.made")),
        encode_structured(found("b")),
    ]
    done = run(log, "append", lines=b"\n".join(lines))
    assert (done.returncode, done.stdout) == (1, b"new 2, known 1, refused 3\n")
    told = done.stderr.decode().splitlines()
    assert [line.split(":")[0] for line in told] == ["line 4", "line 6", "line 5"]
    assert "not JSON" in told[0]
    assert "the log keeps no claim.made" in told[1]
    assert "\\u0000 cannot be converted to text" in told[2]
    again = run(log, "append", lines=good + b"\n")
    assert (again.returncode, again.stdout) == (0, b"new 0, known 1, refused 0\n")


def test_an_export_appended_elsewhere_is_the_same_log(log: Log, other_log: Log) -> None:
    log.append(*map(example, KEPT), found("x", text='"quotes" \\ ünï \U0001f5de'), revised("x", 2, title="y"))
    log.append(*articles("more", 1_100))
    exported = run(log, "export")
    assert exported.returncode == 0
    done = run(other_log, "append", lines=exported.stdout)
    assert done.stdout == f"new {len(KEPT) + 1_102}, known 0, refused 0\n".encode()
    columns = "position, id, type, version, source, subject, stream_version, time, data, hash"
    rows = f"select {columns} from log.events order by position"  # noqa: S608 - a constant
    assert other_log.rows(rows) == log.rows(rows)
    assert postgres.tail(other_log.engine) == postgres.tail(log.engine)
    assert run(other_log, "export").stdout == exported.stdout


def test_export_takes_a_range_and_a_type(log: Log) -> None:
    log.append(found("a"), found("b"), revised("a", 2, title="c"), found("d"))

    def exported(*arguments: str) -> list[str]:
        return [json.loads(line)["id"] for line in run(log, "export", *arguments).stdout.splitlines()]

    assert exported("--from", "2", "--to", "3") == [found("b").id, revised("a", 2, title="c").id]
    assert exported("--type", "article.revised") == [revised("a", 2, title="c").id]
    assert exported("--from", "3", "--type", "article.found") == [found("d").id]
    assert exported("--from", "9") == []


def test_verify_passes_an_untouched_log_and_tells_its_head(log: Log) -> None:
    head = log.append(*map(example, KEPT), *articles("a", 2_500)).tail.head
    done = run(log, "verify")
    assert (done.returncode, done.stdout.decode()) == (0, f"{len(KEPT) + 2_500} events fit; the head is {head.hex()}\n")


def test_verify_passes_an_empty_log(log: Log) -> None:
    assert run(log, "verify").returncode == 0


TAMPERING = {
    "data": ("update log.events set data = jsonb_set(data, '{title}', '\"Other\"') where position = 3", 3),
    "a key added": ("update log.events set data = data || '{\"x\": null}' where position = 3", 3),
    "time": ("update log.events set time = time + interval '1 microsecond' where position = 2", 2),
    "type": ("update log.events set type = 'article.revised' where position = 4", 4),
    "stream version": ("update log.events set stream_version = 7 where position = 4", 4),
    "hash": ("update log.events set hash = decode(repeat('ab', 32), 'hex') where position = 5", 5),
    "deleted": ("delete from log.events where position = 3", 3),
    "last deleted": ("delete from log.events where position = 6", 6),
    "put in": (
        "insert into log.events select 7, gen_random_uuid(), type, version, source, subject, 9, time, recorded_at, "
        "data, kafka_topic, kafka_partition, kafka_offset, hash from log.events where position = 6",
        7,
    ),
    "id freed": ("delete from log.event_ids where position = 4", 4),
    "id taken": ("insert into log.event_ids values (gen_random_uuid(), 5)", 5),
    "id moved": ("update log.event_ids set position = 1 where position = 4", 1),
    "stream version freed": ("delete from log.stream_versions where position = 2", 2),
    "stream version taken": ("insert into log.stream_versions values ('article', 'nobody', 1, 2)", 2),
    "counter moved on": ("update log.counter set position = 8", 7),
    "counter put back": ("update log.counter set position = 5", 5),
    "head": ("update log.counter set head = decode(repeat('ab', 32), 'hex')", 6),
}


@pytest.mark.parametrize(("statement", "position"), TAMPERING.values(), ids=TAMPERING)
def test_verify_names_the_first_position_that_was_tampered_with(log: Log, statement: str, position: int) -> None:
    log.append(*articles("a", 6))
    with log.owner() as superuser:
        for table in ("events", "events_000000", "event_ids", "stream_versions", "counter"):
            superuser.execute(f"alter table log.{table} disable trigger all".encode())
        superuser.execute(statement.encode())
    done = run(log, "verify")
    assert done.returncode == 1
    assert done.stdout.decode().startswith(f"position {position} does not fit: ")


def test_a_rewritten_log_that_fits_has_another_head(log: Log, other_log: Log) -> None:
    log.append(*articles("a", 3))
    other_log.append(found("a-0", title="Rewritten"), *articles("a", 3)[1:])
    assert run(other_log, "verify").returncode == 0
    assert postgres.tail(log.engine).head != postgres.tail(other_log.engine).head


def test_migrate_may_be_repeated(log: Log) -> None:
    assert migrate(engine_of(log.url), "services.store") == []
    done = run(log, "migrate")
    assert (done.returncode, done.stdout) == (0, b"nothing to apply: the log is up to date\n")


def test_an_unreachable_database_is_a_sentence_and_not_a_traceback(log: Log) -> None:
    for verb in ("verify", "export", "append"):
        command = [sys.executable, "-m", "services.store", verb]
        environment = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
        done = subprocess.run(
            command, input=encode_structured(found("a")), capture_output=True, env=environment, cwd=ROOT, check=False
        )
        assert done.returncode == 1
        assert b"Traceback" not in done.stderr
        assert b"Postgres" in done.stderr


def test_a_database_without_a_log_is_told_to_migrate(postgres: str) -> None:
    command = [sys.executable, "-m", "services.store", "verify"]
    done = subprocess.run(command, capture_output=True, env={**os.environ, "DATABASE_URL": postgres}, check=False)
    assert done.returncode == 1
    assert b"wirewatch store migrate" in done.stderr


def test_an_owner_without_superuser_can_keep_a_log(postgres_server: str, log: Log) -> None:
    """The roles exist; an operator granted them to the owner, as docs and messages say."""
    name, password = f"owner_{uuid.uuid4().hex[:12]}", uuid.uuid4().hex
    with log.owner() as superuser:
        superuser.execute(f"create role {name} login password '{password}'".encode())
        for role in ("wirewatch_ingest", "wirewatch_alert"):
            if superuser.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone() is None:
                superuser.execute(f"create role {role} nologin".encode())
        roles = "wirewatch_store, wirewatch_reader, wirewatch_ingest, wirewatch_alert"
        superuser.execute(f"grant {roles} to {name}".encode())
        superuser.execute(f"create database {name} owner {name}".encode())
    try:
        url = make_url(postgres_server).set(username=name, password=password, database=name)
        theirs = replace(log, url=url.render_as_string(hide_password=False))
        assert run(theirs, "migrate").returncode == 0
        assert run(theirs, "append", lines=encode_structured(found("a"))).stdout == b"new 1, known 0, refused 0\n"
        assert run(theirs, "verify").returncode == 0
        for service in ("ingest", "alert"):
            command = [sys.executable, "-m", f"services.{service}", "migrate"]
            environment = {**os.environ, "DATABASE_URL": theirs.url}
            done = subprocess.run(command, capture_output=True, env=environment, check=False)
            assert done.returncode == 0, done.stderr.decode()
        with theirs.owner() as owner, pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
            owner.execute("delete from log.events")
    finally:
        drop_database(postgres_server, name)
        with log.owner() as superuser:
            superuser.execute(f"drop role {name}".encode())
