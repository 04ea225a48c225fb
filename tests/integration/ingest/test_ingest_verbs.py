"""The verbs of the command line, as people run them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.integration.ingest.scripted import Server, answer, rss

CONTACT = {"WIREWATCH_CONTACT": "https://example.org/bot", "WIREWATCH_ALLOWED_NETWORKS": "127.0.0.0/8"}


def ingest(
    *words: str, body: bytes = b"", environment: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[bytes]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WIREWATCH_")}
    command = [sys.executable, "-m", "services.ingest", *words]
    return subprocess.run(command, input=body, env={**kept, **(environment or {})}, capture_output=True, check=False)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def test_parse_writes_entries_as_json_lines() -> None:
    done = ingest("parse", "--url", "https://news.example/f", body=rss("a", "b"))
    assert done.returncode == 0
    assert [json.loads(line)["title"] for line in done.stdout.splitlines()] == ["Headline a", "Headline b"]


def test_parse_says_why_a_body_is_no_feed_and_what_is_wrong_with_one() -> None:
    html = ingest("parse", body=b"<!doctype html><p>x</p>")
    assert (html.returncode, html.stdout) == (1, b"")
    assert html.stderr.startswith(b"not_a_feed: ")
    broken = ingest("parse", body=rss("a").replace(b"Words of", b"R&D of"))
    assert (broken.returncode, len(broken.stdout.splitlines())) == (0, 1)
    assert b"not well-formed" in broken.stderr


def test_check_tells_what_a_poll_would_see(server: Server) -> None:
    server.handlers["/f"] = answer(rss("a", "b").replace(b"<item>", b"<item/><item>", 1), "200 OK", 'ETag: "1"')
    done = ingest("check", server.url("/f"), environment=CONTACT)
    report = json.loads(done.stdout)
    assert (done.returncode, report["outcome"], report["entries"], report["articles"]) == (0, "read", 3, 2)
    assert (report["etag"], report["refused"][0]["reason"]) == ('"1"', "unusable_entry")
    failed = ingest("check", server.url("/nothing"), environment=CONTACT)
    assert (failed.returncode, json.loads(failed.stdout)["reason"]) == (1, "not_found")


def test_lists_are_written_in_every_form(tmp_path: Path) -> None:
    plain = tmp_path / "feeds.txt"
    plain.write_text("https://a.example/f world\n", "utf-8")
    opml = tmp_path / "feeds.opml"
    opml.write_bytes(ingest("feeds", str(plain), "--format", "opml").stdout)
    assert ingest("feeds", str(opml), "--format", "plain").stdout == b"https://a.example/f world\n"
    (row,) = map(json.loads, ingest("feeds", environment={"WIREWATCH_FEEDS": str(opml)}).stdout.splitlines())
    assert (row["url"], row["tags"]) == ("https://a.example/f", ["world"])


def test_faults_are_sentences_without_a_traceback(tmp_path: Path) -> None:
    wrong = tmp_path / "feeds.txt"
    wrong.write_text("https://a.example/f\nnonsense\n", "utf-8")
    servers = {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "DATABASE_URL": "postgresql://w@127.0.0.1:1/w"}
    cases = [
        (ingest("run", environment={**CONTACT, **servers, "WIREWATCH_FEEDS": str(wrong)}), "feeds.txt, line 2"),
        (
            ingest("run", environment={**CONTACT, **servers, "WIREWATCH_FEEDS": str(tmp_path / "none")}),
            "cannot be read",
        ),
        (ingest("run", environment={**servers, "WIREWATCH_FEEDS": str(wrong)}), "WIREWATCH_CONTACT is missing"),
        (ingest("check", "https://a.example", environment={"WIREWATCH_CONTACT": "me"}), "WIREWATCH_CONTACT"),
        (ingest("check", "https://a.example", environment={**CONTACT, "WIREWATCH_ALLOWED_NETWORKS": "x"}), "networks"),
        (ingest("feeds"), "WIREWATCH_FEEDS"),
    ]
    for done, says in cases:
        assert done.returncode == 2
        assert says in done.stderr.decode()
        assert "Traceback" not in done.stderr.decode()
