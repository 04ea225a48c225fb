"""A database for each test of alert: what one test queues, the next must not send."""

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy.engine import make_url

from deploy.local.databases import create_database, drop_database


@pytest.fixture
def postgres_database(postgres_server: str) -> Iterator[str]:
    """The URL of an empty database for this test alone."""
    name = f"alert_{uuid.uuid4().hex[:12]}"
    create_database(postgres_server, name)
    try:
        yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    finally:
        drop_database(postgres_server, name)
