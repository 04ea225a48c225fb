"""The topic `reaches`, read whole by every novelty worker: how far back each party has been watched."""

import contextlib
import threading
from collections.abc import Iterator
from queue import SimpleQueue

from kafka import KafkaConsumer, TopicPartition
from kafka.partitioner import murmur2

from schemas.topics import Topic
from services.enrich.errors import MemoryUnreadable
from services.enrich.novelty.reach import decode_reach
from services.runtime import log as logs
from services.runtime.kafka import Bootstrap, consumer
from services.runtime.lifecycle import end_now

Reach = tuple[str, int]
"""A party, and the day (ordinal) since when it is watched."""

_POLL_MILLISECONDS = 500


def partition_of(key: bytes, topic: Topic) -> int:
    """The partition of a key, as Kafka's default partitioner finds it."""
    return int((murmur2(key) & 0x7FFFFFFF) % topic.partitions)


class ReachReader:
    """Reads the topic from its beginning: first what it holds, then, in a thread, what is added."""

    def __init__(self, bootstrap: Bootstrap, topic: Topic) -> None:
        self.inbox: SimpleQueue[Reach] = SimpleQueue()
        """What was read, in the topic's order; its reader is the worker's event loop."""
        self._consumer: KafkaConsumer = consumer(bootstrap, None)
        self._consumer.assign([TopicPartition(topic.name, number) for number in range(topic.partitions)])
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="reaches", daemon=True)

    def load(self) -> None:
        """Read to the topic's present end. Raises KafkaError."""
        ends = self._consumer.end_offsets(self._consumer.assignment())
        while any(self._consumer.position(each) < end for each, end in ends.items()):
            self._poll()

    def fault(self) -> str | None:
        """Why reaches are not read any more, or None."""
        return None if self._thread.is_alive() else "the topic reaches is not being read"

    @contextlib.contextmanager
    def following(self) -> Iterator[None]:
        """Follow the topic while the block runs."""
        self._thread.start()
        try:
            yield
        finally:
            self._closing.set()
            self._thread.join()
            self._consumer.close()

    def _follow(self) -> None:
        """Follow until closed. A worker whose reaches stand still would observe nothing new for ever: it ends."""
        try:
            while not self._closing.is_set():
                self._poll()
        except Exception as error:
            end_now("reaches_unread", error)

    def _poll(self) -> None:
        for records in self._consumer.poll(_POLL_MILLISECONDS).values():
            for record in records:
                self._take(record.value, record.offset)

    def _take(self, body: bytes | None, offset: int) -> None:
        if body is None:
            return
        try:
            self.inbox.put(decode_reach(body))
        except MemoryUnreadable as error:
            logs.get_logger(__name__).warning("reach_unreadable", offset=offset, error=str(error))
