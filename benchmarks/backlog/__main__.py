"""Whether one annotate worker keeps its place in its group under a backlog of long articles, and loses none of them.

    python -m benchmarks.backlog --articles 10000 --characters 10000

Starts a Kafka of its own, publishes all articles, then the worker, and watches until every article is annotated. A
consumer that is silent for longer than its session (12 s) is put out of its group, and reads again what it had not
committed: so the longest silence between two heartbeats that the broker answered is printed beside that limit, and how
often the worker joined the group. Both are told by the log of its Kafka client; the annotations are counted in Kafka.
"""

import argparse
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from kafka import KafkaConsumer, TopicPartition

from benchmarks.backlog.articles import articles
from benchmarks.backlog.heartbeats import Membership, membership, warnings
from benchmarks.end_to_end import Watch
from deploy.local.kafka import Kafka
from schemas import topics
from schemas.topics import Topic
from services.runtime.kafka import Publisher, consumer, producer
from services.runtime.topics import create_topics

SESSION_SECONDS = 12.0
"""The session of a stream worker (services/runtime/streams.py)."""
_FLUSHED = 500
"""Articles that are sent before their acknowledgements are awaited."""
_STOP_SECONDS = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What was measured. seconds: from the worker's start; cpu: in seconds; annotated: different articles."""

    seconds: float
    cpu: float
    megabytes: float
    annotated: int
    claims: int
    membership: Membership
    exit_code: int
    warnings: tuple[str, ...] = ()


def main() -> None:
    """Measure once and print; exit code 1 where an article is lost or the group was."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--characters", type=int, default=10_000, help="length of each article's text")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wirewatch-bench-") as folder:
        broker = Kafka(Path(folder))
        try:
            bootstrap = broker.start()
            publish(bootstrap, given.articles, given.characters)
            run = measure(bootstrap, Path(folder), given.articles)
        finally:
            broker.stop()
    print(report(run, given.articles, given.characters))
    held = run.membership.joined == 1 and not run.membership.lost
    sys.exit(0 if held and run.annotated == given.articles and run.exit_code == 0 else 1)


def publish(bootstrap: str, count: int, characters: int) -> None:
    """All articles, acknowledged."""
    create_topics(bootstrap)
    publisher = Publisher(producer(bootstrap))
    for number, event in enumerate(articles(count, characters), start=1):
        publisher.publish(topics.ARTICLES, event.subject, event)
        if number % _FLUSHED == 0:
            publisher.flush_all()
    publisher.flush_all()
    publisher.close()


def measure(bootstrap: str, folder: Path, count: int) -> Run:
    """Start the worker, and sample until it has annotated so many articles, ended, or stood still for a minute."""
    log = folder / "worker.log"
    command = [sys.executable, "-m", "benchmarks.backlog.worker", bootstrap, str(folder / "state")]
    started = time.monotonic()
    with log.open("wb") as lines:
        worker = subprocess.Popen(command, stderr=lines)
    watch = Watch({"worker": worker.pid})
    reader = consumer(bootstrap, None)
    written, moved = 0, started
    try:
        while written < count and worker.poll() is None and time.monotonic() - moved < 60:
            time.sleep(1)
            watch.sample()
            before, written = written, _written(reader, topics.ANNOTATIONS)
            moved = time.monotonic() if written > before else moved
        seconds = time.monotonic() - started
        worker.send_signal(signal.SIGTERM)
        exit_code = worker.wait(_STOP_SECONDS)
    finally:
        worker.kill()
    use = watch.use["worker"]
    annotated, claims = _subjects(reader), _written(reader, topics.CLAIMS)
    reader.close()
    told = log.read_text("utf-8").splitlines()
    return Run(
        seconds=seconds,
        cpu=use.cpu,
        megabytes=use.megabytes,
        annotated=annotated,
        claims=claims,
        membership=membership(told),
        exit_code=exit_code,
        warnings=tuple(warnings(told)),
    )


def _partitions(topic: Topic) -> list[TopicPartition]:
    return [TopicPartition(topic.name, number) for number in range(topic.partitions)]


def _written(reader: KafkaConsumer, topic: Topic) -> int:
    """How many messages a topic holds."""
    return sum(reader.end_offsets(_partitions(topic)).values())


def _subjects(reader: KafkaConsumer) -> int:
    """Of how many different articles there is an annotation; they are its messages' keys."""
    partitions = _partitions(topics.ANNOTATIONS)
    reader.assign(partitions)
    reader.seek_to_beginning(*partitions)
    ends, seen = reader.end_offsets(partitions), set[bytes]()
    while any(reader.position(each) < ends[each] for each in partitions):
        seen.update(record.key for records in reader.poll(500).values() for record in records)
    return len(seen)


def report(run: Run, count: int, characters: int) -> str:
    """The figures as text."""
    life = run.membership
    return "\n".join(
        [
            f"articles of {characters} characters: {count} published, {run.annotated} annotated, {run.claims} claims",
            f"{run.annotated / run.seconds:.1f} articles/s over {run.seconds:.0f} s, {run.cpu:.0f} s of CPU",
            f"heartbeats: {life.answered} answered, {life.lost} failed, longest silence {life.silence:.1f} s"
            f" (limit {SESSION_SECONDS:.0f} s); joined the group {life.joined} times (limit 1)",
            f"memory: {run.megabytes:.0f} MB at most; the worker ended with exit code {run.exit_code}",
            *run.warnings[-20:],
        ]
    )


if __name__ == "__main__":
    main()
