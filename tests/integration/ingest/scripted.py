"""A server on loopback that answers by script, byte for byte: what no well-behaved library would send."""

import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

Handler = Callable[["Request"], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked: headers with names in lower case, values as the bytes that were sent."""

    method: str
    path: str
    headers: dict[str, bytes]
    at: float


def answer(body: bytes = b"", status: str = "200 OK", *headers: str | bytes) -> Handler:
    """A whole answer. headers: lines without their ends."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "Connection: close", "", ""]
    head = b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    return lambda _: iter([head + body])


def redirect(target: str, status: str = "301 Moved Permanently") -> Handler:
    """A redirect."""
    return answer(b"", status, f"Location: {target}")


@dataclass(slots=True)
class Server:
    """Answers each path by its handler, 404 without one. `requests` holds what was asked, per path."""

    address: str = "127.0.0.1"
    handlers: dict[str, Handler] = field(default_factory=dict)
    requests: dict[str, list[Request]] = field(default_factory=lambda: defaultdict(list))
    _socket: socket.socket = field(init=False)
    _closed: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._socket = socket.create_server((self.address, 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        """The port that was taken."""
        return int(self._socket.getsockname()[1])

    def url(self, path: str, host: str | None = None) -> str:
        """The URL of a path. host: a name of the address."""
        return f"http://{host or self.address}:{self.port}{path}"

    def close(self) -> None:
        """Stop answering; handlers that run for ever see it in `closed`."""
        self._closed.set()
        self._socket.close()

    def slowly(self, *pieces: bytes, every: float) -> Handler:
        """Pieces with a pause before each, the last one again and again."""

        def handle(_: Request) -> Iterator[bytes]:
            yield pieces[0]
            rest = list(pieces[1:])
            while not self._closed.wait(every):
                yield rest.pop(0) if len(rest) > 1 else rest[0]

        return handle

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            request = _read(connection)
            self.requests[request.path].append(request)
            handler = self.handlers.get(request.path, answer(b"", "404 Not Found"))
            for piece in handler(request):
                connection.sendall(piece)


def _read(connection: socket.socket) -> Request:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            raise OSError("the client went away")
        data += piece
        if data.startswith(b"\x16"):  # a TLS handshake, which this server does not speak
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            raise OSError("the client speaks TLS")
    first, *lines = data.partition(b"\r\n\r\n")[0].split(b"\r\n")
    method, path, _ = first.decode().split(" ")
    pairs = (line.partition(b":") for line in lines)
    headers = {name.decode().lower(): value.strip() for name, _, value in pairs}
    return Request(method=method, path=path, headers=headers, at=time.monotonic())


def rss(*items: str, title: str = "News") -> bytes:
    """An RSS feed; each item is its name, which is its guid, link, title and words."""
    rows = "".join(
        f"<item><guid isPermaLink='false'>{name}</guid><title>Headline {name}</title>"
        f"<link>https://news.example/{name}</link><description>Words of {name}.</description>"
        f"<pubDate>Sat, 22 Nov 2025 12:00:00 GMT</pubDate></item>"
        for name in items
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title>{rows}</channel></rss>".encode()
