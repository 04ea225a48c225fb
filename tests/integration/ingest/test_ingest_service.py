"""The whole service on real HTTP, Kafka and Postgres: nothing lost, nothing twice, whatever is killed."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest
from kafka import KafkaConsumer

from schemas import ids
from schemas.codec import decode_binary
from schemas.envelope import Event
from services.runtime import kafka as runtime_kafka
from services.runtime.topics import create_topics
from tests.integration.ingest.scripted import Request, Server, answer, redirect, rss

TOPICS = ("articles", "feeds", "dead-letters")
DEADLINE = 60.0
KILLER = """
import os, signal, sys
from services.ingest import publish
real = publish.KafkaOutlet.publish
def publish_and_die(self, events):
    real(self, events)
    if any(event.type == "article.found" for event in events):
        os.kill(os.getpid(), signal.SIGKILL)
publish.KafkaOutlet.publish = publish_and_die
from services.ingest.__main__ import main
sys.exit(main())
"""


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@dataclass(slots=True)
class Service:
    """`wirewatch ingest run` on a list of feeds of its own, and what it published on them."""

    folder: Path
    kafka: str
    database: str
    settings: dict[str, str] = field(default_factory=dict)
    name: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    _events: list[Event] = field(default_factory=list)
    _started: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    _consumer: KafkaConsumer | None = None

    def list_feeds(self, *lines: str) -> None:
        """Write the list, as an editor does: a new file in the old one's place."""
        new = self.folder / "feeds.new"
        new.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        new.rename(self.folder / "feeds.txt")

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka,
            "DATABASE_URL": self.database,
            "WIREWATCH_FEEDS": str(self.folder / "feeds.txt"),
            "WIREWATCH_CONTACT": "https://example.org/bot",
            "WIREWATCH_ALLOWED_NETWORKS": "127.0.0.0/8",
            "WIREWATCH_HOST_GAP_SECONDS": "0",
            "WIREWATCH_POLL_DEFAULT_SECONDS": "0.3",
            "WIREWATCH_POLL_FLOOR_SECONDS": "0.1",
            "WIREWATCH_LEASE_SECONDS": "3",
            "WIREWATCH_TOTAL_SECONDS": "3",
            "WIREWATCH_METRICS_PORT": "0",
            **self.settings,
        }

    def start(self, *program: str) -> "subprocess.Popen[bytes]":
        arguments = program or ("-m", "services.ingest")
        log = (self.folder / f"log{len(self._started)}").open("wb")
        process = subprocess.Popen([sys.executable, *arguments, "run"], env=self.environment(), stderr=log)
        self._started.append(process)
        return process

    @contextmanager
    def running(self) -> Iterator["subprocess.Popen[bytes]"]:
        process = self.start()
        try:
            yield process
            self._await_begun(self.folder / f"log{self._started.index(process)}")
        finally:
            self.stop(process)

    @staticmethod
    def _await_begun(log: Path) -> None:
        """Only a process that has begun can end in an orderly way; before, a signal just kills it."""
        limit = time.monotonic() + DEADLINE
        while '"event": "process_started"' not in log.read_text() and time.monotonic() < limit:
            time.sleep(0.05)

    def stop(self, process: "subprocess.Popen[bytes]") -> None:
        process.terminate()
        assert process.wait(30) == 0, self.log()

    def end(self) -> None:
        for process in self._started:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()

    def log(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("log*")))

    def events(self) -> list[Event]:
        """All that was published about the feeds of this test, so far."""
        if self._consumer is None:
            self._consumer = runtime_kafka.consumer(self.kafka, None)
            self._consumer.subscribe(TOPICS)
        for messages in self._consumer.poll(300).values():
            for message in messages:
                event = decode_binary(message.value, message.headers)
                if self.name in (getattr(event.data, "feed_url", "") or str(event.data)):
                    self._events.append(event)
        return self._events

    def await_(self, wanted: Callable[[list[Event]], bool], what: str) -> list[Event]:
        limit = time.monotonic() + DEADLINE
        while time.monotonic() < limit:
            if wanted(self.events()):
                return self._events
        raise AssertionError(f"not within {DEADLINE} s: {what}\n{kinds(self._events)}\n{self.log()}")

    def metric(self, name: str) -> float:
        """The sum of a metric over its labels, of the process that was started last."""
        (url,) = re.findall(r"http://[\d.:]+/metrics", (self.folder / f"log{len(self._started) - 1}").read_text())
        text = urllib.request.urlopen(url).read().decode()  # noqa: S310 - our own address
        return sum(float(value) for value in re.findall(rf"^{re.escape(name)}(?:{{.*}})? (\S+)$", text, re.MULTILINE))


@pytest.fixture
def service(kafka: str, postgres: str, tmp_path: Path) -> Iterator[Service]:
    create_topics(kafka)
    made = Service(tmp_path, kafka, postgres)
    subprocess.run(
        [sys.executable, "-m", "services.ingest", "migrate"], env=os.environ | {"DATABASE_URL": postgres}, check=True
    )
    with psycopg.connect(postgres, autocommit=True) as owner:
        owner.execute(
            "truncate ingest.feeds, ingest.hosts, ingest.articles, ingest.sightings, ingest.fingerprints cascade"
        )
    yield made
    made.end()


def kinds(events: list[Event]) -> Counter[str]:
    return Counter(event.type for event in events)


def titles(events: list[Event]) -> list[str]:
    return [event.data.title for event in events if event.type.startswith("article")]


def test_a_feed_is_followed_from_its_first_entry_to_its_revisions(service: Service, server: Server) -> None:
    path = f"/{service.name}"
    service.list_feeds(f"{server.url(path)} world  # ours")
    server.handlers[path] = answer(rss("b", "a"), "200 OK", 'ETag: "1"')
    with service.running():
        service.await_(lambda e: len(e) == 2, "two articles")
        server.handlers[path] = answer(rss("c", "b", "a"), "200 OK", 'ETag: "2"')
        service.await_(lambda e: len(e) == 3, "a third article")
        corrected = rss("c", "b", "a").replace(b"Headline b", b"Corrected b")
        server.handlers[path] = answer(corrected, "200 OK", 'ETag: "3"')
        events = service.await_(lambda e: len(e) == 4, "a revision")
        polls = len(server.requests[path])
        limit = time.monotonic() + DEADLINE
        while len(server.requests[path]) < polls + 3 and time.monotonic() < limit:
            service.events()
        assert service.metric("wirewatch_ingest_entries_total") >= 4
    assert kinds(service.events()) == {"article.found": 3, "article.revised": 1}
    assert sorted(titles(events)) == ["Corrected b", "Headline a", "Headline b", "Headline c"]
    assert {event.data.tags for event in events} == {("world",)}
    asked = [request.headers.get("if-none-match") for request in server.requests[path]]
    assert asked[0] is None
    assert b'"3"' in asked


def test_two_feeds_with_the_same_wire_text_at_once_are_an_original_and_a_copy(service: Service, server: Server) -> None:
    wire = " ".join(f"word{n}" for n in range(60))
    for name in ("x", "y"):
        body = rss(f"{service.name}-{name}").replace(b"Words of", wire.encode())
        server.handlers[f"/{service.name}/{name}"] = answer(body)
    service.list_feeds(*(server.url(path) for path in server.handlers))
    with service.running():
        events = service.await_(lambda e: len(e) == 2, "two articles")
    copies = [event.data.copy_of for event in events]
    assert sorted(copy is None for copy in copies) == [False, True]
    (copy,) = filter(None, copies)
    assert copy.article_id in {event.subject for event in events}


def test_bad_feeds_fail_with_their_reasons_and_the_good_one_goes_on(service: Service, server: Server) -> None:
    bad = {
        "html": (answer(b"<!doctype html><html><body>Sign in</body></html>"), "not_a_feed"),
        "empty": (answer(b""), "empty"),
        "missing": (answer(b"", "404 Not Found"), "not_found"),
        "broken": (answer(b"<rss version='2.0'><channel><title>x"), "not_well_formed"),
        "slow": (server.slowly(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", every=0.2), "timeout"),
        "endless": (
            server.slowly(b"HTTP/1.1 200 OK\r\n\r\n<rss version='2.0'>", b"<!-- -->" * 100_000, every=0.001),
            "too_large",
        ),
        "circle": (redirect(f"/{service.name}/circle"), "redirects"),
        "inside": (redirect("http://192.168.0.1/feed"), "address_refused"),
        "never": (answer(b"", "304 Not Modified"), "protocol"),
        "limited": (answer(b"", "500 Oh no"), "http_server_error"),
    }
    for name, (handler, _) in bad.items():
        server.handlers[f"/{service.name}/{name}"] = handler
    good = f"/{service.name}/good"
    server.handlers[good] = answer(rss("a").replace(b"<item>", b"<item/><item>"))
    service.list_feeds(*(server.url(f"/{service.name}/{name}") for name in (*bad, "good")))
    with service.running():
        service.await_(lambda e: kinds(e)["feed.failed"] >= len(bad), "every bad feed fails")
        server.handlers[good] = answer(rss("b", "a"))
        events = service.await_(lambda e: kinds(e)["article.found"] == 2, "the good feed goes on")
        server.handlers[f"/{service.name}/empty"] = answer(rss("c"))
        service.await_(lambda e: kinds(e)["feed.recovered"] == 1, "a feed recovers")
    reasons = {event.data.url.rpartition("/")[2]: event.data.reason for event in events if event.type == "feed.failed"}
    assert reasons == {name: reason for name, (_, reason) in bad.items()}
    assert kinds(events)["feed.failed"] == len(bad)  # told once, however often they were polled since
    letters = [event for event in events if event.type == "dead_letter.written"]
    assert [letter.data.reason for letter in letters] == ["unusable_entry"]


def test_killed_between_publish_and_save_it_repeats_the_same_events(service: Service, server: Server) -> None:
    path = f"/{service.name}"
    service.list_feeds(server.url(path))
    server.handlers[path] = answer(rss("a", "b"))
    assert service.start("-c", KILLER).wait(DEADLINE) == -signal.SIGKILL
    first = service.await_(lambda e: len(e) == 2, "published before the kill")[:2]
    with service.running():
        events = service.await_(lambda e: len(e) == 4, "published again")
    assert [event.id for event in events[2:]] == [event.id for event in first]
    assert {event.id for event in first} == {
        ids.derive("article.found", ids.article_id(f"https://news.example/{name}")) for name in "ab"
    }


def test_kills_at_any_moment_lose_no_entry(service: Service, server: Server) -> None:
    path, served = f"/{service.name}", 0

    def growing(request: Request) -> Iterator[bytes]:
        nonlocal served
        served += 1
        return answer(rss(*(f"{service.name}-{n}" for n in range(served)))[:])(request)

    server.handlers[path] = growing
    service.list_feeds(server.url(path))
    for seconds in (1.2, 1.6, 2.0, 2.4):
        process = service.start()
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()
        process.wait()
    with service.running():
        service.await_(lambda e: len(set(titles(e))) > 8, "the feed goes on after the kills")
        enough = served
        events = service.await_(lambda e: len(set(titles(e))) >= enough, "every entry that was served")
    assert kinds(events)["article.revised"] == 0
    assert len({event.id for event in events}) == len({event.subject for event in events})


def test_two_workers_share_the_feeds_without_polling_twice(service: Service) -> None:
    service.settings |= {"WIREWATCH_POLL_DEFAULT_SECONDS": "1.5", "WIREWATCH_POLL_FLOOR_SECONDS": "1.5"}
    service.settings |= {"WIREWATCH_HOSTS_AT_ONCE": "2"}
    servers = [Server(f"127.0.0.{n}") for n in range(1, 7)]
    paths = [f"/{service.name}/{n}" for n in range(4)]
    for number, server in enumerate(servers):
        server.handlers |= {path: answer(rss(f"{path.strip('/')}-{number}")) for path in paths}
    service.list_feeds(*(server.url(path) for server in servers for path in paths))
    with service.running(), service.running():
        limit = time.monotonic() + DEADLINE
        while min(len(s.requests[p]) for s in servers for p in paths) < 4 and time.monotonic() < limit:
            service.events()
    for server in servers:
        for path in paths:
            times = [request.at for request in server.requests[path]]
            assert len(times) >= 4
            assert min(later - earlier for earlier, later in pairwise(times)) >= 1.4
        server.close()
    assert kinds(service.events()) == {"article.found": len(paths) * len(servers)}
    assert all("feed_polled" in (service.folder / f"log{n}").read_text() for n in range(2))


def test_a_restart_polls_nothing_early(service: Service, server: Server) -> None:
    service.settings |= {"WIREWATCH_POLL_DEFAULT_SECONDS": "600"}
    first, second = f"/{service.name}/1", f"/{service.name}/2"
    server.handlers[first] = server.handlers[second] = answer(rss("a"))
    service.list_feeds(server.url(first))
    with service.running():
        service.await_(lambda e: len(e) == 1, "the first poll")
    service.list_feeds(server.url(first), server.url(second))
    with service.running():
        limit = time.monotonic() + DEADLINE
        while not server.requests[second] and time.monotonic() < limit:
            service.events()
    assert [len(server.requests[path]) for path in (first, second)] == [1, 1]


def test_the_list_may_change_and_a_wrong_list_leaves_the_old_one_in_force(service: Service, server: Server) -> None:
    one, two = f"/{service.name}/1", f"/{service.name}/2"
    server.handlers |= {one: answer(rss(f"{service.name}-a")), two: answer(rss(f"{service.name}-b"))}
    service.list_feeds(server.url(one))
    with service.running() as process:
        service.await_(lambda e: len(e) == 1, "the first feed")
        service.list_feeds(server.url(one), "not a url")
        limit = time.monotonic() + DEADLINE
        while "line 2" not in service.log() and time.monotonic() < limit:
            service.events()
        assert service.metric("wirewatch_ingest_feed_list_faults") == 1
        assert process.poll() is None
        service.list_feeds(server.url(two))
        service.await_(lambda e: len(e) == 2, "the second feed")
        before = len(server.requests[one])
        polls = len(server.requests[two])
        while len(server.requests[two]) < polls + 4 and time.monotonic() < limit:
            service.events()
        assert len(server.requests[one]) <= before + 1


def test_politeness_leaves_a_gap_between_starts(service: Service, server: Server) -> None:
    service.settings |= {"WIREWATCH_HOST_GAP_SECONDS": "0.7", "WIREWATCH_POLL_DEFAULT_SECONDS": "2"}
    paths = [f"/{service.name}/{n}" for n in range(3)]
    for path in paths:
        server.handlers[path] = answer(rss(path.strip("/")))
    service.list_feeds(*map(server.url, paths))
    with service.running():
        limit = time.monotonic() + DEADLINE
        while sum(len(server.requests[path]) for path in paths) < 7 and time.monotonic() < limit:
            service.events()
    times = sorted(request.at for path in paths for request in server.requests[path])
    assert len(times) >= 7
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.6
