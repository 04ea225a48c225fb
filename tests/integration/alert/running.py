"""The alert service as a process, on a real log and a real broker."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from kafka import TopicPartition
from sqlalchemy import Engine, text

from deploy.local.ports import free_port
from schemas.codec import decode_binary
from schemas.envelope import Event
from schemas.topics import ALERTS
from services.alert.developments.standing import Change
from services.runtime.kafka import consumer
from services.runtime.postgres import engine, migrate
from services.store.append import append
from services.store.rows import row_of
from tests.integration.alert.endpoints import within
from tests.unit.alert.making import SECRET, event

ROOT = Path(__file__).resolve().parents[3]
TIMEOUT_SECONDS = 3.0
LEASE_SECONDS = TIMEOUT_SECONDS + 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Where the service lives: its database, its broker, its folder with the subscription file."""

    database: str
    kafka: str
    folder: Path

    @property
    def subscriptions(self) -> Path:
        """The subscription file."""
        return self.folder / "subscriptions.yaml"

    def subscribe(self, **endpoints: str | tuple[str, str]) -> None:
        """Write the subscription file: a URL for each name, or a URL and the text of a filter."""
        (self.folder / "secret").write_text(SECRET + "\n")
        entries = []
        for name, given in endpoints.items():
            url, wanted = (given, "{}") if isinstance(given, str) else given
            entries.append(f"  - {{name: {name}, endpoint: '{url}', secret_file: secret, filter: {wanted}}}\n")
        written = self.subscriptions.with_suffix(".new")
        written.write_text("subscriptions:\n" + "".join(entries) if entries else "subscriptions: []\n")
        written.replace(self.subscriptions)

    def environ(self, **changes: str) -> dict[str, str]:
        """The settings of the service."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("WIREWATCH_")},
            "DATABASE_URL": self.database,
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka,
            "WIREWATCH_SUBSCRIPTIONS": str(self.subscriptions),
            "WIREWATCH_ALLOWED_NETWORKS": "127.0.0.0/8",
            "WIREWATCH_WEBHOOK_TIMEOUT_SECONDS": f"{TIMEOUT_SECONDS}",
            "WIREWATCH_LOG_LEVEL": "info",
            **changes,
        }

    def log(self, *changes: Change, number: int = 0) -> None:
        """Append events to the log as the store does."""
        owner = engine(self.database)
        append(owner, [row_of(event(change, number)) for change in changes])
        owner.dispose()

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """What a query gives."""
        owner = engine(self.database)
        with owner.connect() as connection:
            found = [tuple(row) for row in connection.execute(text(query), values)]
        owner.dispose()
        return found

    def states(self) -> dict[tuple[str, str], str]:
        """State of each alert by development and subscription."""
        rows = self.rows("select development_id, subscription, state from alert.alerts")
        return {(development, subscription): state for development, subscription, state in rows}

    def published(self, *developments: str) -> list[Event]:
        """The alert events of these developments that the broker has, repetitions included."""
        reader = consumer(self.kafka, None)
        partitions = [TopicPartition(ALERTS.name, number) for number in range(ALERTS.partitions)]
        reader.assign(partitions)
        reader.seek_to_beginning(*partitions)
        ends = reader.end_offsets(partitions)
        found: list[Event] = []
        while any(reader.position(partition) < ends[partition] for partition in partitions):
            for records in reader.poll(timeout_ms=500).values():
                found.extend(decode_binary(record.value, record.headers) for record in records)
        reader.close()
        return [each for each in found if each.data.development_id in developments]


class Running:
    """One process of the service."""

    def __init__(self, world: World, **settings: str) -> None:
        self.port = free_port()
        self.output = world.folder / f"alert-{self.port}.log"
        environ = world.environ(WIREWATCH_METRICS_PORT=str(self.port), **settings)
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "services.alert", "run"], cwd=ROOT, env=environ, stderr=output
            )

    def text(self) -> str:
        """What it logged."""
        return self.output.read_text("utf-8")

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a health address; 0 while nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def reasons(self) -> dict[str, str]:
        """Why it is not ready; empty when it is."""
        status, body = self.get("/ready")
        reasons = json.loads(body)["reasons"] if status else {"process": "does not answer"}
        assert isinstance(reasons, dict)
        return reasons

    def metric(self, name: str) -> float:
        """The value of a metric, labels included in its name."""
        for line in self.get("/metrics")[1].splitlines():
            if line.startswith(f"{name} "):
                return float(line.rpartition(" ")[2])
        raise AssertionError(f"there is no metric {name}")

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@contextmanager
def running(world: World, **settings: str) -> Iterator[Running]:
    """The service until the end of the block; ready when the block begins."""
    service = Running(world, **settings)
    try:
        within(30, lambda: service.process.poll() is not None or service.get("/ready")[0] == 200, "readiness")
        assert service.process.poll() is None, service.text()
        yield service
    except BaseException:
        print(service.text()[-4000:], file=sys.stderr)
        raise
    finally:
        if service.process.poll() is None:
            service.kill()


def migrated(database: str) -> None:
    """Make the tables of the log and of alert."""
    owner = engine(database)
    for package in ("services.store", "services.alert"):
        migrate(owner, package)
    owner.dispose()


def emptied(owner: Engine, tables: Sequence[str]) -> None:
    """Empty tables of schema alert."""
    with owner.begin() as connection:
        connection.execute(text("truncate " + ", ".join(f"alert.{name}" for name in tables)))
