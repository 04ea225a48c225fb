"""The knowledge that the tests of the measures share: the real tables, and a gazetteer of a few places."""

import pytest

from services.enrich.annotate.known import Knowledge, of
from services.enrich.knowledge.tables import Tables
from tests.unit.enrich.annotate.conftest import FewPlaces


@pytest.fixture(scope="session")
def known() -> Knowledge:
    """The project's tables with a gazetteer of a few places."""
    return of(Tables.open(), FewPlaces())
