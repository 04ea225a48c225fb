"""The real Kafka and Postgres that tests run on: started once per session when a test first asks, stopped at its end.

KAFKA_BOOTSTRAP_SERVERS and DATABASE_URL point the tests at a broker and a server of your own; then none is started.
"""

import os
import signal
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest
from sqlalchemy.engine import make_url

from deploy.local.databases import create_database, drop_database
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres


def pytest_configure() -> None:
    """Make an end from outside (SIGTERM) look like Ctrl-C, so that the fixtures stop what they started."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)


@pytest.fixture(scope="session")
def parts_dir() -> Iterator[Path]:
    """The run folder of this session's own Kafka and Postgres."""
    with tempfile.TemporaryDirectory(prefix="wirewatch-tests-") as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def kafka(parts_dir: Path) -> Iterator[str]:
    """The bootstrap address of a broker; tests keep apart by topic and group names of their own."""
    given = os.environ.get("KAFKA_BOOTSTRAP_SERVERS")
    if given:
        yield given
        return
    broker = Kafka(parts_dir)
    try:
        yield broker.start()
    finally:
        broker.stop()


@pytest.fixture(scope="session")
def postgres_server(parts_dir: Path) -> Iterator[str]:
    """The URL of a server on which the tests may create databases."""
    given = os.environ.get("DATABASE_URL")
    if given:
        yield given
        return
    server = Postgres(parts_dir)
    try:
        yield server.start()
    finally:
        server.stop()
        server.remove()


@pytest.fixture(scope="module")
def postgres(postgres_server: str) -> Iterator[str]:
    """The URL of an empty database for this test module alone.

    Roles belong to the whole server, so a migration finds them there when another module's has run.
    """
    name = f"test_{uuid.uuid4().hex[:12]}"
    create_database(postgres_server, name)
    try:
        yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    finally:
        drop_database(postgres_server, name)
