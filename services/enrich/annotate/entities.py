"""What actors are found as: an entity of a sentence, and what the article has told so far."""

from dataclasses import dataclass
from typing import Literal

from schemas.claims import ActorKind
from services.enrich.knowledge.lexicon import Name

EntityForm = Literal[
    "name", "adjective", "demonym", "capital", "institution", "organisation", "group", "person", "surname", "role"
]
STATE_SECTORS = frozenset({"government", "military", "police", "intelligence", "legislature", "judiciary"})
"""Sectors that act for their state; the others are parties of their own (SYR/opposition)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """An actor as a sentence names it: tokens start to end, of which name_end ends the name itself.

    party is None while a role waits for its country. modifier: part of a compound ("Iran-backed"): no actor of claims.
    bare: an adjective beside a noun that is no office ("Russian gas"). literal: a place first of all.
    assumed: an office whose country nobody tells: it has that of the places beside it, or of the article.
    """

    start: int
    end: int
    name_end: int
    form: EntityForm
    kind: ActorKind
    id: str
    name: str
    party: str | None
    country: str | None
    sector: str | None = None
    modifier: bool = False
    bare: bool = False
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the article has told so far: its day, the persons and countries named, and whose each office was."""

    day: str
    persons: dict[str, Name]
    countries: set[str]
    offices: dict[str, Entity]
