"""What actors are found as: an entity of a sentence, and what the article has told so far."""

from dataclasses import dataclass, field
from typing import Literal

from schemas.claims import ActorKind
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.names import Form, Name
from services.enrich.knowledge.tries import Trie

EntityForm = Form | Literal["role"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """An actor as a sentence names it: tokens start to end, of which name_end ends the name itself.

    party is None while a role waits for its country. modifier: part of a compound ("Iran-backed"): no actor of claims.
    bare: an adjective beside a noun that is no office ("Russian gas"). mere_place: where something happens ("in Mali").
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
    mere_place: bool = False
    assumed: bool = False


def entity_of(start: int, end: int, name: Name) -> Entity:
    """The entity of a bare name."""
    return Entity(
        start=start,
        end=end,
        name_end=end,
        form=name.form,
        kind=name.kind,
        id=name.id,
        name=name.name,
        party=name.party,
        country=name.country,
        sector=name.sector,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the article has told so far.

    day: its ISO date, empty where it has none. persons: by surname. offices: whose each was when last named.
    names: those that the text itself introduces, with their acronyms.
    """

    day: str
    sentences: tuple[Sentence, ...] = ()
    persons: dict[str, Name] = field(default_factory=dict)
    countries: set[str] = field(default_factory=set)
    offices: dict[str, Entity] = field(default_factory=dict)
    names: Trie[Name] = field(default_factory=Trie)
    about: list[frozenset[str]] = field(default_factory=list)
    """The countries that the article names anywhere, once asked for."""


def taken(size: int, entities: list[Entity]) -> list[bool]:
    """For each of so many tokens whether it belongs to one of the entities, and is no event word therefore."""
    covered = [False] * size
    for entity in entities:
        covered[entity.start : entity.end] = [True] * (entity.end - entity.start)
    return covered
