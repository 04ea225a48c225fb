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


@pytest.fixture
def log(postgres_server: str) -> Iterator[Log]:
    """An empty log on the shared server, for one test."""
    with new_log(postgres_server) as made:
        yield made


@contextlib.contextmanager
def new_log(server: str) -> Iterator[Log]:
    """An empty log in a database of its own, which is dropped at the end."""
    name = f"log_{uuid.uuid4().hex[:12]}"
    create_database(server, name)
    try:
        url = make_url(server).set(database=name).render_as_string(hide_password=False)
        owner = engine(url)
        migrate(owner, "services.store")
        owner.dispose()
        store = engine(url, "wirewatch_store")
        yield Log(url=url, engine=store)
        store.dispose()
    finally:
        drop_database(server, name)
