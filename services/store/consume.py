"""Kafka in: batches of messages, from where the log stands. The offsets are Postgres's; Kafka is never told any."""

import contextlib
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kafka import ConsumerRebalanceListener, KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from schemas.dead_letters import KafkaOrigin
from schemas.topics import Topic
from services.runtime.errors import KafkaUnavailable
from services.runtime.log import get_logger
from services.store import metrics
from services.store.messages import Message
from services.store.offsets import Beginning, Move, Partition, beginning, moves
from services.store.rows import LOG_TOPICS

_log = get_logger(__name__)
_IDLE_SECONDS = 0.5
_PROBE_MILLISECONDS = 3_000

LoadOffsets = Callable[[Collection[Partition]], Mapping[Partition, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Messages to append together, and how far they move their partitions."""

    messages: tuple[Message, ...] = ()
    moves: tuple[Move, ...] = ()


class Inbox(ConsumerRebalanceListener):  # type: ignore[misc]
    """A member of the consumer group that reads from where Postgres says: it seeks there after each rebalance.

    connect: makes the consumer; called at each turn until it succeeds. One thread at a time, but `trouble` from any.
    """

    def __init__(
        self, connect: Callable[[], KafkaConsumer], load: LoadOffsets, topics: Sequence[Topic] = LOG_TOPICS
    ) -> None:
        self._connect, self._load = connect, load
        self._topics = [topic.name for topic in topics]
        self._consumer: KafkaConsumer | None = None
        self._next: dict[Partition, int] = {}
        self._told_until: dict[Partition, int] = {}
        self._unsought = True
        self._silence: str | None = None

    def take(self, limit: int, seconds: float) -> Batch:
        """Up to `limit` messages, waiting `seconds` from the first for others; empty where there is nothing to do yet.

        Raises KafkaUnavailable, and what loading offsets raises.
        """
        found: list[Message] = []
        deadline: float | None = None
        with _translated():
            consumer = self._connected()
            while len(found) < limit:
                wait = _IDLE_SECONDS if deadline is None else deadline - time.monotonic()
                if wait < 0:
                    break
                polled = consumer.poll(timeout_ms=int(wait * 1000), max_records=limit - len(found))
                if self._unsought:
                    self._seek(consumer)  # what was polled so far came from elsewhere: it comes again
                    return Batch()
                found += [_message(record) for records in polled.values() for record in records]
                if not found:
                    break
                deadline = time.monotonic() + seconds if deadline is None else deadline
        return Batch(messages=tuple(found), moves=moves(found, self._next))

    def settle(self, settled: Sequence[Move]) -> None:
        """These moves are in Postgres: the next batch goes on from there."""
        self._next.update({(move.topic, move.partition): move.next for move in settled})

    def forget(self) -> None:
        """What was taken was not appended, or perhaps not: seek to Postgres's offsets again."""
        self._unsought = True

    def probe(self) -> Mapping[Partition, int]:
        """Messages of each partition of ours that the log has not taken. Asks the brokers; raises KafkaUnavailable."""
        try:
            with _translated():
                consumer = self._connected()
                ends = consumer.end_offsets(list(consumer.assignment()), timeout_ms=_PROBE_MILLISECONDS)
        except KafkaUnavailable as error:
            self._silence = str(error)
            raise
        self._silence = None
        known = {(each.topic, each.partition): end for each, end in ends.items()}
        return {each: max(0, end - self._next[each]) for each, end in known.items() if each in self._next}

    def trouble(self) -> str | None:
        """Why nothing can be taken now, as a sentence, or None."""
        if self._silence is not None:
            return self._silence
        return None if self._next else "no partition of Kafka is assigned yet"

    def close(self) -> None:
        """Leave the group, so that its partitions go to another member at once."""
        if self._consumer is not None:
            self._consumer.close(timeout_ms=_PROBE_MILLISECONDS)
            self._consumer = None

    def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        """Called by kafka-python within poll, where an exception would be swallowed: only remember it."""
        self._unsought = True
        _log.info("partitions_assigned", partitions=sorted(f"{each.topic}/{each.partition}" for each in assigned))

    def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:  # noqa: ARG002 - kafka-python's form
        """As on_partitions_assigned. Nothing is handed over: what was not appended is read again by the next owner."""
        self._unsought = True

    def _connected(self) -> KafkaConsumer:
        if self._consumer is None:
            self._consumer = self._connect()
            self._consumer.subscribe(topics=self._topics, listener=self)
        return self._consumer

    def _seek(self, consumer: KafkaConsumer) -> None:
        """Go to where the log stands in each partition of ours."""
        assigned = list(consumer.assignment())
        stored = self._load([(each.topic, each.partition) for each in assigned])
        earliest = consumer.beginning_offsets(assigned, timeout_ms=_PROBE_MILLISECONDS)
        ends = consumer.end_offsets(assigned, timeout_ms=_PROBE_MILLISECONDS)
        for each in assigned:
            begin = beginning(stored[each.topic, each.partition], earliest[each], ends[each])
            if begin.anew:
                _log.warning("partition_began_anew", topic=each.topic, partition=each.partition)
            self._tell_missed((each.topic, each.partition), begin)
            consumer.seek(each, begin.offset)
        self._next = dict(stored)
        self._unsought = False

    def _tell_missed(self, partition: Partition, begin: Beginning) -> None:
        """Each missed message once, however often the partition is sought before its next message moves its offset."""
        missed = min(begin.missed, begin.offset - self._told_until.get(partition, 0))
        if missed > 0:
            topic, number = partition
            _log.error("messages_missed", topic=topic, partition=number, messages=missed)
            metrics.MISSED.labels(topic=topic).inc(missed)
            self._told_until[partition] = begin.offset


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except KafkaError as error:
        raise KafkaUnavailable(f"Kafka does not do what it was asked to: {error!r}") from error


def _message(record: object) -> Message:
    origin = KafkaOrigin(topic=record.topic, partition=record.partition, offset=record.offset)  # type: ignore[attr-defined]
    return Message(origin=origin, headers=tuple(record.headers), value=record.value)  # type: ignore[attr-defined]
