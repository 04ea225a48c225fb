"""Liveness and readiness that mean it, served from a thread so that they answer while an event loop is blocked.

/live is 503 when a worker made no progress for stall_seconds; /ready is 503 while any check says why not; /metrics is
Prometheus text. Bodies of the first two are JSON: {"status": ..., "reasons": {name: sentence}}.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from services.runtime.metrics import LAST_PROGRESS, READY

Check = Callable[[], str | None]


class Health:
    """What the process knows of itself. Any thread may call any method.

    A worker is watched from its first `progress` on; one that finished is told by `done`.
    """

    def __init__(self, stall_seconds: float = 120.0, now: Callable[[], float] = time.monotonic) -> None:
        self.stall_seconds = stall_seconds
        self._now = now
        self._lock = threading.Lock()
        self._checks: dict[str, Check] = {}
        self._progress: dict[str, float] = {}

    def check(self, name: str, fn: Check) -> None:
        """Add a readiness check: fn gives None when fine, else a sentence why not. An exception counts as one."""
        with self._lock:
            self._checks[name] = fn

    def progress(self, worker: str) -> None:
        """The worker turned once: it handled something, or looked and had nothing to do."""
        with self._lock:
            self._progress[worker] = self._now()
        LAST_PROGRESS.labels(worker=worker).set_to_current_time()

    def done(self, worker: str) -> None:
        """The worker ended as it should, and is watched no longer."""
        with self._lock:
            self._progress.pop(worker, None)

    def age(self, worker: str) -> float | None:
        """Seconds since the worker's last progress, or None where it made none yet."""
        with self._lock:
            last = self._progress.get(worker)
        return None if last is None else self._now() - last

    def stalled(self, seconds: float | None = None) -> dict[str, float]:
        """Each worker without progress for more than so many seconds (None: stall_seconds), and for how many."""
        limit = self.stall_seconds if seconds is None else seconds
        with self._lock:
            ages = {worker: self._now() - last for worker, last in self._progress.items()}
        return {worker: age for worker, age in ages.items() if age > limit}

    def live(self) -> dict[str, str]:
        """Why the process should be ended, per worker; empty when it lives."""
        return {
            worker: f"worker {worker} made no progress for {age:.0f} s; the limit is {self.stall_seconds:.0f} s"
            for worker, age in self.stalled().items()
        }

    def ready(self) -> dict[str, str]:
        """Why the process cannot do its work now, per check; empty when it can. Without any check it is starting."""
        with self._lock:
            checks = dict(self._checks) or {"start": lambda: "the process is starting"}
        answers = {name: _answer(name, fn) for name, fn in checks.items()}
        return {name: reason for name, reason in answers.items() if reason is not None}


def _answer(name: str, fn: Check) -> str | None:
    try:
        return fn()
    except Exception as error:
        return f"the check {name} failed: {type(error).__name__}: {error}"


class HealthServer:
    """Serves one Health over HTTP until it is closed. `port` is the one that was taken."""

    def __init__(self, health: Health, host: str, port: int) -> None:
        self._server = _Server((host, port), _Handler)
        self._server.health = health
        self.host, self.port = host, int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="health", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering and free the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def serve(health: Health, host: str, port: int) -> HealthServer:
    """Serve /metrics, /live and /ready from a thread; port 0 takes a free one. Raises OSError where it is taken."""
    return HealthServer(health, host, port)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    health: Health


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 10  # a client that sends nothing holds a thread for so many seconds

    def do_GET(self) -> None:
        """Answer /metrics, /live and /ready."""
        health = self.server.health
        path = self.path.split("?")[0]
        if path == "/metrics":
            READY.set(0 if health.ready() else 1)
            self._send(HTTPStatus.OK, generate_latest(), CONTENT_TYPE_LATEST)
        elif path == "/live":
            self._judge(health.live())
        elif path == "/ready":
            self._judge(health.ready())
        else:
            self._send(HTTPStatus.NOT_FOUND, b"see /metrics, /live and /ready\n", "text/plain; charset=utf-8")

    def log_message(self, format: str, *args: object) -> None:
        """Probes come every few seconds: they are not logged."""

    def _judge(self, reasons: Mapping[str, str]) -> None:
        status = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
        body = json.dumps({"status": "failing" if reasons else "ok", "reasons": dict(reasons)})
        self._send(status, body.encode() + b"\n", "application/json")

    def _send(self, status: HTTPStatus, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
