"""Stream workers as processes of their own, topics of one test, and what came out of them."""

import itertools
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas import topics
from schemas.topics import Topic
from services.runtime.kafka import Publisher, producer
from services.runtime.topics import create_topics
from tests.integration.reading import Reader
from tests.integration.runtime import stream_worker

DEADLINE = 60.0


def until(what: str, condition: Callable[[], object], seconds: float = DEADLINE) -> None:
    """Wait until the condition holds; AssertionError after so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"after {seconds:g} s still not: {what}"
        time.sleep(0.05)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One message that a worker published."""

    value: str
    id: str
    count: int


class Bench:
    """The topics of one test, its workers, and the messages of both ends."""

    def __init__(self, bootstrap: str, folder: Path) -> None:
        name = uuid.uuid4().hex[:8]
        self.bootstrap, self.folder, self.app_id = bootstrap, folder, f"test-{name}"
        self.source, self.target = stream_worker.topic(f"in-{name}"), stream_worker.topic(f"out-{name}")
        self.changelog = stream_worker.topic(f"{self.app_id}-counts-changelog", compacted=True)
        create_topics(bootstrap, [self.source, self.target, self.changelog, topics.DEAD_LETTERS])
        self._publisher, self._reader = Publisher(producer(bootstrap)), Reader(bootstrap)
        self._started: list[Worker] = []
        self._numbers = itertools.count()

    def close(self) -> None:
        """Kill what still runs."""
        self._publisher.close()
        self._reader.close()
        for worker in self._started:
            worker.kill()

    def send(self, *values: str) -> None:
        """Publish the values, each its own key, and wait for the broker."""
        for value in values:
            self._publisher.send(self.source, value.encode(), value.encode(), [("content-type", b"text/plain")])
        self._publisher.flush_all()

    def send_keyed(self, key: str, value: str) -> None:
        """Publish one value with a key of its own."""
        self._publisher.send(self.source, key.encode(), value.encode(), [])
        self._publisher.flush_all()

    def start(self, **environment: str) -> "Worker":
        """Start one more worker of the app."""
        worker = Worker(self, next(self._numbers), environment)
        self._started.append(worker)
        return worker

    def start_ready(self, **environment: str) -> "Worker":
        """Start a worker and wait until it is ready.

        It is started again where it ends itself, as the process manager does: Faust may ask for its consumer before
        that is there (ConsumerNotStarted, seen once on a busy machine).
        """
        worker = self.start(**environment)

        def is_ready() -> bool:
            nonlocal worker
            if worker.process.poll() == 1:
                self._started.remove(worker)
                worker = self.start(**environment)
            return worker.ready()

        until("the worker is ready", is_ready)
        return worker

    def supervise(self) -> None:
        """Start a worker again for each that ended itself (exit code 1), as the process manager does."""
        for worker in [each for each in self._started if each.process.poll() == 1]:
            self._started.remove(worker)
            self.start()

    def results(self) -> list[Result]:
        """Everything in the out topic, up to its present end."""
        return [
            Result(
                value=json.loads(each.value)["value"],
                id=dict(each.headers)["ce_id"].decode(),
                count=json.loads(each.value)["count"],
            )
            for each in self.read(self.target)
        ]

    def dead_letters(self) -> list[dict[str, Any]]:
        """The dead letters of this app."""
        letters = [json.loads(each.value) for each in self.read(topics.DEAD_LETTERS)]
        return [letter for letter in letters if letter["refused_by"] == self.app_id]

    def read(self, topic: Topic) -> list[Any]:
        """Every message of a topic, up to its present end."""
        return self._reader.messages(topic)


class Worker:
    """One worker process."""

    def __init__(self, bench: Bench, number: int, environment: dict[str, str]) -> None:
        self._port_file = bench.folder / f"port-{number}"
        self._log = bench.folder / f"log-{number}"
        arguments = [bench.app_id, bench.source.name, bench.target.name, str(bench.folder), str(self._port_file)]
        given = {"KAFKA_BOOTSTRAP_SERVERS": bench.bootstrap, "PYTHONPATH": str(Path.cwd()), **environment}
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(stream_worker.__file__), *arguments], env=os.environ | given, stderr=log
            )

    def kill(self) -> None:
        """kill -9, if it still runs."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        self.process.terminate()
        return self.process.wait(30)

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of the worker's health server; 0 while it is not there."""
        if not self._port_file.exists() or not self._port_file.read_text():
            return 0, ""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port_file.read_text()}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def ready(self) -> bool:
        """Whether it says that it is ready."""
        return self.get("/ready")[0] == 200

    def log(self) -> str:
        """What it logged."""
        return self._log.read_text()


@contextmanager
def bench(bootstrap: str, folder: Path) -> Iterator[Bench]:
    """A bench that ends its workers."""
    made = Bench(bootstrap, folder)
    try:
        yield made
    finally:
        made.close()
