"""Kafka through kafka-python: clients with our rules, and a publisher that trusts acknowledgements only."""

import contextlib
from collections import deque
from collections.abc import Iterator
from typing import Any, Protocol

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError, MessageSizeTooLargeError
from kafka.record.default_records import DefaultRecordBatchBuilder

from schemas.codec import encode_binary
from schemas.envelope import Event
from schemas.topics import MAX_MESSAGE_BYTES, Topic
from services.runtime.errors import KafkaTrouble, KafkaUnavailable, TooLarge
from services.runtime.settings import KafkaSettings

__all__ = [
    "KafkaTrouble",
    "KafkaUnavailable",
    "Publisher",
    "Sent",
    "TooLarge",
    "admin",
    "consumer",
    "first_offset",
    "producer",
]

Bootstrap = KafkaSettings | str
"""Settings, or "host:port[,host:port]"."""


class Sent(Protocol):
    """A message on its way: it counts as published when `succeeded()`, and not before."""

    def get(self, timeout: float | None = None) -> Any:
        """Wait for the brokers (seconds); the coordinates, or the error that kept it out."""

    def succeeded(self) -> bool:
        """Whether the brokers have it."""

    def failed(self) -> bool:
        """Whether it was given up."""


def producer(settings: Bootstrap, **options: Any) -> KafkaProducer:
    """A producer: acks from all in-sync replicas, idempotent, in order. Raises KafkaUnavailable."""
    rules: dict[str, Any] = {
        "bootstrap_servers": _servers(settings),
        "acks": "all",
        "enable_idempotence": True,
        "linger_ms": 5,
        "max_request_size": MAX_MESSAGE_BYTES,
        "allow_auto_create_topics": False,
        "max_block_ms": 30_000,
    }
    with _reaching(settings):
        return KafkaProducer(**rules | options)


def consumer(settings: Bootstrap, group: str | None, **options: Any) -> KafkaConsumer:
    """A consumer of bytes that never commits by itself, and begins at the earliest message. Raises KafkaUnavailable."""
    rules: dict[str, Any] = {
        "bootstrap_servers": _servers(settings),
        "group_id": group,
        "enable_auto_commit": False,
        "auto_offset_reset": "earliest",
        "allow_auto_create_topics": False,
        "max_partition_fetch_bytes": MAX_MESSAGE_BYTES,
        "session_timeout_ms": 12_000,
        "heartbeat_interval_ms": 3_000,
    }
    with _reaching(settings):
        return KafkaConsumer(**rules | options)


def admin(settings: Bootstrap, **options: Any) -> KafkaAdminClient:
    """An admin client. Raises KafkaUnavailable."""
    with _reaching(settings):
        return KafkaAdminClient(bootstrap_servers=_servers(settings), **options)


def first_offset(settings: Bootstrap, group: str, topic: str, partition: int, at_least: int) -> int:
    """The first offset that a partition really holds, from `at_least` and from what the group committed; else its end.

    Takes no part in the group. Raises KafkaUnavailable.
    """
    reader = consumer(settings, group)
    where = TopicPartition(topic, partition)
    try:
        reader.assign([where])
        start = max(at_least, reader.committed(where) or 0)
        end: int = reader.end_offsets([where])[where]
        reader.seek(where, start)
        found: list[int] = []
        while start < end and not found and reader.position(where) < end:
            found = [record.offset for record in reader.poll(500, max_records=1).get(where, ())]
    except KafkaError as error:
        raise KafkaUnavailable(f"Kafka did not show topic {topic} from offset {at_least}: {error!r}") from error
    else:
        return found[0] if found else end
    finally:
        reader.close()


class Publisher:
    """Publishes events and remembers what is not acknowledged yet. One thread at a time."""

    def __init__(self, producer: KafkaProducer) -> None:
        self._producer = producer
        self._open: deque[Sent] = deque()

    def publish(self, topic: Topic, key: str, event: Event) -> Sent:
        """Send the event; what is returned tells when the brokers have it. Raises TooLarge, KafkaUnavailable."""
        value, headers = encode_binary(event)
        return self.send(topic, key.encode(), value, headers)

    def send(self, topic: Topic, key: bytes, value: bytes, headers: list[tuple[str, bytes]]) -> Sent:
        """Send bytes. Raises TooLarge before anything is sent, KafkaUnavailable where the brokers take nothing."""
        size = DefaultRecordBatchBuilder.estimate_size_in_bytes(key, value, headers)
        if size > topic.max_message_bytes:
            raise TooLarge(topic=topic.name, key=key.decode(errors="replace"), size=size, limit=topic.max_message_bytes)
        try:
            sent: Sent = self._producer.send(topic.name, key=key, value=value, headers=headers)
        except MessageSizeTooLargeError:
            limit = self._producer.config["max_request_size"]
            raise TooLarge(topic=topic.name, key=key.decode(errors="replace"), size=size, limit=limit) from None
        except KafkaError as error:
            raise KafkaUnavailable(f"Kafka took no message for topic {topic.name}: {error!r}") from error
        self._forget_acknowledged()
        self._open.append(sent)
        return sent

    def flush_all(self, timeout: float = 30.0) -> None:
        """Wait until the brokers have all that was sent (seconds).

        Raises KafkaUnavailable if they do not: then all that was sent since the last flush counts as not published.
        """
        waiting, self._open = self._open, deque()
        problem: Exception | None = None
        try:
            self._producer.flush(timeout)
        except KafkaError as error:
            problem = error
        unsent = [sent for sent in waiting if not sent.succeeded()]
        if unsent:
            cause = getattr(unsent[0], "exception", None) or problem or f"no answer within {timeout:g} s"
            raise KafkaUnavailable(f"{len(unsent)} of {len(waiting)} messages were not acknowledged: {cause!r}")

    def close(self, timeout: float = 10.0) -> None:
        """Send what is left and close the producer."""
        self._producer.close(timeout)

    def _forget_acknowledged(self) -> None:
        while self._open and self._open[0].succeeded():
            self._open.popleft()


def _servers(settings: Bootstrap) -> list[str]:
    text = settings if isinstance(settings, str) else settings.kafka_bootstrap_servers
    return [part.strip() for part in text.split(",")]


@contextlib.contextmanager
def _reaching(settings: Bootstrap) -> Iterator[None]:
    try:
        yield
    except KafkaError as error:
        raise KafkaUnavailable(f"Kafka at {','.join(_servers(settings))} does not answer: {error!r}") from error
