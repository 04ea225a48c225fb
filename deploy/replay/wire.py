"""A wire: serves a folder of RSS files over HTTP on loopback, as they looked when only their first items were out.

python -m deploy.replay.wire --folder samples/wire --port 8080

GET  /agency.xml        the feed with the items that are out, newest first, with an ETag; 304 where that matches
POST /reveal?count=3    lets the next three items out, in the order of their dates over all feeds
GET  /                  {"out": 12, "total": 50}
"""

import argparse
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import Element, tostring

import msgspec
from defusedxml.ElementTree import parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of one feed, with its date."""

    published: datetime
    feed: str
    element: Element


def read_items(folder: Path) -> tuple[Item, ...]:
    """Every item of every feed in the folder, in the order of their dates. Raises ValueError for one without a date."""
    items = [
        Item(published=_date(path, element), feed=path.name, element=element)
        for path in sorted(folder.glob("*.xml"))
        for element in _root(path).iter("item")
    ]
    return tuple(sorted(items, key=lambda item: (item.published, item.feed)))


def _root(path: Path) -> Element:
    root = parse(path).getroot()
    if root is None:
        raise ValueError(f"{path.name} is empty")
    return root


def _date(path: Path, element: Element) -> datetime:
    text = element.findtext("pubDate")
    if not text:
        raise ValueError(f"an item of {path.name} has no pubDate")
    return parsedate_to_datetime(text)


class Wire:
    """The feeds of one folder and how many of their items are out. Safe to call from several threads."""

    def __init__(self, folder: Path, out: int = 0) -> None:
        """Read the folder; `out` items are out at the start."""
        self.items = read_items(folder)
        self._channels: Mapping[str, Element] = {path.name: _bare(path) for path in sorted(folder.glob("*.xml"))}
        self._out = min(out, len(self.items))
        self._lock = threading.Lock()

    @property
    def names(self) -> Sequence[str]:
        """File names of the feeds."""
        return tuple(self._channels)

    @property
    def out(self) -> int:
        """How many items are out."""
        return self._out

    def reveal(self, count: int) -> int:
        """Let the next items out and tell how many are out now."""
        with self._lock:
            self._out = min(self._out + max(count, 0), len(self.items))
            return self._out

    def feed(self, name: str) -> tuple[bytes, str] | None:
        """The feed as it looks now, and its ETag; None where there is no such feed."""
        if name not in self._channels:
            return None
        visible = [item for item in self.items[: self._out] if item.feed == name]
        root = Element("rss", {"version": "2.0"})
        channel = Element("channel")
        channel.extend([*self._channels[name], *(item.element for item in reversed(visible))])
        root.append(channel)
        return tostring(root, encoding="utf-8", xml_declaration=True), f'"{len(visible)}"'


def _bare(path: Path) -> Element:
    channel = _root(path).find("channel")
    if channel is None:
        raise ValueError(f"{path.name} is no RSS feed: it has no channel")
    for item in channel.findall("item"):
        channel.remove(item)
    return channel


def serve(wire: Wire, port: int = 0) -> ThreadingHTTPServer:
    """A server of the wire on loopback, not yet running: call serve_forever. Port 0 takes a free one."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name = urlsplit(self.path).path.lstrip("/")
            found = wire.feed(name)
            if name == "":
                self._answer(HTTPStatus.OK, msgspec.json.encode({"out": wire.out, "total": len(wire.items)}))
            elif found is None:
                self._answer(HTTPStatus.NOT_FOUND, b"no such feed\n", "text/plain")
            elif self.headers.get("If-None-Match") == found[1]:
                self._answer(HTTPStatus.NOT_MODIFIED, b"", etag=found[1])
            else:
                self._answer(HTTPStatus.OK, found[0], "application/rss+xml", found[1])

        def do_POST(self) -> None:
            address = urlsplit(self.path)
            count = parse_qs(address.query).get("count", ["1"])[0]
            if address.path != "/reveal" or not count.isdecimal():
                self._answer(HTTPStatus.BAD_REQUEST, b"POST /reveal?count=N\n", "text/plain")
                return
            out = wire.reveal(int(count))
            self._answer(HTTPStatus.OK, msgspec.json.encode({"out": out, "total": len(wire.items)}))

        def _answer(self, status: HTTPStatus, body: bytes, kind: str = "application/json", etag: str = "") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if etag:
                self.send_header("ETag", etag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing: a feed is fetched every second."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(description="Serve a folder of feeds, item by item.")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--out", type=int, default=0, help="how many items are out at the start")
    arguments = parser.parse_args()
    serve(Wire(arguments.folder, arguments.out), arguments.port).serve_forever()


if __name__ == "__main__":
    main()
