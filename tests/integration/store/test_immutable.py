"""The database refuses every change of the log, to the service and to the owner, and keeps roles to what they need."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors, sql

from services.store.verbs import verify_log
from tests.integration.store.conftest import Log, new_log
from tests.integration.store.events import articles


@pytest.fixture(scope="module")
def log(postgres_server: str) -> Iterator[Log]:
    """One log for all tests here: that none of them changes it is what they test."""
    with new_log(postgres_server) as made:
        made.append(*articles("a", 2))
        yield made
        assert verify_log(made.engine).tail.position == 2


APPEND_ONLY = ["log.events", "log.events_000000", "log.events_000001", "log.event_ids", "log.stream_versions"]
STATEMENTS = {
    "update": "update {table} set position = position",
    "update of no row": "update {table} set position = position where false",
    "delete": "delete from {table}",
    "truncate": "truncate {table}",
    "truncate with others": "truncate log.counter, {table} cascade",
    "merge": "merge into {table} as t using log.counter as c on true when matched then delete",
}


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
@pytest.mark.parametrize("role", ["owner", "wirewatch_store", "wirewatch_reader"])
def test_no_one_changes_what_was_appended(log: Log, table: str, statement: str, role: str) -> None:
    with log.owner() as connection:
        if role != "owner":
            connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
        with pytest.raises(
            errors.InsufficientPrivilege, match="append-only" if role == "owner" else "permission denied"
        ):
            connection.execute(statement.format(table=table).encode())
    assert log.rows("select count(*) from log.events") == [(2,)]


def test_an_upsert_is_an_update_and_is_refused(log: Log) -> None:
    again = "insert into log.event_ids select * from log.event_ids on conflict (id) do update set position = 9"
    with log.owner() as connection, pytest.raises(errors.InsufficientPrivilege, match="append-only"):
        connection.execute(again.encode())


def test_a_session_that_replicates_is_refused_too(log: Log) -> None:
    with log.owner() as connection:
        connection.execute("set session_replication_role = replica")
        with pytest.raises(errors.InsufficientPrivilege, match="append-only"):
            connection.execute("delete from log.events")


@pytest.mark.parametrize(
    "statement",
    [
        "delete from log.counter",
        "truncate log.counter",
        "insert into log.counter (position, head) values (0, decode(repeat('00', 32), 'hex'))",
        "update log.counter set position = position - 1",
        "update log.counter set head = decode(repeat('11', 32), 'hex')",
        "delete from log.offsets",
        "truncate log.offsets",
    ],
)
def test_the_end_of_the_log_and_the_offsets_cannot_be_taken_away(log: Log, statement: str) -> None:
    with log.owner() as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement.encode())


@pytest.mark.parametrize(
    "statement",
    [
        "create table log.mine (x int)",
        "create table wirewatch.mine (x int)",
        "alter table log.events disable trigger all",
        "drop table log.events_000000",
        "alter table log.events detach partition log.events_000000",
        "create or replace function log.refuse_change() returns trigger language plpgsql as 'begin return null; end'",
        "insert into log.events_000000 select * from log.events",
        "select count(*) from log.events_000000",
        "set session_replication_role = replica",
        "grant wirewatch_store to wirewatch_reader",
    ],
)
def test_the_service_can_do_nothing_but_append(log: Log, statement: str) -> None:
    with psycopg.connect(log.url, autocommit=True) as connection:
        connection.execute("set role wirewatch_store")
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(statement.encode())


def views(log: Log) -> list[str]:
    return [str(name) for (name,) in log.rows("select viewname from pg_views where schemaname = 'wirewatch'")]


def test_the_reader_reads_every_view_and_nothing_else(log: Log) -> None:
    hidden = log.rows(
        "select schemaname || '.' || tablename from pg_tables where schemaname = 'log' "
        "union all select schemaname || '.' || viewname from pg_views where schemaname = 'log'"
    )
    assert len(views(log)) >= 10
    assert len(hidden) >= 8
    with log.owner() as connection:
        connection.execute("set role wirewatch_reader")
        for view in views(log):
            connection.execute(sql.SQL("select * from wirewatch.{} limit 1").format(sql.Identifier(view)))
        for (name,) in hidden:
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(f"select 1 from {name}".encode())  # noqa: S608 - names from the catalogue


@pytest.mark.parametrize(
    "statement",
    [
        "insert into wirewatch.events select * from wirewatch.events",
        "update wirewatch.events set type = 'x'",
        "delete from wirewatch.dead_letters",
        "select log.provide_partitions(5000000, 5000001)",
        "create view wirewatch.mine as select 1",
        "create table wirewatch.mine (x int)",
    ],
)
def test_the_reader_writes_nothing(log: Log, statement: str) -> None:
    with log.owner() as connection:
        connection.execute("set role wirewatch_reader")
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(statement.encode())


def test_every_view_and_column_has_a_comment(log: Log) -> None:
    bare = log.rows(
        "select c.relname, a.attname from pg_class c "
        "join pg_attribute a on a.attrelid = c.oid and a.attnum >= 0 and not a.attisdropped "
        "left join pg_description d on d.objoid = c.oid and d.objsubid = a.attnum "
        "where c.relnamespace in ('wirewatch'::regnamespace, 'log'::regnamespace) "
        "and c.relkind in ('v', 'r', 'p') and not c.relispartition "
        "and (d.description is null or obj_description(c.oid) is null)"
    )
    assert bare == []
