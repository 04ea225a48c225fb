"""kafka-python's clients with our rules, and the topics, on a real broker."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from kafka import KafkaProducer, TopicPartition
from kafka.errors import KafkaTimeoutError

from schemas import topics
from schemas.codec import decode_binary
from schemas.dead_letters import HEAD_BYTES, KafkaOrigin
from schemas.topics import MAX_MESSAGE_BYTES, Topic
from services.runtime.dead_letters import dead_letter
from services.runtime.errors import KafkaUnavailable, TooLarge
from services.runtime.kafka import Publisher, admin, consumer, first_offset, producer
from services.runtime.topics import create_topics

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NOWHERE = "127.0.0.1:1"


@pytest.fixture
def topic(kafka: str) -> Topic:
    made = Topic(
        name=f"topic-{uuid.uuid4().hex[:8]}",
        key="n",
        events=(),
        written_by="test",
        partitions=1,
        retention_ms=86_400_000,
    )
    create_topics(kafka, [made])
    return made


@pytest.fixture
def publisher(kafka: str) -> Publisher:
    return Publisher(producer(kafka))


def read(kafka: str, topic: Topic) -> list[tuple[bytes, bytes]]:
    reader = consumer(kafka, None)
    try:
        partition = TopicPartition(topic.name, 0)
        reader.assign([partition])
        end = reader.end_offsets([partition])[partition]
        found: list[tuple[bytes, bytes]] = []
        while reader.position(partition) < end:
            found += [(each.key, each.value) for each in reader.poll(500).get(partition, ())]
        return found
    finally:
        reader.close()


def test_all_topics_are_created_once_and_found_again(kafka: str) -> None:
    create_topics(kafka)
    report = create_topics(kafka)
    assert report.created == ()
    assert set(report.existing) == {each.name for each in topics.TOPICS}
    assert report.different == ()


def test_a_topic_that_differs_is_reported_and_not_changed(kafka: str, topic: Topic) -> None:
    wanted = replace(topic, partitions=3, retention_ms=None, max_message_bytes=1_000)
    for _ in range(2):
        report = create_topics(kafka, [wanted])
        assert report.existing == (topic.name,)
        assert report.different == (
            f"topic {topic.name} has 1 partitions, not 3",
            f"topic {topic.name} has max.message.bytes = {MAX_MESSAGE_BYTES}, not 1000",
            f"topic {topic.name} has cleanup.policy = delete, not compact",
        )
    client = admin(kafka)
    (described,) = client.describe_topics([topic.name])
    client.close()
    assert len(described["partitions"]) == 1


def test_an_event_is_published_when_its_future_succeeded(kafka: str, topic: Topic, publisher: Publisher) -> None:
    origin = KafkaOrigin(topic="articles", partition=0, offset=1)
    event = dead_letter("test", "too_large", "big", kafka=origin, body=b"x" * HEAD_BYTES, now=NOW)
    sent = publisher.publish(topic, "key ü", event)
    publisher.flush_all()
    assert sent.succeeded()
    assert not sent.failed()
    reader = consumer(kafka, None)
    reader.assign([TopicPartition(topic.name, 0)])
    (records,) = reader.poll(10_000).values()
    reader.close()
    assert records[0].key == "key ü".encode()
    assert decode_binary(records[0].value, records[0].headers) == event
    publisher.close()


def test_messages_up_to_the_limit_pass_and_larger_ones_are_refused_before_they_are_sent(
    kafka: str, topic: Topic, publisher: Publisher
) -> None:
    with pytest.raises(TooLarge, match=r"takes \d+ bytes; the topic allows 4194304") as caught:
        publisher.send(topic, b"k", b"x" * MAX_MESSAGE_BYTES, [])
    assert caught.value.size > caught.value.limit == MAX_MESSAGE_BYTES
    overhead = caught.value.size - MAX_MESSAGE_BYTES
    publisher.send(topic, b"k", b"x" * (MAX_MESSAGE_BYTES - overhead), [])
    publisher.flush_all()
    assert [len(value) for _, value in read(kafka, topic)] == [MAX_MESSAGE_BYTES - overhead]
    publisher.close()


def test_a_thousand_messages_of_one_key_keep_their_order(kafka: str, topic: Topic, publisher: Publisher) -> None:
    for number in range(1_000):
        publisher.send(topic, b"k", str(number).encode(), [])
    publisher.flush_all()
    assert [int(value) for _, value in read(kafka, topic)] == list(range(1_000))
    publisher.close()


def test_messages_for_a_topic_that_does_not_exist_are_not_counted_as_published(kafka: str) -> None:
    publisher = Publisher(producer(kafka, max_block_ms=1_500))
    missing = Topic(name="never-made", key="n", events=(), written_by="test", partitions=1, retention_ms=1)
    with pytest.raises(KafkaUnavailable, match="never-made"):
        publisher.send(missing, b"k", b"v", [])
    publisher.close(1)


def test_a_broker_that_is_not_there_is_a_sentence_that_names_it() -> None:
    attempts: tuple[Callable[[], object], ...] = (
        lambda: producer(NOWHERE, bootstrap_timeout_ms=500),
        lambda: consumer(NOWHERE, "group", bootstrap_timeout_ms=500),
        lambda: admin(NOWHERE, bootstrap_timeout_ms=500),
    )
    for connect in attempts:
        with pytest.raises(KafkaUnavailable, match=r"Kafka at 127\.0\.0\.1:1 does not answer"):
            connect()


class NeverAnswers:
    """A producer whose messages are never acknowledged."""

    config = {"max_request_size": MAX_MESSAGE_BYTES}  # noqa: RUF012 - read only

    class Sent:
        """A message for ever on its way."""

        exception = None

        def succeeded(self) -> bool:
            return False

    def send(self, *_: object, **__: object) -> "NeverAnswers.Sent":
        return self.Sent()

    def flush(self, timeout: float) -> None:
        raise KafkaTimeoutError(f"not in {timeout}")


def test_flush_says_how_many_messages_were_not_acknowledged(topic: Topic) -> None:
    publisher = Publisher(NeverAnswers())
    for _ in range(3):
        publisher.send(topic, b"k", b"v", [])
    with pytest.raises(KafkaUnavailable, match="3 of 3 messages were not acknowledged"):
        publisher.flush_all(0.1)


def test_the_producer_waits_for_all_replicas_and_the_consumer_never_commits_by_itself(kafka: str) -> None:
    made: KafkaProducer = producer(kafka)
    assert made.config["acks"] == -1
    assert made.config["enable_idempotence"]
    made.close()
    reader = consumer(kafka, "group")
    assert not reader.config["enable_auto_commit"]
    assert reader.config["max_partition_fetch_bytes"] >= MAX_MESSAGE_BYTES
    reader.close()


def test_the_first_offset_is_what_a_partition_really_holds(kafka: str, topic: Topic, publisher: Publisher) -> None:
    assert first_offset(kafka, "holes", topic.name, 0, 0) == 0
    for number in range(10):
        publisher.send(topic, b"k", str(number).encode(), [])
    publisher.flush_all()
    assert first_offset(kafka, "holes", topic.name, 0, 4) == 4
    assert first_offset(kafka, "holes", topic.name, 0, 10) == 10
    client = admin(kafka)
    client.delete_records({TopicPartition(topic.name, 0): 7})
    client.close()
    assert first_offset(kafka, "holes", topic.name, 0, 4) == 7
    publisher.close()
