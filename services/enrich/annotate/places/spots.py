"""A name of a sentence that may be a place, and what is known of places, as proposing and resolving share them."""

from dataclasses import dataclass

from services.enrich.annotate.actors.entities import Entity
from services.enrich.knowledge.gazetteer import Candidate, Gazetteer


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A name that may be a place: tokens start to end, its candidates, and how sure the words around make it.

    country, admin1: of the region or country right after it ("Paris, Texas");
    admin1 is the region's name in the gazetteer.
    """

    start: int
    end: int
    candidates: tuple[Candidate, ...]
    literal: bool
    country: str | None = None
    admin1: str | None = None
    dateline: bool = False
    entity: Entity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """The gazetteer, and the names of US states, short ones too, to the state."""

    gazetteer: Gazetteer
    us_states: dict[str, str]
