"""Names of event data as actors: by the same tables as annotate, so that history and news meet in one relation."""

from collections.abc import Callable
from pathlib import Path

from schemas.annotations import Actor
from services.enrich.knowledge import lexicon
from services.enrich.knowledge.names import Name
from services.enrich.knowledge.tables import Tables
from services.enrich.knowledge.tokens import words


def namings(extra: tuple[Path, ...] = ()) -> tuple[Callable[[str], Actor | None], Callable[[str], str | None]]:
    """Two lookups by a whole name: the actor, and the country's code. Raises TableError."""
    names = lexicon.build(Tables.open(extra)).names

    def found(text: str) -> Name | None:
        low = list(words(text))
        if not low:
            return None
        whole = [values for end, values in names.matches(low, 0) if end == len(low)]
        return whole[0][0] if whole else None

    def actor(text: str) -> Actor | None:
        name = found(text)
        if name is None or name.form in ("demonym", "adjective", "capital", "surname", "lookalike"):
            return None
        return Actor(
            id=name.id, name=name.name, kind=name.kind, country=name.country, sector=name.sector, party=name.party
        )

    def country(text: str) -> str | None:
        if len(text) == 3 and text.isupper():
            return text
        name = found(text)
        return name.country if name is not None and name.kind == "state" else None

    return actor, country
