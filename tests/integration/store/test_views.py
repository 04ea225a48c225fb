"""The views answer what docs/sql.md asks, by the indexes that it names, and fold developments as enrich does."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql

from schemas import ids
from schemas.developments import DevelopmentCorroborated, DevelopmentDetected, DevelopmentSuperseded
from schemas.envelope import Event
from services.enrich.novelty.fold import fold
from tests.integration.store.conftest import Log, new_log
from tests.integration.store.events import example, found, revised
from tests.integration.store.questions import PAGE, fill, questions, with_answers

START = datetime(2016, 12, 1, tzinfo=UTC)


def test_every_question_has_the_answer_that_the_page_shows(log: Log) -> None:
    fill(log)
    page = PAGE.read_text("utf-8")
    assert len(questions(page)) >= 12
    assert with_answers(page, log.url) == page, "run: python -m tests.integration.store.questions"


@pytest.fixture(scope="module")
def large_log(postgres_server: str) -> Iterator[Log]:
    """A log of 14,500 events over two months, with statistics."""
    with new_log(postgres_server) as made:
        fill(made)
        made.append(*(_article(number) for number in range(8_000)))
        made.append(*(_annotated(number) for number in range(4_000)))
        made.append(*(_again("development.detected", number) for number in range(1_500)))
        made.append(*(_again("alert.delivered", number) for number in range(500)))
        made.append(*(_again("dead_letter.written", number) for number in range(500)))
        with made.owner() as owner:
            owner.execute("analyze")
        yield made


def _article(number: int) -> Event:
    event, time = found(f"large-{number}", text="words " * 50), _time(number)
    return replace(event, data=replace(event.data, published_at=time, first_seen_at=time))


def _annotated(number: int) -> Event:
    event, article = example("article.annotated"), _article(number).subject
    data = replace(event.data, article_id=article, published_at=_time(number))
    return replace(event, id=ids.derive("article.annotated", article), subject=article, data=data)


def _again(event_type: str, number: int) -> Event:
    """The example as the event of another stream."""
    return replace(example(event_type), id=ids.derive(event_type, number), subject=ids.derive("again", number))


def _time(number: int) -> datetime:
    return START + timedelta(minutes=10 * number)


@pytest.mark.parametrize(
    ("question", "index"),
    [pytest.param(asked, index, id=title) for title, asked, index in questions(PAGE.read_text("utf-8")) if index],
)
def test_a_question_uses_the_index_that_the_page_names(large_log: Log, question: str, index: str) -> None:
    with large_log.owner() as owner:
        owner.execute("set role wirewatch_reader")
        found_plan = owner.execute(sql.SQL("explain (format json) {}").format(sql.SQL(question))).fetchone()
    plan = str(found_plan)
    with large_log.owner() as owner:
        children = owner.execute(
            "select i.inhrelid::regclass::text from pg_inherits i join pg_class c on c.oid = i.inhparent "
            "where c.relname = %s",
            (index,),
        ).fetchall()
    assert children
    assert any(str(name).split(".")[-1] in plan for (name,) in children), plan


def test_an_article_is_shown_in_its_latest_revision(log: Log) -> None:
    log.append(found("a", title="one"), revised("a", 3, title="three"), revised("a", 2, title="two"), found("b"))
    assert log.rows("select title, revision from wirewatch.articles order by 1") == [("A headline", 1), ("three", 3)]


def test_claims_are_those_of_the_latest_annotation(log: Log) -> None:
    event = example("article.annotated")
    better = replace(event.data, claims=(), annotator="2")
    log.append(event, replace(event, id=ids.derive("better"), data=better))
    assert log.rows("select count(*) from wirewatch.claims") == [(0,)]
    assert log.rows("select count(*) from wirewatch.actors") == [(len(event.data.actors),)]


def test_a_feed_is_known_by_its_trouble_and_by_its_articles(log: Log) -> None:
    log.append(found("a"), found("b"), example("feed.failed"), example("feed.moved"))
    rows = log.rows("select articles, state, url from wirewatch.feeds order by articles")
    assert [row[:2] for row in rows] == [(0, "failing"), (2, "good")]
    log.append(example("feed.recovered"))
    assert log.rows("select count(*) from wirewatch.feeds where state <> 'good'") == [(0,)]


def test_an_alert_is_shown_with_its_last_outcome(log: Log) -> None:
    failed, delivered = example("alert.failed"), example("alert.delivered")
    log.append(failed, replace(delivered, subject=failed.subject))
    assert log.rows("select outcome, reason from wirewatch.alerts") == [("delivered", None)]


def history(seed: int) -> list[Event]:
    """Some detections, corroborations and supersessions of three developments, each in up to three relations."""
    chance = random.Random(seed)  # noqa: S311 - a test's chance
    kinds = ["development.detected", "development.detected", "development.corroborated", "development.superseded"]
    return [_told(chance, chance.choice(kinds), number) for number in range(30)]


def _told(chance: random.Random, event_type: str, number: int) -> Event:
    event = example(event_type)
    data: DevelopmentDetected | DevelopmentCorroborated | DevelopmentSuperseded = event.data
    development, relation = ids.derive("d", chance.randrange(3)), chance.randrange(3)
    key = f"A|{relation}"
    data = replace(
        data,
        development_id=development,
        relation=replace(data.relation, key=key, principal=relation == 1),
    )
    if isinstance(data, DevelopmentDetected):
        kept = tuple(chance.sample(data.novelties, chance.randint(1, 3)))
        report = replace(data.reports[0], article_id=ids.derive("a", chance.randrange(9)))
        data = replace(data, novelties=kept, reports=(report,), summary=f"{key}, told by {number}")
    elif isinstance(data, DevelopmentCorroborated):
        report = replace(data.report, article_id=ids.derive("a", chance.randrange(9)))
        data = replace(data, report=report, independent_reports=2 + number, confidence=0.85 + number / 1000)
    return replace(event, id=ids.derive("told", number), subject=development, data=data)


@pytest.mark.parametrize("seed", range(8))
def test_the_developments_that_stand_are_those_of_enrichs_fold(log: Log, seed: int) -> None:
    events = history(seed)
    log.append(*events)
    standing = {each.development_id: each for each in fold(events)}
    with psycopg.connect(log.url) as reader:
        rows = reader.execute(
            "select development_id, summary, jsonb_array_length(novelties), independent_reports, confidence, "
            "array(select article_id from wirewatch.development_reports r where r.development_id = d.development_id) "
            "from wirewatch.developments as d"
        ).fetchall()
    assert {row[0] for row in rows} == standing.keys()
    for development, summary, novelties, independent, confidence, reports in rows:
        folded = standing[development]
        assert (summary, novelties, independent) == (
            folded.summary,
            len(folded.novelties),
            folded.independent_reports,
        )
        assert confidence == pytest.approx(folded.confidence)
        assert set(reports) == {report.article_id for report in folded.reports}
