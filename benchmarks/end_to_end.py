"""End to end: a generated wire at a steady rate through all services, from published to webhook received.

    python -m benchmarks.end_to_end --rate 50 --seconds 60

Prints the latency of the alerts (p50, p95, p99), whether every article and every alert came, and CPU and memory of each
process, Kafka and Postgres included. The limits that the figures stand against are printed beside them: p99 under 2 s,
2 GB for everything together.
"""

import argparse
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import combinations
from pathlib import Path
from xml.sax.saxutils import escape

import psutil  # type: ignore[import-untyped]

from deploy.replay.replay import Replay

FEEDS = 10
SHOWN = 40
"""Items that a feed shows: eight seconds of its articles, polled twice a second."""
ALERT_EVERY = 10
LIMIT_P99_SECONDS = 2.0
LIMIT_MEGABYTES = 2_000
STATES = (
    "Albania Algeria Angola Argentina Armenia Australia Austria Azerbaijan Bangladesh Belgium Bolivia "
    "Brazil Bulgaria Cambodia Cameroon Chile Colombia Croatia Cuba Denmark Ecuador Egypt Estonia Ethiopia "
    "Finland Gabon Ghana Greece Guatemala Guinea Haiti Honduras Hungary Iceland Indonesia Ireland Italy "
    "Jamaica Kazakhstan Kenya Kuwait Laos Latvia Libya Lithuania Madagascar Malawi Malaysia Mali Malta "
    "Mexico Moldova Mongolia Morocco Mozambique Namibia Nepal Nicaragua Norway Oman Panama Paraguay Peru "
    "Portugal Romania Rwanda Senegal Serbia Slovakia Slovenia Somalia Spain Tanzania Thailand Togo "
    "Tunisia Uganda Uruguay Uzbekistan Venezuela Vietnam Zambia Zimbabwe"
)
FILLER = (
    "Officials met through the morning and spoke of roads, harvests and the price of bread. "
    "People in the capital said that they had heard nothing of it before the evening news. "
    "A spokesman gave no details, and the weather kept most of the guests indoors. "
)


@dataclass(slots=True)
class Generator:
    """Articles at a steady rate, each in one feed; every tenth states a first of two states that never met before."""

    rate: float
    count: int
    started: float | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def out(self) -> int:
        """How many articles are out by now."""
        return 0 if self.started is None else min(int((time.time() - self.started) * self.rate), self.count)

    def published(self, number: int) -> float:
        """When this article came out, in seconds since the epoch."""
        return (self.started or 0.0) + number / self.rate

    def feed(self, index: int) -> bytes:
        """The last articles of one feed, newest first."""
        own = [number for number in range(self.out()) if number % FEEDS == index][-SHOWN:]
        items = "".join(self._item(number) for number in reversed(own))
        return f'<rss version="2.0"><channel><title>Feed {index}</title>{items}</channel></rss>'.encode()

    def _item(self, number: int) -> str:
        date = format_datetime(datetime.fromtimestamp(self.published(number), UTC), usegmt=True)
        link = f"https://feed{number % FEEDS}.example/{number}"
        title, lead = story(number)
        return (
            f"<item><title>{escape(title)}</title><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate>"
            f"<description>{escape(lead)} {FILLER * 3}</description></item>"
        )


PAIRS = tuple(combinations(STATES.split(), 2))


def story(number: int) -> tuple[str, str]:
    """Title and first sentence of an article; those of different numbers differ."""
    one, other = PAIRS[(number * 7919) % len(PAIRS)]
    if number % ALERT_EVERY == 0:
        return f"{one} and {other} sign treaty", f"{one} and {other} signed their first treaty, number {number}."
    return f"Notes of a traveller, part {number}", f"Part {number} of our notes tells of a market between {one} hills."


def serve(generator: Generator, host: str) -> ThreadingHTTPServer:
    """The feeds on one loopback address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = generator.feed(int(self.path.strip("/").removesuffix(".xml")))
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return ThreadingHTTPServer((host, 0), Handler)


@dataclass(slots=True)
class Use:
    """What one process took: CPU seconds in the measured time, and its largest resident memory in megabytes."""

    cpu: float = 0.0
    megabytes: float = 0.0


class Watch:
    """Samples CPU and memory of named processes, with their children, once a second."""

    def __init__(self, pids: dict[str, int]) -> None:
        self._pids = pids
        self._before = {name: self._cpu(pid) for name, pid in pids.items()}
        self.use = {name: Use() for name in pids}

    def sample(self) -> None:
        """Take one sample."""
        for name, pid in self._pids.items():
            use = self.use[name]
            use.cpu = max(use.cpu, self._cpu(pid) - self._before[name])
            use.megabytes = max(use.megabytes, sum(_memory(process) for process in _family(pid)) / 1e6)

    @staticmethod
    def _cpu(pid: int) -> float:
        times = [process.cpu_times() for process in _family(pid)]
        return float(sum(each.user + each.system for each in times))


def _family(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _memory(process: psutil.Process) -> float:
    """Proportional set size: pages that processes share count once."""
    try:
        return float(process.memory_full_info().pss)
    except psutil.Error:
        return 0.0


def quantile(sorted_values: list[float], share: float) -> float:
    """Nearest-rank quantile of a sorted, non-empty list."""
    return sorted_values[min(int(share * len(sorted_values)), len(sorted_values) - 1)]


@contextmanager
def generated(generator: Generator) -> Iterator[list[str]]:
    """Feed-list lines of the running generator: each feed on a host of its own, because hosts are fetched politely."""
    servers = [serve(generator, f"127.0.1.{index + 1}") for index in range(FEEDS)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    addresses = [server.server_address for server in servers]
    yield [f"http://{address[0]!s}:{address[1]}/{index}.xml" for index, address in enumerate(addresses)]
    for server in servers:
        server.shutdown()
        server.server_close()


def latencies(replay: Replay, generator: Generator) -> list[float]:
    """Seconds from an article's date to its webhook, sorted."""
    found = []
    for line in replay.received():
        number = int(line["body"]["data"]["link"].rsplit("/", 1)[-1])
        arrived = datetime.fromisoformat(line["received_at"]).timestamp()
        found.append(arrived - generator.published(number))
    return sorted(found)


def measure(replay: Replay, generator: Generator, seconds: float) -> Watch:
    """Run the generated wire and sample until everything came or a minute more has passed."""
    watch = Watch({state.name: state.pid for state in replay.stack.states() if state.pid})
    expected = len(range(0, generator.count, ALERT_EVERY))
    generator.started = time.time()
    deadline = generator.started + seconds + 60
    while time.time() < deadline and len(replay.received()) < expected:
        watch.sample()
        time.sleep(1)
    return watch


def report(replay: Replay, generator: Generator, watch: Watch, seconds: float) -> None:
    """Print the tables."""
    found = latencies(replay, generator)
    expected = len(range(0, generator.count, ALERT_EVERY))
    print(f"articles {replay.entries()} of {generator.count}, alerts {len(found)} of {expected}")
    if found:
        p50, p95, p99 = (quantile(found, share) for share in (0.50, 0.95, 0.99))
        print(f"published to webhook: p50 {p50:.2f} s  p95 {p95:.2f} s  p99 {p99:.2f} s  (limit {LIMIT_P99_SECONDS} s)")
    print(f"{'process':10} {'CPU':>6} {'memory':>8}")
    for name, use in sorted(watch.use.items(), key=lambda pair: -pair[1].cpu):
        print(f"{name:10} {use.cpu / seconds:6.0%} {use.megabytes:5.0f} MB")
    own = [use for name, use in watch.use.items() if name not in ("wire", "receiver")]
    total = sum(use.megabytes for use in own)
    print(f"{'together':10} {sum(use.cpu for use in own) / seconds:6.0%} {total:5.0f} MB  (limit {LIMIT_MEGABYTES} MB)")


def main() -> None:
    """Run once and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=50, help="articles a second")
    parser.add_argument("--seconds", type=float, default=60)
    arguments = parser.parse_args()
    generator = Generator(rate=arguments.rate, count=int(arguments.rate * arguments.seconds))
    with tempfile.TemporaryDirectory(prefix="wirewatch-bench-") as folder, generated(generator) as feeds:
        replay = Replay(Path(folder) / "run", feeds=feeds)
        with replay:
            watch = measure(replay, generator, arguments.seconds)
            report(replay, generator, watch, arguments.seconds)


if __name__ == "__main__":
    main()
