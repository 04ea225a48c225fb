"""The wire: the sample feeds hold what the demo shows, and are served item by item in the order of their dates."""

import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import feedparser
import msgspec
import pytest

from deploy.replay import wire

SAMPLES = Path(__file__).parents[3] / "samples" / "wire"


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    """A running wire of the sample feeds, nothing out yet."""
    server = wire.serve(wire.Wire(SAMPLES))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield ("127.0.0.1", server.server_address[1])
    server.shutdown()
    server.server_close()
    thread.join()


def ask(
    address: tuple[str, int], method: str, path: str, headers: dict[str, str] | None = None
) -> tuple[int, bytes, str]:
    """Status, body and ETag of one request."""
    connection = HTTPConnection(*address, timeout=5)
    connection.request(method, path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body, answer.getheader("ETag", "")


def test_the_samples_are_forty_items_or_more_in_three_feeds_with_dates_and_links_of_their_own() -> None:
    items = wire.Wire(SAMPLES).items
    assert len(items) >= 40
    assert {item.feed for item in items} == {"agency.xml", "daily.xml", "radio.xml"}
    assert [item.published for item in items] == sorted(item.published for item in items)
    links = [item.element.findtext("link") for item in items]
    assert None not in links
    assert len(set(links)) == len(links)


@pytest.mark.parametrize("name", ["agency.xml", "daily.xml", "radio.xml"])
def test_feedparser_reads_a_sample_feed_without_complaint(name: str) -> None:
    served = wire.Wire(SAMPLES, out=1_000).feed(name)
    assert served is not None
    for body in (served[0], (SAMPLES / name).read_bytes()):
        parsed = feedparser.parse(body)
        assert not parsed.bozo
        assert parsed.entries
        assert all(entry.title and entry.published_parsed and entry.content[0].value for entry in parsed.entries)
        dates = [entry.published_parsed for entry in parsed.entries]
        assert dates == sorted(dates, reverse=True)


def test_items_come_out_in_the_order_of_their_dates_over_all_feeds(address: tuple[str, int]) -> None:
    assert all(not feedparser.parse(ask(address, "GET", f"/{name}")[1]).entries for name in ("agency.xml", "daily.xml"))
    status, body, _ = ask(address, "POST", "/reveal?count=4")
    assert (status, msgspec.json.decode(body)["out"]) == (200, 4)
    agency = feedparser.parse(ask(address, "GET", "/agency.xml")[1]).entries
    daily = feedparser.parse(ask(address, "GET", "/daily.xml")[1]).entries
    assert [entry.link.rsplit("/")[-1] for entry in agency] == ["jet-shot-down", "xi-ma-singapore", "embassies-reopen"]
    assert [entry.link.rsplit("/")[-1] for entry in daily] == ["bomber-downed"]


def test_a_feed_that_did_not_change_is_304_and_one_that_did_is_not(address: tuple[str, int]) -> None:
    etag = ask(address, "GET", "/agency.xml")[2]
    assert ask(address, "GET", "/agency.xml", {"If-None-Match": etag})[0] == 304
    ask(address, "POST", "/reveal?count=1")
    assert ask(address, "GET", "/agency.xml", {"If-None-Match": etag})[0] == 200


def test_more_than_all_is_all_and_nonsense_is_refused(address: tuple[str, int]) -> None:
    told = msgspec.json.decode(ask(address, "POST", "/reveal?count=100000")[1])
    assert told["out"] == told["total"] >= 40
    assert msgspec.json.decode(ask(address, "GET", "/")[1]) == told
    assert ask(address, "POST", "/reveal?count=-1")[0] == 400
    assert ask(address, "POST", "/other")[0] == 400
    assert ask(address, "GET", "/none.xml")[0] == 404


def test_an_item_without_a_date_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "odd.xml").write_text("<rss><channel><item><title>x</title></item></channel></rss>")
    with pytest.raises(ValueError, match=r"odd\.xml has no pubDate"):
        wire.Wire(tmp_path)
