"""What stands in topics, for tests that look again and again: each message is read once and kept."""

from typing import Any

from kafka import KafkaConsumer, TopicPartition

from schemas.topics import Topic
from services.runtime.kafka import consumer


class Reader:
    """The messages of topics from their beginning, by one consumer a topic that belongs to no group."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._consumers: dict[str, KafkaConsumer] = {}
        self._found: dict[str, list[Any]] = {}

    def messages(self, topic: Topic) -> list[Any]:
        """Every message of the topic up to its present end, those of a partition in their order."""
        reader, ends = self._at(topic)
        found = self._found[topic.name]
        while any(reader.position(each) < end for each, end in ends.items()):
            found += [record for records in reader.poll(500).values() for record in records]
        return list(found)

    def written(self, topic: Topic) -> int:
        """How many messages were ever written to the topic."""
        return sum(self._at(topic)[1].values())

    def _at(self, topic: Topic) -> tuple[KafkaConsumer, dict[TopicPartition, int]]:
        """The topic's consumer, and where its partitions end by now."""
        partitions = [TopicPartition(topic.name, number) for number in range(topic.partitions)]
        if topic.name not in self._consumers:
            self._consumers[topic.name], self._found[topic.name] = consumer(self._bootstrap, None), []
            self._consumers[topic.name].assign(partitions)
        return self._consumers[topic.name], self._consumers[topic.name].end_offsets(partitions)

    def close(self) -> None:
        """Close the consumers."""
        for each in self._consumers.values():
            each.close()
