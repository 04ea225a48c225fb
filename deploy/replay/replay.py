"""A stack whose feeds are a wire and whose webhooks go to a receiver, both kept running beside the services."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import msgspec
import psycopg
from kafka.errors import KafkaError

from deploy.local.errors import LocalError, NotReady
from deploy.local.names import read_names, write_names
from deploy.local.plan import BY_FILE
from deploy.local.ports import free_port
from deploy.local.process import marked
from deploy.local.programs import Program, services, wirewatch
from deploy.local.stack import Stack
from deploy.local.tell import Tell, nothing
from deploy.replay.progress import Progress, read_progress
from deploy.replay.receiver import read_received

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
SECRET = "whsec_" + "c2FtcGxlIHNlY3JldCBvZiB0aGUgZGVtbyBvbmx5ISE="
"""The secret of the replay's own receiver on loopback; it protects nothing."""

ENDPOINT = "http://127.0.0.1:8081/"
"""The endpoint that the sample subscriptions name; a replay puts its receiver's in its place."""

POLL_SECONDS = "0.5"
QUIET_SECONDS = 0.7
FAST_POLLING = {
    "WIREWATCH_POLL_DEFAULT_SECONDS": POLL_SECONDS,
    "WIREWATCH_POLL_FLOOR_SECONDS": POLL_SECONDS,
    "WIREWATCH_HOST_GAP_SECONDS": "0",
}
"""For feeds of our own on loopback; anybody else's would be right to refuse us."""


class Replay:
    """Feeds from a folder, through the five services, to a receiver; `with` is up() and clean()."""

    def __init__(
        self,
        run_dir: Path,
        *,
        folder: Path = SAMPLES / "wire",
        subscriptions: Path = SAMPLES / "subscriptions.yaml",
        feeds: Sequence[str] | None = None,
        service_env: Mapping[str, str] | None = None,
        out: int = 0,
        environ: Mapping[str, str] = os.environ,
        tell: Tell = nothing,
    ) -> None:
        """Describe the replay; nothing is started. `out` items of the wire are out when it starts.

        `feeds` are lines of a feed list that take the place of the wire's; `service_env` is set over our own settings.
        """
        self._own = run_dir.resolve() / "replay"
        self._folder = folder.resolve()
        self._subscriptions = subscriptions
        self._more_env = dict(service_env or {})
        self._received = self._own / "received.jsonl"
        ports = self._ports()
        self._wire_port = ports["WIRE_PORT"]
        self._receiver_port = ports["RECEIVER_PORT"]
        self._feed_lines = list(feeds) if feeds is not None else self._wire_feeds()
        self.stack = Stack(
            run_dir,
            self._service_env(),
            programs=[*self._programs(out), *services()],
            environ=environ,
            tell=tell,
        )

    def up(self) -> None:
        """Start everything and wait until every service is ready. Raises LocalError."""
        (self._own / "secret").write_text(SECRET)
        text = self._subscriptions.read_text(encoding="utf-8")
        (self._own / "subscriptions.yaml").write_text(
            text.replace(ENDPOINT, f"http://127.0.0.1:{self._receiver_port}/")
        )
        (self._own / "feeds.txt").write_text("".join(f"{line}\n" for line in self._feed_lines))
        self.stack.up()
        self.stack.await_ready()

    def clean(self) -> None:
        """Stop everything and remove the run folder with its data."""
        self.stack.clean()

    def __enter__(self) -> "Replay":
        self.up()
        return self

    def __exit__(self, *_: object) -> None:
        self.clean()

    def load_history(self, csv: Path = SAMPLES / "history.csv", mapping: Path = SAMPLES / "history.tsv") -> int:
        """Load what was before the wire: it feeds the memory, alerts nobody. Returns how many. Raises LocalError."""
        rows = self.wirewatch("enrich", "history", "--mapping", str(mapping), stdin=csv.read_bytes())
        self.wirewatch("enrich", "publish", stdin=rows)
        return len(rows.splitlines())

    def wirewatch(self, *words: str, stdin: bytes = b"") -> bytes:
        """Run one verb with the settings of this replay and return its output. Raises LocalError with its words."""
        done = self._verb(words, stdin)
        if done.returncode:
            raise LocalError(f"wirewatch {' '.join(words)} ended with {done.returncode}: {done.stderr.decode()}")
        return done.stdout

    def try_wirewatch(self, *words: str, without: str = "") -> tuple[int, str]:
        """Run one verb, one setting left out: its exit code and all that it said."""
        done = self._verb(words, b"", without)
        return done.returncode, (done.stdout + done.stderr).decode()

    def reveal(self, count: int) -> dict[str, int]:
        """Let the next items of the wire out: {"out": how many are, "total": how many there are}."""
        return self._ask("POST", f"/reveal?count={count}")

    def wire(self) -> dict[str, int]:
        """How many items are out, and how many there are."""
        return self._ask("GET", "/")

    def received(self) -> list[dict[str, Any]]:
        """The webhooks that came, in their order (see receiver)."""
        return read_received(self._received)

    def progress(self) -> Progress:
        """How far every stage is. Raises psycopg.Error or KafkaError while a part is away."""
        return read_progress(self.stack.bootstrap, self.stack.database_url)

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of one statement, as the owner of the database. Raises psycopg.Error."""
        with psycopg.connect(self.stack.database_url, connect_timeout=5) as connection:
            return connection.execute(sql.encode(), values or None).fetchall()

    def entries(self) -> int:
        """How many articles the log holds. Raises psycopg.Error."""
        return int(self.query("select count(*) from log.events where type = 'article.found'")[0][0])

    def polled(self) -> int:
        """How many entries ingest remembers having seen. Raises psycopg.Error."""
        return int(self.query("select count(*) from ingest.sightings")[0][0])

    def polled_feeds(self) -> int:
        """How many feeds gave a good answer so far. Raises psycopg.Error."""
        return int(self.query("select count(*) from ingest.feeds where last_ok_at is not null")[0][0])

    def forget_feeds(self) -> None:
        """Make ingest forget all it knew, as if its state were lost: it polls and publishes everything once more."""
        with psycopg.connect(self.stack.database_url, connect_timeout=5) as connection:
            connection.execute("truncate ingest.hosts, ingest.feeds, ingest.articles, ingest.sightings cascade")
            connection.execute("truncate ingest.fingerprints cascade")
        self.stack.restart("ingest")

    def await_articles(self, count: int, seconds: float = 120) -> None:
        """Return when the log holds so many articles and nothing is under way. Raises NotReady."""
        self.await_settled(lambda: self.entries() >= count, seconds)

    def await_settled(
        self, condition: Callable[[], bool] = lambda: True, seconds: float = 120, quiet_seconds: float = QUIET_SECONDS
    ) -> None:
        """Return when the condition holds, nothing is under way, and the log stayed as it was for so long.

        That time is for what no queue shows: novelty reviews relations when it hears that a party was watched longer.
        """
        quiet_since, position = time.monotonic(), -1

        def quiet() -> bool:
            nonlocal quiet_since, position
            now = int(self.query("select position from log.counter")[0][0])
            if now != position or not (condition() and self.progress().settled):
                quiet_since, position = time.monotonic(), now
            return time.monotonic() - quiet_since >= quiet_seconds

        self.await_true(quiet, seconds)

    def await_true(self, condition: Callable[[], bool], seconds: float = 120) -> None:
        """Return when the condition holds; a part that is away for a while is waited for. Raises NotReady."""
        deadline = time.monotonic() + seconds
        trouble = "nothing yet"
        while time.monotonic() < deadline:
            try:
                if condition():
                    return
                trouble = f"{self.entries()} articles, {self.progress()}"
            except (psycopg.Error, KafkaError, OSError) as error:
                trouble = f"{type(error).__name__}: {error}"
            time.sleep(0.2)
        raise NotReady(f"The replay did not settle within {seconds:.0f} s: {trouble}. Logs: {self.stack.logs}")

    def _verb(self, words: Sequence[str], stdin: bytes, without: str = "") -> subprocess.CompletedProcess[bytes]:
        environment = {**marked(self.stack.run_dir), **self.stack.environment(), **BY_FILE, **self._service_env()}
        environment.pop(without, None)
        return subprocess.run(  # noqa: S603 - our own command
            wirewatch(*words), input=stdin, capture_output=True, env=environment, cwd=ROOT, check=False
        )

    def _wire_feeds(self) -> list[str]:
        names = sorted(path.name for path in self._folder.glob("*.xml"))
        return [f"http://127.0.0.1:{self._wire_port}/{name} sample" for name in names]

    def _ports(self) -> dict[str, int]:
        self._own.mkdir(parents=True, exist_ok=True)
        (self._own.parent / "logs").mkdir(exist_ok=True)  # what tells a run folder from any other
        known = read_names(self._own / "ports")
        if not known:
            wire = free_port()
            known = {"WIRE_PORT": str(wire), "RECEIVER_PORT": str(free_port([wire]))}
            write_names(self._own / "ports", known)
        return {name: int(value) for name, value in known.items()}

    def _service_env(self) -> dict[str, str]:
        return {
            **FAST_POLLING,
            "WIREWATCH_FEEDS": str(self._own / "feeds.txt"),
            "WIREWATCH_CONTACT": "https://wirewatch.example/demo",
            "WIREWATCH_ALLOWED_NETWORKS": "127.0.0.0/8",
            "WIREWATCH_SUBSCRIPTIONS": str(self._own / "subscriptions.yaml"),
            "WIREWATCH_STATE_DIR": str(self._own / "state"),
            **self._more_env,
        }

    def _programs(self, out: int) -> list[Program]:
        module = (sys.executable, "-m")
        wire = ("--folder", str(self._folder), "--port", str(self._wire_port), "--out", str(out))
        receiver = ("--port", str(self._receiver_port), "--secret-file", str(self._own / "secret"))
        into = ("--into", str(self._received))
        return [
            Program(name="wire", command=(*module, "deploy.replay.wire", *wire), metrics=False, directory=ROOT),
            Program(
                name="receiver",
                command=(*module, "deploy.replay.receiver", *receiver, *into),
                metrics=False,
                directory=ROOT,
            ),
        ]

    def _ask(self, method: str, path: str) -> dict[str, int]:
        connection = HTTPConnection("127.0.0.1", self._wire_port, timeout=5)
        try:
            connection.request(method, path)
            return msgspec.json.decode(connection.getresponse().read(), type=dict[str, int])
        finally:
            connection.close()
