"""The names of our own tables, looked up as texts do."""

from collections.abc import Callable

import pytest

from services.enrich.knowledge.lexicon import build
from services.enrich.knowledge.names import Name
from services.enrich.knowledge.tables import Tables
from services.enrich.knowledge.tokens import words


@pytest.fixture(scope="session")
def named() -> Callable[[str], list[Name]]:
    """The names that a text, all of it, may stand for, in their order."""
    lexicon = build(Tables.open())

    def look_up(written: str) -> list[Name]:
        key = list(words(written))
        return next((names for end, names in lexicon.names.matches(key, 0) if end == len(key)), [])

    return look_up
