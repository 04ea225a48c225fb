"""Engines and migrations on a real Postgres: session rules, roles, immutable files, concurrent callers."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from services.runtime.errors import DatabaseUnavailable, MigrationError
from services.runtime.postgres import engine, migrate


@pytest.fixture
def database(postgres: str) -> Iterator[Engine]:
    made = engine(postgres, application_name="wirewatch-test")
    yield made
    made.dispose()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: Engine) -> Iterator[Path]:
    """Migrations of a package `migrated`; what they did to the database is undone."""
    folder = tmp_path / "migrated" / "migrations"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    sys.modules.pop("migrated", None)
    with database.begin() as connection:
        connection.execute(text("drop schema if exists wirewatch_migrations cascade"))
        connection.execute(text("drop schema if exists test cascade"))


def one(database: Engine, query: str) -> object:
    with database.connect() as connection:
        return connection.execute(text(query)).scalar_one()


def test_every_session_has_utc_timeouts_and_a_name(database: Engine) -> None:
    assert one(database, "show timezone") == "UTC"
    assert one(database, "show statement_timeout") == "30s"
    assert one(database, "show lock_timeout") == "10s"
    assert one(database, "show application_name") == "wirewatch-test"


def test_a_role_is_taken_on_connect_and_kept_over_a_rollback(database: Engine, postgres: str) -> None:
    with database.begin() as connection:
        connection.execute(text('drop role if exists "runtime Test"'))
        connection.execute(text('create role "runtime Test" nologin'))
    limited = engine(postgres, role="runtime Test")
    try:
        assert one(limited, "select current_user") == "runtime Test"
        with limited.connect() as connection:
            connection.execute(text("select 1"))
            connection.rollback()
            assert connection.execute(text("select current_user")).scalar_one() == "runtime Test"
        with limited.connect() as connection, pytest.raises(DBAPIError, match="permission denied"):
            connection.execute(text("create schema forbidden"))
    finally:
        limited.dispose()
        with database.begin() as connection:
            connection.execute(text('drop role "runtime Test"'))


def test_a_missing_role_is_an_error_at_the_connection(postgres: str) -> None:
    limited = engine(postgres, role="nobody_of_ours")
    with pytest.raises(DBAPIError, match="nobody_of_ours"):
        limited.connect()


def test_a_connection_that_the_server_ended_is_replaced(database: Engine, postgres: str) -> None:
    other = engine(postgres, pool_size=1)
    try:
        pid = one(other, "select pg_backend_pid()")
        one(database, f"select pg_terminate_backend({pid})")
        assert one(other, "select 1") == 1
    finally:
        other.dispose()


def test_migrations_are_applied_once_in_order(database: Engine, package: Path) -> None:
    (package / "0001_make.sql").write_text("create schema test; create table test.t (n int);")
    (package / "0002_fill.sql").write_text("insert into test.t values (10 % 4); -- a percent sign is no placeholder")
    assert migrate(database, "migrated") == ["0001_make.sql", "0002_fill.sql"]
    assert migrate(database, "migrated") == []
    assert one(database, "select sum(n) from test.t") == 2
    (package / "0003_more.sql").write_text("insert into test.t values (5);")
    assert migrate(database, "migrated") == ["0003_more.sql"]


def test_a_failing_migration_leaves_nothing_of_itself_and_names_its_file(database: Engine, package: Path) -> None:
    (package / "0001_make.sql").write_text("create schema test; create table test.t (n int);")
    (package / "0002_bad.sql").write_text("insert into test.t values (1); insert into test.t values ('no number');")
    with pytest.raises(MigrationError, match=r"0002_bad\.sql of migrated failed: .*no number"):
        migrate(database, "migrated")
    assert one(database, "select count(*) from test.t") == 0
    (package / "0002_bad.sql").write_text("insert into test.t values (1);")
    assert migrate(database, "migrated") == ["0002_bad.sql"]


def test_an_applied_file_that_changed_or_went_is_an_error_that_names_it(database: Engine, package: Path) -> None:
    (package / "0001_make.sql").write_text("create schema test;")
    migrate(database, "migrated")
    (package / "0001_make.sql").write_text("create schema test; -- more")
    with pytest.raises(MigrationError, match=r"0001_make\.sql of migrated has changed"):
        migrate(database, "migrated")
    (package / "0001_make.sql").unlink()
    (package / "0002_other.sql").write_text("select 1;")
    with pytest.raises(MigrationError, match=r"0001_make\.sql of migrated was applied"):
        migrate(database, "migrated")


def test_a_new_file_before_an_applied_one_is_an_error(database: Engine, package: Path) -> None:
    (package / "0002_make.sql").write_text("create schema test;")
    migrate(database, "migrated")
    (package / "0001_late.sql").write_text("select 1;")
    with pytest.raises(MigrationError, match=r"0001_late\.sql of migrated stands before 0002_make\.sql"):
        migrate(database, "migrated")


@pytest.mark.parametrize("names", [("make.sql",), ("1_make.sql",), ("0001_a.sql", "0001_b.sql")])
def test_files_without_a_number_of_their_own_are_an_error(
    database: Engine, package: Path, names: tuple[str, ...]
) -> None:
    for name in names:
        (package / name).write_text("select 1;")
    with pytest.raises(MigrationError, match=names[-1]):
        migrate(database, "migrated")


def test_concurrent_callers_apply_each_migration_once(database: Engine, package: Path, postgres: str) -> None:
    (package / "0001_make.sql").write_text("create schema test; create table test.t (n int);")
    (package / "0002_fill.sql").write_text("select pg_sleep(0.1); insert into test.t values (1);")
    done: list[list[str]] = []

    def run() -> None:
        mine = engine(postgres, lock_timeout_ms=1)
        done.append(migrate(mine, "migrated"))
        mine.dispose()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(done, key=len) == [[], [], [], ["0001_make.sql", "0002_fill.sql"]]
    assert one(database, "select count(*) from test.t") == 1


def test_a_server_that_is_not_there_is_a_sentence(package: Path) -> None:
    (package / "0001_make.sql").write_text("select 1;")
    with pytest.raises(DatabaseUnavailable, match="Postgres does not answer"):
        migrate(engine("postgresql://u:p@127.0.0.1:1/n"), "migrated")
