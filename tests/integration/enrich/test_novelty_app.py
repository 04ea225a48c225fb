"""The novelty worker on a real broker: whatever is killed, what stands is what an undisturbed run holds."""

import os
import random
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from schemas import ids, topics
from schemas.annotations import ArticleAnnotated
from schemas.codec import decode_binary
from schemas.developments import DevelopmentDetected
from schemas.envelope import Event
from schemas.topics import Topic
from services.enrich.novelty.fold import fold
from services.enrich.novelty.reach import decode_reach
from services.enrich.novelty.relations import fan_out
from services.runtime.kafka import Publisher, producer
from services.runtime.topics import create_topics
from tests.integration.enrich import novelty_process
from tests.integration.groups import put_out_killed
from tests.integration.reading import Reader
from tests.unit.enrich.novelty.claims import FIRST, current, told, watched

pytestmark = pytest.mark.timeout(240)


def stream(seed: int, articles: int) -> list[ArticleAnnotated]:
    """Articles about eight parties over three years, not in the order of their days, a tenth of it history."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    parties = ("RUS", "TUR", "USA", "IRN", "SYR", "GBR", "IS", "PKK")
    made = []
    for number in range(articles):
        by = chance.sample(parties, chance.choice((1, 1, 2)))
        day = date(2014, 1, 1) + timedelta(days=chance.choice((chance.randrange(1100), 500 + chance.randrange(10))))
        made.append(
            told(
                f"article {seed} {number}",
                by=" ".join(by),
                to=chance.choice(("", *parties)),
                on=day.isoformat(),
                joint=len(by) > 1,
                claim_type=chance.choice(("ASSAULT", "COOPERATE", "SANCTION", "CONSULT")),
                place=chance.choice((None, "Aleppo", "Idlib")),
                stated=chance.choice((None, None, None, FIRST)),
                publisher=f"p{chance.randrange(12)}.example",
                history=chance.random() < 0.1,
            )
        )
    return made


class Bench:
    """The topics of one test, its workers, and what they published."""

    def __init__(self, bootstrap: str, folder: Path) -> None:
        self.bootstrap, self.folder, self.name = bootstrap, folder, uuid.uuid4().hex[:8]
        self.wiring = novelty_process.wiring(self.name)
        wired = (self.wiring.claims, self.wiring.developments, self.wiring.reaches, self.wiring.changelog)
        create_topics(bootstrap, [*wired, topics.DEAD_LETTERS])
        self._publisher, self._reader = Publisher(producer(bootstrap)), Reader(bootstrap)
        self._workers: list[subprocess.Popen[bytes]] = []

    def publish(self, annotations: Sequence[ArticleAnnotated]) -> None:
        """The claims of the annotations, as annotate publishes them."""
        for annotation in annotations:
            for made in fan_out(annotation):
                event = Event(
                    id=ids.derive("claim.made", made.claim.id, made.relation.key),
                    source="/wirewatch/annotate",
                    type="claim.made",
                    subject=annotation.article_id,
                    time=annotation.published_at or datetime.now(UTC),
                    data=made,
                )
                self._publisher.publish(self.wiring.claims, made.relation.key, event)
        self._publisher.flush_all()

    def start(self) -> "subprocess.Popen[bytes]":
        """Start one more worker."""
        number = len(self._workers)
        state = self.folder / f"state-{number}"
        given = os.environ | {"KAFKA_BOOTSTRAP_SERVERS": self.bootstrap, "PYTHONPATH": str(Path.cwd())}
        with (self.folder / f"log-{number}").open("wb") as log:
            worker = subprocess.Popen(
                [sys.executable, str(novelty_process.__file__), self.name, str(state), "0"], env=given, stderr=log
            )
        self._workers.append(worker)
        return worker

    def close(self) -> None:
        """Kill what still runs."""
        self._publisher.close()
        self._reader.close()
        for worker in self._workers:
            if worker.poll() is None:
                worker.kill()
                worker.wait()

    def events(self) -> list[Event]:
        """What is in the developments topic, each event once, as the log takes them."""
        found: dict[str, Event] = {}
        for value, headers in self.read(self.wiring.developments):
            event = decode_binary(value, headers)
            found.setdefault(event.id, event)
        return list(found.values())

    def read(self, topic: Topic) -> list[tuple[bytes, list[tuple[str, bytes]]]]:
        """Every message of a topic, up to its present end."""
        return [(each.value, each.headers) for each in self._reader.messages(topic)]

    def log(self) -> str:
        """What all workers logged."""
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("log-*")))


@contextmanager
def bench(bootstrap: str, folder: Path) -> Iterator[Bench]:
    """A bench that ends its workers."""
    made = Bench(bootstrap, folder)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def on(kafka: str, tmp_path: Path) -> Iterator[Bench]:
    with bench(kafka, tmp_path) as made:
        yield made


def until(what: str, on: Bench, condition: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert "critical" not in on.log(), on.log()[-3000:]
        assert time.monotonic() < deadline, f"after {seconds:g} s still not: {what}\n{on.log()[-3000:]}"
        time.sleep(0.3)


def stands(on: Bench) -> list[DevelopmentDetected]:
    return fold(on.events())


def test_what_stands_is_what_detect_says(on: Bench) -> None:
    told_once = stream(1, 200)
    on.publish(told_once)
    on.start()
    expected = current(told_once)
    assert len(expected) > 50
    until("the developments stand", on, lambda: stands(on) == expected)


def test_kills_in_the_middle_change_nothing_that_stands(on: Bench) -> None:
    told_once = stream(2, 500)
    expected = current(told_once)
    on.publish(told_once[:400])
    for _ in range(4):
        before = len(on.read(on.wiring.changelog))
        worker = on.start()
        until("it works", on, lambda seen=before: len(on.read(on.wiring.changelog)) > seen + 60)  # type: ignore[misc]
        worker.kill()
        worker.wait()
        put_out_killed(on.bootstrap, on.wiring.app_id)
    on.publish(told_once[400:])
    on.start()
    until("the developments stand", on, lambda: stands(on) == expected)


def test_two_workers_share_one_reach(on: Bench) -> None:
    """Each has some of the relations; the history that makes them count arrives last, at one of them."""
    live = [
        told(f"a{country}", by="RUS", to=country, on=f"2017-01-{10 + number}")
        for number, country in enumerate(("GBR", "FRA", "USA", "DEU", "ITA", "ESP", "POL", "SWE"))
    ]
    on.publish(live)
    first, second = on.start(), on.start()
    until("all claims are in the memories", on, lambda: len(on.read(on.wiring.changelog)) >= len(live))
    assert stands(on) == []
    history = watched("RUS")
    on.publish(history)
    expected = current([*live, *history])
    assert len(expected) == len(live)
    until("all of them are observed", on, lambda: stands(on) == expected)
    assert first.poll() is second.poll() is None


def test_a_review_that_a_kill_cut_off_is_made_at_the_next_start(on: Bench) -> None:
    live = [told("a", by="RUS", to="GBR", on="2017-01-18")]
    on.publish(live)
    worker = on.start()
    until("the claim is in the memory", on, lambda: len(on.read(on.wiring.changelog)) >= 1)
    worker.kill()
    worker.wait()
    put_out_killed(on.bootstrap, on.wiring.app_id)
    # Another worker published a longer reach, and this one died before it read it.
    history = replace(watched("RUS")[0])
    since = date(2015, 1, 1).toordinal()
    publisher = Publisher(producer(on.bootstrap))
    publisher.send(on.wiring.reaches, b"RUS", b'{"party":"RUS","since":"2015-01-01"}', [])
    publisher.flush_all()
    publisher.close()
    on.start()
    until("the development stands", on, lambda: stands(on) == current([*live, history]))
    assert decode_reach(on.read(on.wiring.reaches)[-1][0])[1] >= since


def test_what_is_no_claim_becomes_a_dead_letter_and_the_rest_goes_on(on: Bench) -> None:
    broken = told("broken", by="RUS TUR", joint=True, on="2017-13-45", published="2017-01-01", stated=FIRST)
    good = told("good", by="RUS TUR", joint=True, on="2017-01-18", stated=FIRST)
    on.publish([broken, good])
    on.start()
    until("the other stands", on, lambda: stands(on) == current([good]))
    until("the dead letter is out", on, lambda: any(b"2017-13-45" in body for body, _ in on.read(topics.DEAD_LETTERS)))
