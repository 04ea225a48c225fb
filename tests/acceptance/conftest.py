"""What the tests of the whole chain share."""

import pytest

from tests.acceptance.replays import Outcome


@pytest.fixture(scope="session")
def undisturbed() -> list[Outcome]:
    """The outcome of a replay of the sample wire in which nothing died, once a test has run one: it takes minutes."""
    return []
