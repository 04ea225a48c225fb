"""The annotate worker: articles in, annotations and claims out. A thin shell; what it decides stands in annotate/."""

import asyncio
import time
from collections.abc import Sequence
from datetime import date

from schemas import topics
from schemas.annotations import ArticleAnnotated
from schemas.articles import ArticleFound, ArticleRevised
from schemas.codec import decode_binary
from services.enrich.annotate import events
from services.enrich.annotate.annotate import Input, annotate
from services.enrich.annotate.lines import of_article
from services.enrich.knowledge.knowledge import Knowledge
from services.enrich.metrics import ANNOTATE_SECONDS, ARTICLES_ANNOTATED, ARTICLES_TRUNCATED, CLAIMS_MADE
from services.enrich.novelty.relations import fan_out
from services.enrich.settings import Settings
from services.runtime import streams
from services.runtime.errors import Poison
from services.runtime.turns import Handle

_LONG_TEXT = 8_000
"""Characters from which an article could hold the loop for 50 ms: it is annotated in a thread, heartbeats go on."""


def make(settings: Settings, knowledge: Knowledge) -> streams.StreamApp:
    """The app, not yet started."""
    app = streams.make_app(settings, topics.ANNOTATE_APP)
    streams.consume(app, topics.ARTICLES, handler(knowledge))
    return app


def handler(knowledge: Knowledge) -> Handle:
    """What is done with one message of topic articles. Raises Poison, CodecError: a dead letter."""

    async def handle(message: streams.Message) -> Sequence[streams.Outgoing]:
        event = decode_binary(message.value, message.headers)
        if not isinstance(event.data, ArticleFound | ArticleRevised):
            raise Poison("wrong_topic", f"annotate reads articles, this is {event.type}")
        article = of_article(event.data)
        annotation = await _annotated(article, knowledge, event.time.date())
        out = [
            streams.Outgoing(
                topic=topics.ANNOTATIONS, key=article.article_id, event=events.annotated(annotation, event.time)
            )
        ]
        made = fan_out(annotation)
        for claim, told in zip(made, events.made(made, event.time), strict=True):
            out.append(streams.Outgoing(topic=topics.CLAIMS, key=claim.relation.key, event=told))
        return out

    return handle


async def _annotated(article: Input, knowledge: Knowledge, today: date) -> ArticleAnnotated:
    started = time.perf_counter()
    if len(article.text) + len(article.title) > _LONG_TEXT:
        annotation = await asyncio.to_thread(annotate, article, knowledge, today)
    else:
        annotation = annotate(article, knowledge, today)
    ANNOTATE_SECONDS.observe(time.perf_counter() - started)
    ARTICLES_ANNOTATED.inc()
    if annotation.annotator and annotation.annotator.endswith("+truncated"):
        ARTICLES_TRUNCATED.inc()
    for claim in annotation.claims:
        CLAIMS_MADE.labels(type=claim.type, status=claim.status).inc()
    return annotation
