"""Bad input costs its sender only: a clear error and a metric, and everything else goes on."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

import pytest
from kafka import KafkaProducer

from deploy.local.ports import free_port
from deploy.replay.replay import Replay
from schemas.topics import ANNOTATIONS, ARTICLES, CLAIMS, DEVELOPMENTS, FEEDS

GOOD = (
    b'<rss version="2.0"><channel><title>Good</title><item><title>A calm day</title><link>https://good.example/1</link>'
    b"<description>Nothing happened in Peru on Monday.</description></item></channel></rss>"
)
ENDLESS_SECONDS = 60
BAD = {
    "/html": "not_a_feed",
    "/empty": "empty",
    "/missing": "not_found",
    "/slow": "timeout",
    "/endless": "too_large",
    "/broken": "not_well_formed",
}


class Awkward(BaseHTTPRequestHandler):
    """One path for each way in which a feed can be bad, and /good."""

    def do_GET(self) -> None:
        if self.path == "/slow":
            time.sleep(ENDLESS_SECONDS)
        elif self.path == "/endless":
            self._endless()
        else:
            self._answer()

    def _answer(self) -> None:
        bodies = {
            "/good": GOOD,
            "/html": b"<!doctype html><html><body><h1>Log in</h1></body></html>",
            "/empty": b"",
            "/broken": b"<rss><channel><title>Broken & gone",
        }
        body = bodies.get(self.path, b"gone fishing")
        self.send_response(200 if self.path in bodies else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(2_000):
                self.wfile.write(b"<item>" + b" " * 65_536)
        except OSError:
            return

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    """A replay of one good feed among bad ones."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Awkward)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    feeds = [f"{base}{path}" for path in ("/good", *BAD)] + [f"http://127.0.0.1:{free_port()}/nobody"]
    patience = {"WIREWATCH_FIRST_BYTE_SECONDS": "3", "WIREWATCH_TOTAL_SECONDS": "8"}
    run_dir = tmp_path_factory.mktemp("bad") / "run"
    with Replay(run_dir, feeds=feeds, service_env=patience, environ={}) as running:
        yield running
    server.shutdown()
    server.server_close()


def metric(replay: Replay, service: str, name: str, label: str) -> float:
    """The sum of a counter's samples that carry this label text."""
    with urlopen(replay.stack.metrics_url(service), timeout=5) as answer:  # noqa: S310 - our own loopback
        lines = answer.read().decode().splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name) and label in line)


def test_every_bad_feed_fails_by_name_and_the_good_one_goes_on(replay: Replay) -> None:
    expected = {**BAD, "/nobody": "connect"}

    def failed() -> dict[str, str]:
        rows = replay.query("select data->>'url', data->>'reason' from log.events where type = 'feed.failed'")
        return {"/" + url.rsplit("/", 1)[-1]: reason for url, reason in rows}

    replay.await_true(lambda: set(failed()) == set(expected), seconds=90)
    assert failed() == expected
    assert replay.query("select data->>'title' from log.events where type = 'article.found'") == [("A calm day",)]
    for reason in expected.values():
        assert metric(replay, "ingest", "wirewatch_ingest_", f'"{reason}"') >= 1


@pytest.mark.parametrize(
    ("topic", "services"),
    [
        (ARTICLES.name, {"annotate", "store"}),
        (CLAIMS.name, {"novelty"}),
        (FEEDS.name, {"store"}),
        (ANNOTATIONS.name, {"store"}),
        (DEVELOPMENTS.name, {"store"}),
    ],
)
def test_a_message_that_no_schema_fits_becomes_a_dead_letter_with_its_coordinates(
    replay: Replay, topic: str, services: set[str]
) -> None:
    producer = KafkaProducer(bootstrap_servers=replay.stack.bootstrap)
    sent = producer.send(topic, key=b"bad", value=b'{"cut": "off').get(timeout=30)
    producer.close()

    def refused() -> dict[str, str]:
        rows = replay.query(
            """
            select data->>'refused_by', data->>'reason' from log.events
            where type = 'dead_letter.written' and data->'kafka'->>'topic' = %s
                and (data->'kafka'->>'partition')::int = %s and (data->'kafka'->>'offset')::bigint = %s
            """,
            topic,
            sent.partition,
            sent.offset,
        )
        return dict(rows)

    replay.await_true(lambda: set(refused()) == services, seconds=60)
    assert set(refused().values()) == {"not_an_event"}
    for service in services:
        assert metric(replay, service, "wirewatch_dead_letters_total", '"not_an_event"') >= 1
    replay.await_true(lambda: replay.progress().settled)


def test_a_broken_subscription_file_names_file_and_line(replay: Replay, tmp_path: Path) -> None:
    broken = tmp_path / "subscriptions.yaml"
    broken.write_text("subscriptions:\n  - name: x\n    endpoint: https://hooks.example/\n    fliter: {}\n")
    ended, said = replay.try_wirewatch("alert", "check", str(broken))
    assert ended == 1
    assert f"{broken.name}:4" in said.replace(", line ", ":")
    assert "filter" in said


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("ingest", "run"), "WIREWATCH_FEEDS"),
        (("enrich", "run", "annotate"), "KAFKA_BOOTSTRAP_SERVERS"),
        (("enrich", "run", "novelty"), "KAFKA_BOOTSTRAP_SERVERS"),
        (("store", "run"), "DATABASE_URL"),
        (("alert", "run"), "WIREWATCH_SUBSCRIPTIONS"),
    ],
)
def test_a_missing_setting_ends_a_service_at_start_with_name_and_example(
    replay: Replay, words: tuple[str, ...], name: str
) -> None:
    ended, said = replay.try_wirewatch(*words, without=name)
    assert ended == 2
    assert name in said
    assert "example" in said.lower()
    assert "Traceback" not in said
