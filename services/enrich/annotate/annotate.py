"""An article's annotation, in one page: read, find actors, find places, settle them, make claims, put together."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from schemas.annotations import Actor, ArticleAnnotated, Mention, Place, PlaceMention
from schemas.articles import Copy
from schemas.claims import Claim, Field
from schemas.feeds import Timestamp
from services.enrich.annotate import actors, claims, document, homes, places, resolve, sides
from services.enrich.annotate.claims import Made, Rules, Settled, Thread
from services.enrich.annotate.document import Document, Sentence
from services.enrich.annotate.entities import Entity, Reading
from services.enrich.annotate.homes import Located, Present
from services.enrich.annotate.known import Knowledge
from services.enrich.annotate.places import Atlas
from services.enrich.annotate.retold import without_retold
from services.enrich.errors import BadArticle
from services.enrich.knowledge.compile import key
from services.enrich.knowledge.wordsets import word_set

ANNOTATOR = "wirewatch-rules-1"
"""Version of the rules and tables, as annotations carry it; "+truncated" where the text was longer than is read."""
YEARS = range(1500, 3000)
"""Years of articles. A program's zero time (year 1) is no date, and what lies near the calendar's ends breaks sums."""
_US_WORDS = word_set("places_american")
_KNOWN_LANGUAGES = frozenset({"en", "eng", "english"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """What annotate needs of an article, from a line of JSON or from Kafka, and what it passes through."""

    article_id: str
    revision: int = 1
    title: str = ""
    text: str = ""
    language: str | None = None
    published_at: Timestamp | None = None
    url: str | None = None
    publisher: str | None = None
    feed_id: str | None = None
    tags: tuple[str, ...] = ()
    copy_of: Copy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """The annotation with its working, for `explain`."""

    annotation: ArticleAnnotated
    document: Document
    entities: Present
    settled: Located
    made: list[Made]


def annotate(article: Input, knowledge: Knowledge, today: date) -> ArticleAnnotated:
    """The annotation of an article. today: the day to read dates against where the article has none of its own.

    Raises BadArticle where the day is in none of YEARS.
    """
    return work(article, knowledge, today).annotation


def work(article: Input, knowledge: Knowledge, today: date) -> Worked:
    """The annotation with its working. Pure; a text is read up to document.MAX_CHARACTERS. Raises as annotate does."""
    day = article.published_at.date() if article.published_at else today
    if day.year not in YEARS:
        raise BadArticle(f"article {article.article_id}: no article is of {day}")
    read = document.read(article.title, article.text)
    named = _entities(read, knowledge, day)
    settled = _settled(named, knowledge)
    entities = homes.settle(named, settled, knowledge.lexicon.state_names)
    safe = article.language is None or _primary(article.language) in _KNOWN_LANGUAGES
    told = without_retold(_claims(article, read, entities, settled, knowledge.rules, day)) if safe else []
    made = sides.weighed(told, read, knowledge.doubts)
    found = [one.claim for one in made]
    annotation = ArticleAnnotated(
        article_id=article.article_id,
        revision=article.revision,
        language=article.language,
        published_at=article.published_at,
        url=article.url,
        publisher=article.publisher,
        title=article.title or None,
        feed_id=article.feed_id,
        tags=article.tags,
        copy_of=article.copy_of,
        actors=_actors(read, entities, found, knowledge),
        places=_places(read, settled),
        claims=tuple(found),
        annotator=ANNOTATOR + ("+truncated" if read.truncated else ""),
    )
    return Worked(annotation=annotation, document=read, entities=entities, settled=settled, made=made)


def _primary(language: str) -> str:
    """The language without its region: "en" of "en-US"."""
    return language.lower().replace("_", "-").split("-")[0]


def _entities(read: Document, knowledge: Knowledge, day: date) -> Present:
    """The entities of each sentence; the text is read before the title, which leaves first names out."""
    reading = Reading(day=day.isoformat(), persons={}, countries=set(), offices={})
    body = [sentence for sentence in read.sentences if sentence.field == "text"]
    title = [sentence for sentence in read.sentences if sentence.field == "title"]
    found = {id(sentence): actors.find(sentence, knowledge.lexicon, reading) for sentence in [*body, *title]}
    return [(sentence, found[id(sentence)]) for sentence in read.sentences]


def _settled(entities: Present, knowledge: Knowledge) -> Located:
    atlas = Atlas(gazetteer=knowledge.gazetteer, us_states=knowledge.us_states)
    persons: set[str] = set()
    spots = [(sentence, places.find(sentence, found, atlas, persons)) for sentence, found in entities]
    flat = [(sentence, spot) for sentence, found in spots for spot in found]
    named = (entity for _, found in entities for entity in found if entity.kind != "organisation")
    countries = Counter(e.country for e in named if e.country and e.form != "capital" and e.name != "Georgia")
    if any(not _US_WORDS.isdisjoint(sentence.low) for sentence, _ in entities):
        countries["USA"] += 2
    keys = [key(sentence.low[spot.start : spot.end]) for sentence, spot in flat]
    chosen = iter(resolve.resolve([spot for _, spot in flat], keys, countries))
    return [(sentence, [Settled(spot=spot, place=next(chosen)) for spot in found]) for sentence, found in spots]


def _claims(article: Input, read: Document, entities: Present, settled: Located, rules: Rules, day: date) -> list[Made]:
    ident = (article.article_id, article.revision)
    threads = {"title": Thread(), "text": Thread()}
    return [
        made
        for (sentence, found), (_, located) in zip(entities, settled, strict=True)
        for made in claims.in_sentence(sentence, found, located, read, rules, day, ident, threads[sentence.field])
    ]


def _mention(read: Document, sentence: Sentence, start: int, end: int) -> tuple[Field, int, int, str]:
    first, last = sentence.starts[start], sentence.ends[end - 1]
    return sentence.field, first, last, read.text_of(sentence.field, first, last)


def _actors(read: Document, entities: Present, found: list[Claim], knowledge: Knowledge) -> tuple[Actor, ...]:
    """Each actor once, with its mentions; a state's organ and the state itself are two actors of one party."""
    kinds: dict[str, Entity] = {}
    mentions: dict[str, list[Mention]] = {}
    for sentence, present in entities:
        for entity in present:
            if entity.party is None:
                continue
            spans = [(entity.id, entity.start, entity.end)]
            if entity.party != entity.id and entity.name_end > entity.start and entity.kind == "state":
                spans.append((entity.country or entity.party, entity.start, entity.name_end))
            for ident, start, end in spans:
                kinds.setdefault(ident, entity)
                field, first, last, text = _mention(read, sentence, start, end)
                mentions.setdefault(ident, []).append(Mention(field=field, start=first, end=last, text=text))
    for claim in found:
        for ident in (*claim.sources, *claim.targets):
            mentions.setdefault(ident, [])
    return tuple(_actor(ident, kinds.get(ident), tuple(seen), knowledge) for ident, seen in mentions.items())


def _actor(ident: str, entity: Entity | None, mentions: tuple[Mention, ...], knowledge: Knowledge) -> Actor:
    state = knowledge.lexicon.state_names.get(ident)
    if state is not None:
        return Actor(id=ident, name=state, kind="state", country=ident, party=ident, mentions=mentions)
    if entity is None:
        return Actor(id=ident, name=ident, kind="organisation", party=ident, mentions=mentions)
    return Actor(
        id=ident,
        name=entity.name,
        kind=entity.kind,
        country=entity.country,
        sector=entity.sector,
        party=entity.party,
        mentions=mentions,
    )


def _places(read: Document, settled: Located) -> tuple[Place, ...]:
    """Each place once, with its mentions; names that stayed unresolved keep their words and have no coordinates."""
    made: dict[object, Place] = {}
    mentions: dict[object, list[PlaceMention]] = {}
    for sentence, located in settled:
        for one in located:
            field, first, last, text = _mention(read, sentence, one.spot.start, one.spot.end)
            place = one.place
            ident: object = place.number if place else ("unresolved", text)
            if ident not in made:
                made[ident] = _place(text, one)
            mentions.setdefault(ident, []).append(
                PlaceMention(field=field, start=first, end=last, text=text, literal=one.spot.literal)
            )
    return tuple(
        Place(**{name: getattr(place, name) for name in _PLACE_FIELDS}, mentions=tuple(mentions[ident]))
        for ident, place in made.items()
    )


_PLACE_FIELDS = ("geonames_id", "name", "feature", "country", "admin1", "latitude", "longitude")


def _place(text: str, one: Settled) -> Place:
    found = one.place
    if found is None:
        return Place(geonames_id=None, name=text)
    return Place(
        geonames_id=found.geonames_id,
        name=found.name,
        feature=found.feature,
        country=found.country,
        admin1=found.admin1,
        latitude=found.latitude,
        longitude=found.longitude,
    )
