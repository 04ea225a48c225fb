"""A log of its own for each test, in a database of its own."""

import contextlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from deploy.local.databases import create_database, drop_database
from schemas.envelope import Event
from services.runtime.postgres import engine, migrate
from services.store.append import Appended, append
from services.store.rows import row_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A migrated database: its URL (of the owner) and an engine in the store's role."""

    url: str
    engine: Engine

    def append(self, *events: Event) -> Appended:
        """Append events in one transaction."""
        return append(self.engine, [row_of(event) for event in events])

    def owner(self) -> "psycopg.Connection[tuple[object, ...]]":
        """A connection of the owner, who is a superuser too; to be closed."""
        return psycopg.connect(self.url, autocommit=True)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """The rows of a query, asked by the owner."""
        with self.owner() as connection:
            return connection.execute(query.encode()).fetchall()


@pytest.fixture(scope="session")
def migrated(postgres_server: str) -> Iterator[str]:
    """The name of a migrated database on the shared server, to be copied: that takes a tenth of migrating anew."""
    with database(postgres_server) as url:
        migrate_log(url)
        yield str(make_url(url).database)


@pytest.fixture
def log(postgres_server: str, migrated: str) -> Iterator[Log]:
    """An empty log on the shared server, for one test."""
    with database(postgres_server, migrated) as url, opened(url) as made:
        yield made


@contextlib.contextmanager
def new_log(server: str) -> Iterator[Log]:
    """An empty log in a database of its own, which is dropped at the end."""
    with database(server) as url:
        migrate_log(url)
        with opened(url) as made:
            yield made


@contextlib.contextmanager
def database(server: str, template: str = "template1") -> Iterator[str]:
    """The URL of a copy of a database, which is dropped at the end."""
    name = f"log_{uuid.uuid4().hex[:12]}"
    create_database(server, name, template)
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        drop_database(server, name)


def migrate_log(url: str) -> None:
    """Make the log in an empty database."""
    owner = engine(url)
    migrate(owner, "services.store")
    owner.dispose()


@contextlib.contextmanager
def opened(url: str) -> Iterator[Log]:
    """The log in a migrated database."""
    store = engine(url, "wirewatch_store")
    yield Log(url=url, engine=store)
    store.dispose()
