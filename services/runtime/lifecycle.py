"""From start to end of a process: signals ask it to stop, a watchdog ends it when it hangs."""

import asyncio
import contextlib
import importlib.metadata
import os
import queue
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

from structlog.stdlib import BoundLogger

from services.runtime import log as logs
from services.runtime.errors import AddressTaken
from services.runtime.health import Health, HealthServer, serve
from services.runtime.metrics import BUILD_INFO
from services.runtime.settings import ProcessSettings

STALLED_EXIT_CODE = 70
"""EX_SOFTWARE of sysexits.h: the process manager starts the process again."""


class Shutdown:
    """Whether the process was asked to stop, by SIGTERM, SIGINT or `request`. A second SIGINT interrupts at once.

    install=False leaves the signals alone (outside the main thread, in tests).
    """

    def __init__(self, *, install: bool = True) -> None:
        self._requested = False
        # An Event would do, were it not for its lock: a signal that comes while the main thread holds it, in `wait`,
        # would wait for that thread for ever. SimpleQueue.put may interrupt a get of its own thread.
        self._bell: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._before: dict[signal.Signals, Any] = {}
        if install:
            self._before = {each: signal.signal(each, self._on_signal) for each in (signal.SIGTERM, signal.SIGINT)}

    @property
    def requested(self) -> bool:
        """Whether the process should stop."""
        return self._requested

    def request(self) -> None:
        """Ask the process to stop."""
        self._requested = True
        self._bell.put(None)
        for loop, event in tuple(self._waiting):
            with contextlib.suppress(RuntimeError):  # that loop has ended
                loop.call_soon_threadsafe(event.set)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the process should stop, or so many seconds; whether it should."""
        if not self._requested:
            with contextlib.suppress(queue.Empty):
                self._bell.get(timeout=None if seconds is None else max(0.0, seconds))
                self._bell.put(None)  # for whoever waits besides
        return self._requested

    async def wait_async(self, seconds: float | None = None) -> bool:
        """The same from an event loop, without blocking it."""
        entry = (asyncio.get_running_loop(), asyncio.Event())
        self._waiting.add(entry)
        try:
            if not self.requested:
                await asyncio.wait_for(entry[1].wait(), seconds)
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(entry)
        return self.requested

    def restore(self) -> None:
        """Give the signals back to whom they belonged before."""
        for each, before in self._before.items():
            signal.signal(each, before)
        self._before = {}

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGINT:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        self.request()


class Watchdog:
    """A thread that logs and ends the process with STALLED_EXIT_CODE when a worker made no progress for stall_seconds.

    It ends by os._exit: a blocked loop or a dead consumer thread would never come to an orderly stop.
    """

    def __init__(self, health: Health, stall_seconds: float) -> None:
        self._health, self._stall_seconds = health, stall_seconds
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop watching."""
        self._closed.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._closed.wait(min(1.0, self._stall_seconds / 4)):
            stalled = self._health.stalled(self._stall_seconds)
            if stalled:
                self._end(stalled)

    def _end(self, stalled: dict[str, float]) -> None:
        log = logs.get_logger(__name__)
        for worker, age in stalled.items():
            log.critical("worker_stalled", worker=worker, seconds=round(age, 1), limit=self._stall_seconds)
        os._exit(STALLED_EXIT_CODE)


def end_now(event: str, error: BaseException | None, **keys: object) -> None:
    """Log and end the process with exit code 1, without cleaning up: nothing left undone may be acked on the way."""
    logs.get_logger(__name__).critical(event, error=repr(error), exc_info=error, **keys)
    os._exit(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """What a running process is handed: its health, its end, its log, and where its health is served."""

    name: str
    health: Health
    shutdown: Shutdown
    log: BoundLogger
    server: HealthServer


@contextlib.contextmanager
def process(settings: ProcessSettings, name: str) -> Iterator[Process]:
    """Run a process: log configured, signals caught, health served, workers watched. Raises AddressTaken."""
    logs.configure(settings.log_level, settings.log_format)
    log = logs.get_logger(f"wirewatch.{name}")
    BUILD_INFO.info({"version": importlib.metadata.version("wirewatch"), "process": name})
    health = Health(settings.stall_seconds)
    shutdown = Shutdown()
    try:
        with _served(health, settings, name) as server:
            watchdog = Watchdog(health, settings.stall_seconds)
            log.info("process_started", process=name, metrics=f"http://{server.host}:{server.port}/metrics")
            try:
                yield Process(name=name, health=health, shutdown=shutdown, log=log, server=server)
            finally:
                watchdog.close()
            log.info("process_stopped", process=name)
    finally:
        shutdown.restore()


def _served(health: Health, settings: ProcessSettings, name: str) -> HealthServer:
    host, port = settings.metrics_host, settings.metrics_port
    try:
        return serve(health, host, port)
    except (OSError, OverflowError) as error:
        advice = "WIREWATCH_METRICS_HOST and WIREWATCH_METRICS_PORT name another"
        raise AddressTaken(f"{name} cannot serve /metrics at {host}:{port}: {error}; {advice}") from error
