"""The annotate worker: articles in, annotations and claims out. A thin shell; what it decides stands in annotate/."""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from schemas import topics
from schemas.annotations import ArticleAnnotated
from schemas.articles import ArticleFound, ArticleRevised
from schemas.codec import decode_binary
from schemas.topics import Topic
from services.enrich import annotated as events
from services.enrich.annotate import known as knowledge
from services.enrich.annotate.annotate import Input, annotate
from services.enrich.annotate.known import Knowledge
from services.enrich.annotate.lines import of_article
from services.enrich.errors import BadArticle
from services.enrich.metrics import ANNOTATE_SECONDS, ARTICLES_ANNOTATED, ARTICLES_TRUNCATED, CLAIMS_MADE
from services.enrich.novelty.relations import fan_out
from services.enrich.settings import Settings
from services.runtime.errors import Poison
from services.runtime.lifecycle import process
from services.runtime.streams import Message, Outgoing, StreamApp, consume, make_app, run
from services.runtime.turns import Handle

_LONG_TEXT = 8_000
"""Characters from which an article could hold the loop for 50 ms: it is annotated in a thread, heartbeats go on."""

_OF_A_TEXT = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a fault in the rules raises on some text, again at each reading: such an article would block its partition for
good. A disk or the memory that fails is of no text, and ends the process."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """The app's id and its topics; others than those of schemas.topics only in tests."""

    app_id: str = topics.ANNOTATE_APP
    articles: Topic = topics.ARTICLES
    annotations: Topic = topics.ANNOTATIONS
    claims: Topic = topics.CLAIMS


def serve(settings: Settings, wiring: Wiring | None = None) -> int:
    """Run the worker until it is asked to stop; returns the exit code. Raises TableError, GazetteerError at start."""
    known = knowledge.load(settings.tables, settings.gazetteer)
    settings.state_dir.mkdir(parents=True, exist_ok=True)  # Faust makes one folder in it, and no parents
    with process(settings, "annotate") as running:
        return run(make(settings, known, wiring or Wiring()), running)


def make(settings: Settings, known: Knowledge, wiring: Wiring) -> StreamApp:
    """The app, not yet started."""
    app = make_app(settings, wiring.app_id)
    consume(app, wiring.articles, handler(known, wiring))
    return app


def handler(known: Knowledge, wiring: Wiring) -> Handle:
    """What is done with one message of topic articles. It raises Poison and CodecError: a dead letter."""

    async def handle(message: Message) -> Sequence[Outgoing]:
        event = decode_binary(message.value, message.headers)
        if not isinstance(event.data, ArticleFound | ArticleRevised):
            raise Poison("wrong_topic", f"annotate reads articles, this is {event.type}")
        article = of_article(event.data)
        try:
            annotation = await _annotated(article, known, event.time.date())
        except BadArticle as error:
            raise Poison("invalid_data", str(error)) from None
        except _OF_A_TEXT as error:
            _LOG.exception("annotate has a fault that article %s shows: please report it", article.article_id)
            raise Poison("processing_failed", f"{type(error).__name__}: {error}") from None
        made = fan_out(annotation)
        told = events.annotated(annotation, event.time)
        return [
            Outgoing(topic=wiring.annotations, key=article.article_id, event=told),
            *(
                Outgoing(topic=wiring.claims, key=claim.relation.key, event=each)
                for claim, each in zip(made, events.made(made, event.time), strict=True)
            ),
        ]

    return handle


async def _annotated(article: Input, known: Knowledge, today: date) -> ArticleAnnotated:
    started = time.perf_counter()
    if len(article.text) + len(article.title) > _LONG_TEXT:
        annotation = await asyncio.to_thread(annotate, article, known, today)
    else:
        annotation = annotate(article, known, today)
    ANNOTATE_SECONDS.observe(time.perf_counter() - started)
    _count(annotation)
    return annotation


def _count(annotation: ArticleAnnotated) -> None:
    ARTICLES_ANNOTATED.inc()
    if annotation.unread:
        ARTICLES_TRUNCATED.inc()
    for claim in annotation.claims:
        CLAIMS_MADE.labels(type=claim.type, status=claim.status).inc()
