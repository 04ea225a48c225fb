"""What enrich found in an article: actors, places and claims, each with the text that shows it."""

from dataclasses import dataclass

from schemas.articles import Copy
from schemas.claims import ActorRef, Claim, Field, PlaceRef
from schemas.feeds import Timestamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Where an actor is named; offsets count Unicode code points in the named field of the article."""

    field: Field
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention(Mention):
    """Where a place is named; literal is False where the name stands for an actor ("Moscow imposed sanctions")."""

    literal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(ActorRef):
    """An actor with its mentions in the article."""

    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(PlaceRef):
    """A place with its mentions in the article."""

    mentions: tuple[PlaceMention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleAnnotated:
    """The annotation of one revision of an article. One line of `annotate`, `history` and `publish` is this object.

    language: what it was read as: the article's own, unless its words plainly say another; "und" where they are in none
    that we know. Claims are made of English alone.
    unread: characters from the end that were not read, because the article is longer than an annotation may cost.
    history: feeds the memory, alerts nobody. annotator: version of the rules and tables that made it.
    """

    article_id: str
    revision: int = 1
    language: str | None = None
    published_at: Timestamp | None = None
    url: str | None = None
    publisher: str | None = None
    title: str | None = None
    feed_id: str | None = None
    tags: tuple[str, ...] = ()
    copy_of: Copy | None = None
    actors: tuple[Actor, ...] = ()
    places: tuple[Place, ...] = ()
    claims: tuple[Claim, ...] = ()
    unread: int = 0
    history: bool = False
    annotator: str | None = None
