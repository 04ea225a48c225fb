"""The append against the ceiling: events a second, and the share of what COPY into a bare table reaches.

    python -m benchmarks.append --events 20000 --bytes 500

Uses the server at DATABASE_URL where that is set (it makes a database and drops it), else starts one of its own. Each
way commits after every batch of 500, so all pay for the same flushes to disk.
"""

import argparse
import contextlib
import os
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psycopg
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from deploy.local.databases import create_database, drop_database
from deploy.local.postgres import Postgres
from schemas import ids
from services.runtime.postgres import engine, migrate
from services.store.append import append
from services.store.chain import canonical
from services.store.rows import Row

BATCH = 500
BARE = "create table bare (id uuid, type text, subject text, time timestamptz, data jsonb)"
Batches = Sequence[Sequence[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One way to write, and how fast it was."""

    way: str
    rate: float


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=20_000, help="events for each way")
    parser.add_argument("--bytes", type=int, default=500, help="length of an article's text")
    arguments = parser.parse_args()
    with server() as url:
        results = measure(url, arguments.events, arguments.bytes)
    print(table(results, f"{arguments.events} events of {arguments.bytes} B text, batches of {BATCH}"))


def measure(url: str, events: int, size: int) -> list[Result]:
    """Each way over events of its own, in one database. The first is the ceiling."""
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(BARE)
    migrate(engine(url), "services.store")
    store = engine(url, "wirewatch_store", pool_size=4)
    append(store, *batches("warm", BATCH, size))
    fresh = {writers: batches(f"{writers} writers", events, size) for writers in (1, 2, 4)}
    ways: dict[str, Callable[[], None]] = {
        "COPY into a bare table": lambda: copy_bare(url, fresh[1]),
        "append, 1 writer": lambda: write(store, fresh[1], 1),
        "append, 2 writers": lambda: write(store, fresh[2], 2),
        "append, 4 writers": lambda: write(store, fresh[4], 4),
        "append of known events": lambda: write(store, fresh[1], 1),
        "canonical bytes alone": lambda: hash_only(fresh[1]),
    }
    results = [Result(way=way, rate=events / timed(run)) for way, run in ways.items()]
    store.dispose()
    return results


def timed(run: Callable[[], None]) -> float:
    """Seconds that it took."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def batches(name: str, events: int, size: int) -> Batches:
    """Rows of articles, each of its own stream."""
    rows = [_row(f"{name} {number}", size) for number in range(events)]
    return [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]


def copy_bare(url: str, batches: Batches) -> None:
    """The ceiling: nothing is looked up, numbered, hashed or indexed."""
    with psycopg.connect(url) as connection:
        for batch in batches:
            with connection.cursor().copy("copy bare from stdin") as copy:
                for row in batch:
                    copy.write_row((row.id, row.type, row.subject, row.time, row.data.decode()))
            connection.commit()


def write(store: Engine, batches: Batches, writers: int) -> None:
    """The append, by so many threads with a connection each."""
    with ThreadPoolExecutor(writers) as pool:
        for _ in pool.map(lambda batch: append(store, batch), batches):
            pass


def hash_only(batches: Batches) -> None:
    """What the chain costs in Python."""
    for batch in batches:
        for row in batch:
            canonical(row, 1, 1)


def table(results: Sequence[Result], title: str) -> str:
    """The results as text; the first is 100 %."""
    lines = [f"{each.way:<24} {each.rate:>10,.0f}/s {each.rate / results[0].rate:>6.0%}" for each in results]
    return "\n".join([title, *lines])


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of an empty database, gone at the end."""
    given = os.environ.get("DATABASE_URL")
    with contextlib.ExitStack() as stack:
        base = given or _own_server(stack)
        name = f"bench_{uuid.uuid4().hex[:12]}"
        create_database(base, name)
        stack.callback(drop_database, base, name)
        yield make_url(base).set(database=name).render_as_string(hide_password=False)


def _own_server(stack: contextlib.ExitStack) -> str:
    started = Postgres(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wirewatch-bench-"))))
    stack.callback(started.remove)
    stack.callback(started.stop)
    return started.start()


def _row(name: str, size: int) -> Row:
    article = ids.derive("article", name)
    data = {
        "article_id": article,
        "revision": 1,
        "title": name,
        "text": ("So many words. " * (size // 15 + 1))[:size],
        "tags": ["world", "bench"],
        "published_at": "2025-11-22T12:00:00Z",
    }
    return Row(
        id=ids.derive("article.found", name),
        type="article.found",
        version=1,
        source="/wirewatch/ingest",
        subject=article,
        time=datetime(2025, 11, 22, 12, tzinfo=UTC),
        data=msgspec.json.encode(data),
    )


if __name__ == "__main__":
    main()
