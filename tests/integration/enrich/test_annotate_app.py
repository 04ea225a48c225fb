"""The annotate worker on a real broker: nothing lost by a kill, poison set aside, the events of the pure function."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from kafka.admin import KafkaAdminClient

from schemas import ids, topics
from schemas.articles import ArticleFound
from schemas.codec import decode_binary
from schemas.envelope import Event
from schemas.topics import Topic
from services.enrich import annotated as events
from services.enrich.annotate import known as knowledge
from services.enrich.annotate.annotate import annotate
from services.enrich.annotate.lines import of_article
from services.enrich.novelty.relations import fan_out
from services.runtime.kafka import Publisher, producer
from services.runtime.topics import create_topics
from tests.integration.enrich import annotate_process
from tests.integration.groups import put_out_killed
from tests.integration.reading import Reader

pytestmark = pytest.mark.timeout(240)

BACKLOG = 40
"""Articles that wait at any time."""
SESSION_SECONDS = 12.0
"""The session of a stream worker."""
START = datetime(2017, 1, 18, 12, tzinfo=UTC)
TEXTS = (
    "Russia and Turkey carried out their first joint air strikes against Islamic State in Syria on Wednesday.",
    "Israel and Jordan signed a peace treaty in Aqaba on Monday. The United States imposed sanctions on Iran.",
    "It rained in the first half of the match.",
)


def article(number: int) -> Event:
    at = START + timedelta(minutes=number)
    url = f"https://a.example/{number}"
    text = TEXTS[number % len(TEXTS)] + (" Rain fell." * 3_000 if number % 17 == 0 else "")
    data = ArticleFound(
        article_id=ids.article_id(url),
        revision=1,
        feed_id="f",
        feed_url="https://a.example/feed",
        publisher="a.example",
        url=url,
        title=f"Article {number}",
        summary="",
        text=text,
        published_at=at,
        first_seen_at=at,
        content_hash=str(number),
    )
    return Event(
        id=ids.derive("article.found", data.article_id),
        source="/wirewatch/ingest",
        type="article.found",
        subject=data.article_id,
        time=at,
        data=data,
    )


def long_article(number: int) -> Event:
    """An article of 30,000 characters full of events, actors and places."""
    event = article(number)
    text = " ".join(TEXTS[:2]) + f" Troops took town {number}. "
    return replace(event, data=replace(event.data, text=text * (30_000 // len(text))))


def publish_all(bench: "Bench", articles: list[Event]) -> None:
    for event in articles:
        bench.publisher.publish(bench.wiring.articles, event.subject, event)
    bench.publisher.flush_all()


def expected(articles: list[Event]) -> set[str]:
    known = knowledge.load()
    found: set[str] = set()
    for event in articles:
        annotation = annotate(of_article(event.data), known, event.time.date())
        found.add(events.annotated(annotation, event.time).id)
        found |= {each.id for each in events.made(fan_out(annotation), event.time)}
    return found


class Bench:
    """The topics of one test and its worker."""

    def __init__(self, bootstrap: str, folder: Path) -> None:
        self.bootstrap, self.folder, self.name = bootstrap, folder, uuid.uuid4().hex[:8]
        self.wiring = annotate_process.wiring(self.name)
        wired = [self.wiring.articles, self.wiring.annotations, self.wiring.claims]
        create_topics(bootstrap, [*wired, topics.DEAD_LETTERS])
        self.publisher, self.reader = Publisher(producer(bootstrap)), Reader(bootstrap)
        self.workers: list[subprocess.Popen[bytes]] = []

    def start(self) -> "subprocess.Popen[bytes]":
        number = len(self.workers)
        given = os.environ | {"KAFKA_BOOTSTRAP_SERVERS": self.bootstrap, "PYTHONPATH": str(Path.cwd())}
        state = self.folder / f"state-{number}"
        command = [sys.executable, str(annotate_process.__file__), self.name, str(state), "0"]
        with (self.folder / f"log-{number}").open("wb") as log:
            self.workers.append(subprocess.Popen(command, env=given, stderr=log))
        return self.workers[-1]

    def close(self) -> None:
        self.publisher.close()
        self.reader.close()
        for worker in self.workers:
            if worker.poll() is None:
                worker.kill()
                worker.wait()

    def ids(self) -> set[str]:
        """Ids of the events in annotations and claims."""
        read = [*self.read(self.wiring.annotations), *self.read(self.wiring.claims)]
        return {decode_binary(value, headers).id for value, headers in read}

    def read(self, topic: Topic) -> list[tuple[bytes, list[tuple[str, bytes]]]]:
        """Every message of a topic, up to its present end."""
        return [(each.value, each.headers) for each in self.reader.messages(topic)]

    def written(self, topic: Topic) -> int:
        """How many messages a topic holds."""
        return self.reader.written(topic)

    def members(self) -> set[str]:
        """The members that the group of the workers has now; a member that is put out joins again as another."""
        admin = KafkaAdminClient(bootstrap_servers=self.bootstrap)
        try:
            group = admin.describe_groups([self.wiring.app_id])[self.wiring.app_id]
            return {str(member["member_id"]) for member in group["members"]}
        finally:
            admin.close()

    def dead(self) -> list[Event]:
        """The dead letters of this test's articles."""
        letters = [decode_binary(value, headers) for value, headers in self.read(topics.DEAD_LETTERS)]
        return [each for each in letters if each.data.kafka and each.data.kafka.topic == self.wiring.articles.name]


@pytest.fixture
def bench(kafka: str, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(kafka, tmp_path)
    try:
        yield made
    finally:
        made.close()


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.3)
    return holds()


def test_a_kill_in_the_middle_loses_no_article_and_poison_is_set_aside(bench: Bench) -> None:
    articles = [article(number) for number in range(300)]
    wanted = expected(articles)
    worker = bench.start()
    for number, event in enumerate(articles):
        bench.publisher.publish(bench.wiring.articles, event.subject, event)
        if number == 100:
            bench.publisher.send(bench.wiring.articles, b"x", b"no event", [])
    bench.publisher.flush_all()
    assert within(60, lambda: len(bench.ids()) > 20)
    worker.kill()
    worker.wait()
    put_out_killed(bench.bootstrap, bench.wiring.app_id)
    worker = bench.start()
    assert within(90, lambda: bench.ids() >= wanted), f"{len(wanted - bench.ids())} events are missing"
    assert bench.ids() == wanted
    assert within(20, lambda: len(bench.dead()) == 1)
    assert bench.dead()[0].data.refused_by.startswith("test-annotate")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(40) == 0


def test_a_backlog_of_long_articles_costs_no_heartbeat(bench: Bench) -> None:
    """Articles of 30,000 characters, always more than the worker has annotated, for twice as long as its session lasts.

    Ten thousand are but more of it (`python -m benchmarks.backlog`): a consumer whose heartbeat is late is put out of
    its group within one session.
    """
    articles = [long_article(number) for number in range(BACKLOG)]
    publish_all(bench, articles)
    worker = bench.start()
    assert within(60, lambda: bench.written(bench.wiring.annotations) > 0)
    joined, busy_until = bench.members(), time.monotonic() + 2 * SESSION_SECONDS
    assert len(joined) == 1
    seen: set[str] = set()
    while time.monotonic() < busy_until:
        seen |= bench.members()
        done = bench.written(bench.wiring.annotations)
        more = [long_article(number) for number in range(len(articles), done + BACKLOG)]
        publish_all(bench, more)
        articles += more
    assert within(60, lambda: bench.written(bench.wiring.annotations) >= len(articles))
    assert seen | bench.members() == joined
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(40) == 0
    annotated = {decode_binary(value, headers).subject for value, headers in bench.read(bench.wiring.annotations)}
    assert annotated == {event.subject for event in articles}
