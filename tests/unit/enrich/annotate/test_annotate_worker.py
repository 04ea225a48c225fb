"""What the annotate worker does with one message, without Kafka."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from schemas import ids, topics
from schemas.articles import ArticleFound
from schemas.claims import ClaimMade
from schemas.codec import CodecError, encode_binary
from schemas.envelope import Event
from services.enrich.annotate.known import Knowledge
from services.enrich.annotate_app import Wiring, handler
from services.enrich.knowledge.gazetteer import Candidate
from services.runtime.errors import Poison
from services.runtime.streams import Message, Outgoing

AT = datetime(2017, 1, 18, 12, tzinfo=UTC)
ARTICLE = ArticleFound(
    article_id=ids.article_id("https://a.example/1"),
    revision=1,
    feed_id="f",
    feed_url="https://a.example/feed",
    publisher="a.example",
    tags=("war",),
    url="https://a.example/1",
    title="Joint strikes",
    summary="",
    text="Russia and Turkey carried out their first joint air strikes in Syria on Wednesday.",
    published_at=AT,
    first_seen_at=AT,
    content_hash="0",
)


def message(value: bytes | None, headers: list[tuple[str, bytes]]) -> Message:
    return Message(topic="articles", partition=0, offset=1, key=b"a", value=value, headers=headers, timestamp=0.0)


def carrying(event: Event) -> Message:
    return message(*encode_binary(event))


def found(article: ArticleFound = ARTICLE) -> Event:
    return Event(
        id="1", source="/wirewatch/ingest", type="article.found", subject=article.article_id, time=AT, data=article
    )


def handled(knowledge: Knowledge, given: Message) -> list[Outgoing]:
    return list(asyncio.run(_handle(knowledge, given)))


async def _handle(knowledge: Knowledge, given: Message) -> list[Outgoing]:
    return [each for each in await handler(knowledge, Wiring())(given) if isinstance(each, Outgoing)]


def test_an_article_becomes_its_annotation_and_a_claim_for_each_relation(knowledge: Knowledge) -> None:
    out = handled(knowledge, carrying(found()))
    assert [(each.topic.name, each.event.type) for each in out[:2]] == [
        ("annotations", "article.annotated"),
        ("claims", "claim.made"),
    ]
    claims = [each for each in out if isinstance(each.event.data, ClaimMade)]
    assert {each.key for each in claims} == {each.event.data.relation.key for each in claims}
    assert "RUS|TUR" in {each.key for each in claims}
    assert {each.event.data.report.tags for each in claims} == {("war",)}


def test_the_same_message_gives_the_same_events(knowledge: Knowledge) -> None:
    first, again = (handled(knowledge, carrying(found())) for _ in range(2))
    assert [each.event for each in first] == [each.event for each in again]
    assert len({each.event.id for each in first}) == len(first)


def test_a_long_article_is_annotated_as_a_short_one_is(knowledge: Knowledge) -> None:
    long = replace(ARTICLE, text=ARTICLE.text + " Rain fell." * 2_000)
    ids_of = [
        {
            each.event.data.claim.id
            for each in handled(knowledge, carrying(found(article)))
            if each.topic is topics.CLAIMS
        }
        for article in (ARTICLE, long)
    ]
    assert ids_of[0] <= ids_of[1]


class _Failing:
    """A gazetteer that fails on every name."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def candidates(self, key: str) -> tuple[Candidate, ...]:  # noqa: ARG002
        raise self._error


def test_a_fault_that_a_text_shows_costs_only_its_article(
    knowledge: Knowledge, caplog: pytest.LogCaptureFixture
) -> None:
    faulty = replace(knowledge, gazetteer=_Failing(IndexError("list index out of range")))
    with pytest.raises(Poison, match="IndexError: list index out of range") as refused:
        handled(faulty, carrying(found()))
    assert refused.value.reason == "processing_failed"
    assert ARTICLE.article_id in caplog.text
    assert "Traceback" in caplog.text


def test_a_disk_that_fails_is_no_fault_of_an_article(knowledge: Knowledge) -> None:
    with pytest.raises(OSError, match="no disk"):
        handled(replace(knowledge, gazetteer=_Failing(OSError("no disk"))), carrying(found()))


def test_what_is_no_event_or_no_article_is_refused(knowledge: Knowledge) -> None:
    with pytest.raises(CodecError):
        handled(knowledge, message(b"{", []))
    with pytest.raises(Poison, match="no article is of 0001-01-01"):
        handled(knowledge, carrying(found(replace(ARTICLE, published_at=datetime(1, 1, 1, tzinfo=UTC)))))
    annotated = handled(knowledge, carrying(found()))[0].event
    with pytest.raises(Poison, match=r"article\.annotated"):
        handled(knowledge, carrying(annotated))
