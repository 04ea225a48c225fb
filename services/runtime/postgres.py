"""Postgres: engines with our session rules, named queries from .sql files, numbered immutable migrations."""

import hashlib
import importlib.resources
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from services.runtime.errors import DatabaseUnavailable, MigrationError, QueryFileError, SettingsError

_NAME = re.compile(r"^--[ \t]*name:[ \t]*(\S*)[ \t]*$", re.MULTILINE)
_MIGRATION = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_LOCK = 0x57495245  # "WIRE": the advisory lock under which migrations run, one caller at a time
_LEDGER = """
create schema if not exists wirewatch_migrations;
create table if not exists wirewatch_migrations.applied (
    package text not null,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default clock_timestamp(),
    primary key (package, name)
);
"""


def engine(
    url: str,
    role: str | None = None,
    *,
    application_name: str = "wirewatch",
    statement_timeout_ms: int = 30_000,
    lock_timeout_ms: int = 10_000,
    **options: Any,
) -> Engine:
    """An engine (psycopg 3) whose every connection has UTC, timeouts, keepalives and, where given, took `role`.

    Nothing connects before it is used. Pooled connections are tested before use. options: for create_engine. Raises
    SettingsError where url is none of Postgres.
    """
    session = {"statement_timeout": statement_timeout_ms, "lock_timeout": lock_timeout_ms, "timezone": "UTC"}
    connect = {
        "application_name": application_name,
        "connect_timeout": 10,
        "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
        # A peer that vanished without a word is noticed after 10 + 3 * 5 seconds.
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
    }
    made = create_engine(_driver_url(url), pool_pre_ping=True, connect_args=connect, **options)
    if role is not None:
        event.listen(made, "connect", lambda connection, _: _take_role(connection, role))
    return made


def queries(package: str, file: str) -> Mapping[str, str]:
    """The named queries of a .sql file in a package: each begins with a line `-- name: append_batch`.

    Comments below that line stay with the query. Raises QueryFileError on a missing or repeated name and an empty one.
    """
    text = importlib.resources.files(package).joinpath(file).read_text("utf-8")
    head, *parts = _NAME.split(text)
    if _bare(head):
        raise QueryFileError(f"{package}/{file} has SQL before its first `-- name:` line")
    found: dict[str, str] = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        if not name or name in found:
            raise QueryFileError(f"{package}/{file} names a query {name!r} twice, or not at all")
        if not _bare(body):
            raise QueryFileError(f"{package}/{file} has no SQL for the query {name!r}")
        found[name] = body.strip()
    return MappingProxyType(found)


def migrate(engine: Engine, package: str) -> list[str]:
    """Apply the package's migrations (migrations/0001_name.sql, ...) that the database lacks; their names, in order.

    Each runs in its own transaction, and never again. Concurrent callers wait for each other. Raises MigrationError
    where an applied file has changed or is gone, or a new one stands before an applied one; DatabaseUnavailable.
    """
    files = _migrations(package)
    try:
        pooled = engine.raw_connection()
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(f"Postgres does not answer: {str(error).strip()}") from error
    connection: psycopg.Connection[Any] = pooled.driver_connection  # type: ignore[assignment]
    pooled.detach()  # its session settings change: it goes back to no pool
    try:
        connection.autocommit = True
        connection.execute("set statement_timeout = 0")
        connection.execute("set lock_timeout = 0")
        connection.execute("select pg_advisory_lock(%s)", (_LOCK,))
        connection.execute(_LEDGER)
        return [_apply(connection, package, name, files[name]) for name in _pending(connection, package, files)]
    finally:
        connection.close()


def _driver_url(url: str) -> str:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # the latter quotes what it took for a port, which may be of the password
        raise SettingsError(
            ("  DATABASE_URL is not a URL; for example postgresql://user:password@host/name",)
        ) from None
    if parsed.drivername not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise SettingsError((f"  DATABASE_URL starts with {parsed.drivername}://, not with postgresql://",))
    return parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _take_role(connection: "psycopg.Connection[Any]", role: str) -> None:
    # Outside a transaction: a rollback would give the role back.
    before, connection.autocommit = connection.autocommit, True
    connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
    connection.autocommit = before


def _bare(text: str) -> str:
    return "".join(line for line in text.splitlines() if not line.lstrip().startswith("--")).strip()


def _migrations(package: str) -> dict[str, str]:
    """Text of each migration by file name, in order of their numbers."""
    folder = importlib.resources.files(package).joinpath("migrations")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    numbers: dict[str, str] = {}
    for name in names:
        match = _MIGRATION.fullmatch(name)
        if match is None:
            raise MigrationError(f"the migration {package}/{name} is not named like 0001_what_it_does.sql")
        if match[1] in numbers:
            raise MigrationError(f"the migrations {numbers[match[1]]} and {name} of {package} have the same number")
        numbers[match[1]] = name
    return {name: folder.joinpath(name).read_text("utf-8") for name in names}


def _pending(connection: "psycopg.Connection[Any]", package: str, files: Mapping[str, str]) -> list[str]:
    rows = connection.execute(
        "select name, sha256 from wirewatch_migrations.applied where package = %s order by name", (package,)
    ).fetchall()
    applied: dict[str, str] = dict(rows)
    for name, digest in applied.items():
        if name not in files:
            raise MigrationError(
                f"the migration {name} of {package} was applied to this database, but its file is gone"
            )
        if _digest(files[name]) != digest:
            raise MigrationError(f"the migration {name} of {package} has changed since it was applied; add a new one")
    pending = [name for name in files if name not in applied]
    if applied and pending and pending[0] < max(applied):
        raise MigrationError(f"the migration {pending[0]} of {package} stands before {max(applied)}, which was applied")
    return pending


def _apply(connection: "psycopg.Connection[Any]", package: str, name: str, text: str) -> str:
    try:
        with connection.transaction():
            connection.execute(text.encode())
            connection.execute(
                "insert into wirewatch_migrations.applied (package, name, sha256) values (%s, %s, %s)",
                (package, name, _digest(text)),
            )
    except psycopg.Error as error:
        raise MigrationError(f"the migration {name} of {package} failed: {str(error).strip()}") from error
    return name


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
