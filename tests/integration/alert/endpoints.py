"""Endpoints on loopback, kind and hostile: one HTTP receiver that keeps what it got, and servers of raw bytes."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One request: path, headers (names in lower case), body, and when it came (monotonic seconds)."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def webhook_id(self) -> str:
        """The same over all attempts of one alert."""
        return self.headers["webhook-id"]

    @property
    def data(self) -> dict[str, Any]:
        """What the alert tells."""
        data = json.loads(self.body)["data"]
        assert isinstance(data, dict)
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the receiver answers. before: called first, to wait for a moment of the test."""

    status: int = 204
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    before: Callable[[], object] = lambda: None


class Receiver:
    """Keeps every request; `replies` says what a path answers (204 where it says nothing), and may be changed."""

    def __init__(self) -> None:
        self.requests: list[Received] = []
        self.answered: list[str] = []
        self.replies: dict[str, Reply] = {}
        self._server = _Server((LOOPBACK, 0), _Handler)
        self._server.receiver = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def url(self, path: str = "/") -> str:
        """The address of a path of this receiver."""
        return f"http://{LOOPBACK}:{self._server.server_address[1]}{path}"

    def at(self, path: str) -> list[Received]:
        """What came to a path."""
        return [request for request in list(self.requests) if request.path == path]

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    receiver: Receiver


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Keep the request and answer it."""
        receiver = self.server.receiver
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        receiver.requests.append(Received(path=self.path, headers=headers, body=body, at=time.monotonic()))
        reply = receiver.replies.get(self.path, Reply())
        reply.before()
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)
        self.wfile.flush()
        receiver.answered.append(headers.get("webhook-id", ""))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def raw(answer: bytes, *, forever: bytes = b"", hold: bool = False) -> Iterator[str]:
    """The URL of a server that reads a request's head and writes these bytes, then closes.

    forever: written again and again until the other side goes away. hold: keep the connection open instead of closing.
    """
    listener = socket.create_server((LOOPBACK, 0))
    over = threading.Event()

    def serve(connection: socket.socket) -> None:
        with connection:
            try:
                connection.recv(65_536)
                connection.sendall(answer)
                while forever and not over.is_set():
                    connection.sendall(forever)
                if hold:
                    over.wait(30)
            except OSError:
                return

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://{LOOPBACK}:{listener.getsockname()[1]}/"
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def closed_port() -> str:
    """The URL of a port on which nobody listens."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        return f"http://{LOOPBACK}:{listener.getsockname()[1]}/"


def within(seconds: float, holds: Callable[[], object], what: str = "it") -> None:
    """Return when `holds` is true; fail where it is not so in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not happen within {seconds:g} s")
        time.sleep(0.05)
