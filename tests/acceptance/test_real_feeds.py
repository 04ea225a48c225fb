"""The chain on real feeds: every entry that feedparser finds is in the log once, as an article or a dead letter.

The feeds are not part of the project. WIREWATCH_REAL_FEEDS names a folder of *.xml; without it the one beside the
checkout is looked for, and without that the test is skipped.
"""

import io
import os
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import feedparser
import pytest

from deploy.replay.replay import ROOT, Replay

FOLDER = Path(os.environ.get("WIREWATCH_REAL_FEEDS") or ROOT.parent / "shared" / "data" / "feeds")


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing of it."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """The folder of real feeds on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(FOLDER)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def found_by_feedparser() -> list[tuple[str, str]]:
    """(file name, what tells an entry from the others of its feed) of every entry."""
    return [
        (path.name, entry.get("id") or entry.get("link") or entry.get("title", ""))
        for path in sorted(FOLDER.glob("*.xml"))
        for entry in feedparser.parse(io.BytesIO(path.read_bytes())).entries
    ]


@pytest.mark.skipif(not FOLDER.is_dir(), reason="no folder of real feeds: name one in WIREWATCH_REAL_FEEDS")
@pytest.mark.timeout(600)
def test_every_entry_of_real_feeds_is_in_the_log_exactly_once(tmp_path: Path, address: str) -> None:
    entries = found_by_feedparser()
    assert entries, f"feedparser finds nothing in {FOLDER.name}"
    feeds = [f"{address}/{path.name}" for path in sorted(FOLDER.glob("*.xml"))]
    with Replay(tmp_path / "run", feeds=feeds, environ={}) as replay:
        replay.await_true(
            lambda: replay.polled_feeds() == len(feeds) and replay.progress().settled and in_log(replay) != [], 300
        )
        logged = in_log(replay)
        assert len(logged) == len(set(logged))
        missing = set(entries) - set(logged)
        assert not missing, f"{len(missing)} of {len(entries)} entries are missing: {sorted(missing)[:5]}"
        replay.wirewatch("store", "verify")


def in_log(replay: Replay) -> list[tuple[str, str]]:
    """(file name of the feed, guid, else URL, else title) of every article and every refused entry."""
    rows = replay.query(
        """
        select data->>'feed_url', coalesce(data->>'guid', data->>'url', data->>'title') from log.events
        where type = 'article.found'
        """
    )
    return [(feed.rsplit("/", 1)[-1], identity) for feed, identity in rows]
