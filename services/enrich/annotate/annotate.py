"""An article's annotation, in one page: read, find actors, find places, settle them, make claims, put together."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from schemas.annotations import ArticleAnnotated
from schemas.articles import Copy
from schemas.feeds import Timestamp
from services.enrich.annotate import listing
from services.enrich.annotate.actors import actors, homes
from services.enrich.annotate.actors.entities import Entity, Reading
from services.enrich.annotate.actors.homes import Located, Present
from services.enrich.annotate.claims import claims, genre, sides
from services.enrich.annotate.claims.claims import Made, Settled, Thread
from services.enrich.annotate.claims.retold import without_retold
from services.enrich.annotate.claims.rules import Rules
from services.enrich.annotate.known import Knowledge
from services.enrich.annotate.places import chosen, localities, places, resolve, surroundings
from services.enrich.annotate.places.places import Proposal
from services.enrich.annotate.places.resolve import Resolved
from services.enrich.annotate.places.spots import Atlas, Spot
from services.enrich.annotate.stated import cues, echoes, weighing
from services.enrich.annotate.text import budget, document, foreign, language
from services.enrich.annotate.text.document import Document, Sentence
from services.enrich.errors import BadArticle
from services.enrich.knowledge.compile import key

ANNOTATOR = "wirewatch-rules-1"
"""Version of the rules and tables, as annotations carry it."""
_LEAD = 4
"""Title and first sentences: what they name, the article is about."""
YEARS = range(1500, 3000)
"""Years of articles. A program's zero time (year 1) is no date, and what lies near the calendar's ends breaks sums."""
Spots = tuple[Sentence, list[Spot]]
"""A sentence with the names in it that may be places."""


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
    """The annotation with its working, for `explain`. countries: how often each is named; day: of the article."""

    annotation: ArticleAnnotated
    document: Document
    entities: Present
    settled: Located
    resolved: Resolved
    made: list[Made]
    day: date
    english: bool


def annotate(article: Input, knowledge: Knowledge, today: date) -> ArticleAnnotated:
    """The annotation of an article. today: the day to read dates against where the article has none of its own.

    Raises BadArticle where the day is in none of YEARS.
    """
    return work(article, knowledge, today).annotation


def work(article: Input, knowledge: Knowledge, today: date) -> Worked:
    """The annotation with its working. Pure; how much is read, budget.py says. Raises as annotate does."""
    day = article.published_at.date() if article.published_at else today
    if day.year not in YEARS:
        raise BadArticle(f"article {article.article_id}: no article is of {day}")
    read = document.read(article.title, article.text)
    written = language.of(read, knowledge.languages, article.language)
    named = _entities(read, knowledge, day.isoformat() if article.published_at else "")
    spots = _spots(named, knowledge)
    named = named[: len(spots)]
    resolved = _resolved(named, spots, knowledge.us_states)
    settled = _settled(spots, resolved)
    if not written.english:
        named, settled = foreign.safe(named, settled, knowledge.languages)
    entities = homes.settle(named, settled, knowledge.lexicon.state_names)
    told = _claims(article, read, entities, settled, knowledge.rules, day) if written.english else []
    ident = (article.article_id, article.revision)
    kept = genre.kept(without_retold(told), read)
    if written.english:
        kept = weighing.told(read, entities, settled, kept, knowledge.rules, day, ident)
    made = sides.weighed(kept, read, knowledge.doubts)
    found = [one.claim for one in made]
    annotation = ArticleAnnotated(
        article_id=article.article_id,
        revision=article.revision,
        language=written.code,
        published_at=article.published_at,
        url=article.url,
        publisher=article.publisher,
        title=article.title or None,
        feed_id=article.feed_id,
        tags=article.tags,
        copy_of=article.copy_of,
        actors=listing.actors_of(read, _with_strangers(entities, made), found, knowledge.lexicon.state_names),
        places=listing.places_of(read, settled),
        claims=tuple(found),
        unread=_unread(read, spots),
        annotator=ANNOTATOR,
    )
    return Worked(
        annotation=annotation,
        document=read,
        entities=entities,
        settled=settled,
        resolved=resolved,
        made=made,
        day=day,
        english=written.english,
    )


def _with_strangers(entities: Present, made: list[Made]) -> Present:
    """The entities of each sentence, and the actors that only its claims tell: unlisted ones, and a state's people."""
    told: dict[int, list[Entity]] = {}
    for one in made:
        told.setdefault(id(one.sentence), []).extend((*one.roles.sources, *one.roles.targets))
    return [(sentence, [*found, *_fresh(told.get(id(sentence), []), found)]) for sentence, found in entities]


def _fresh(acting: list[Entity], found: list[Entity]) -> list[Entity]:
    known = {(one.id, one.start) for one in found}
    fresh = {(one.id, one.start): one for one in acting if (one.id, one.start) not in known}
    return list(fresh.values())


def _entities(read: Document, knowledge: Knowledge, day: str) -> Present:
    """The entities of each sentence, terms of office as on the day; the text first, as a title leaves names out.

    Ends where the budget does at the latest: a sentence costs at least what its tokens and entities cost.
    """
    reading = Reading(day=day, sentences=read.sentences)
    title = [sentence for sentence in read.sentences if sentence.field == "title"]
    text: Present = []
    units = 0
    for sentence in read.sentences[len(title) :]:
        found = actors.find(sentence, knowledge.lexicon, reading)
        text.append((sentence, found))
        units += budget.cost(sentence, found, ())
        if units > budget.UNITS:
            break
    return [*((sentence, actors.find(sentence, knowledge.lexicon, reading)) for sentence in title), *text]


def _spots(entities: Present, knowledge: Knowledge) -> list[Spots]:
    """The spots of each sentence, from the first on, as far as the budget goes."""
    meter = budget.Metered(gazetteer=knowledge.gazetteer)
    atlas = Atlas(gazetteer=meter, us_states=knowledge.us_states)
    proposed: list[tuple[Sentence, list[Proposal]]] = []
    for number, (sentence, found) in enumerate(entities):
        proposals = places.propose(sentence, found, atlas)
        meter.units += budget.cost(sentence, found, proposals)
        if number and meter.units > budget.UNITS:
            break
        proposed.append((sentence, proposals))
    return chosen.choose(proposed)


def _unread(read: Document, spots: list[Spots]) -> int:
    """The characters after what was read."""
    if len(spots) == len(read.sentences) and not read.truncated:
        return 0
    if not spots:
        return len(read.title) + len(read.text)
    last = spots[-1][0]
    return len(read.text) - last.end if last.field == "text" else len(read.title) - last.end + len(read.text)


def _resolved(entities: Present, spots: list[Spots], us_states: dict[str, str]) -> Resolved:
    """The place of each spot, by what the article names of countries and of states of the USA."""
    named = (entity for _, found in entities for entity in found if entity.kind != "organisation")
    doubtful = {("Georgia", "name")}
    countries = Counter(
        e.country for e in named if e.country and e.form != "capital" and (e.name, e.form) not in doubtful
    )
    told = localities.told(sentence for sentence, _ in entities)
    flat = [(sentence, spot) for sentence, found in spots for spot in found]
    keys = [key(sentence.low[spot.start : spot.end]) for sentence, spot in flat]
    regions = surroundings.states_named((sentence for sentence, _ in entities), us_states)
    return resolve.resolve([spot for _, spot in flat], keys, countries + told.countries, regions + told.regions)


def _settled(spots: list[Spots], resolved: Resolved) -> Located:
    chosen = iter(resolved.places)
    return [(sentence, [Settled(spot=spot, place=next(chosen)) for spot in found]) for sentence, found in spots]


def _claims(article: Input, read: Document, entities: Present, settled: Located, rules: Rules, day: date) -> list[Made]:
    ident = (article.article_id, article.revision)
    somewhere = any(entity.country for _, found in entities[:_LEAD] for entity in found)
    threads = {"title": Thread(somewhere=somewhere), "text": Thread(somewhere=somewhere)}
    told: list[Made] = []
    before = 0
    for (sentence, found), (_, located) in zip(entities, settled, strict=True):
        stated = cues.find(sentence, rules.cues)
        here = claims.in_sentence(sentence, found, located, stated, read, rules, day, ident, threads[sentence.field])
        told[before:], here = echoes.told(sentence, stated, told[before:], here, rules, day)
        before = len(told)
        told += here
    return told
