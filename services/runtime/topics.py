"""The topics of schemas.topics in a real cluster: created where they lack, compared where they exist, never changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import KafkaError, TopicAlreadyExistsError

from schemas.topics import TOPICS, Topic
from services.runtime.errors import KafkaUnavailable
from services.runtime.kafka import Bootstrap, admin


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicsReport:
    """What was found and done: names, and for each topic that differs one sentence per difference."""

    created: tuple[str, ...]
    existing: tuple[str, ...]
    different: tuple[str, ...]


def create_topics(settings: Bootstrap, topics: Sequence[Topic] = TOPICS) -> TopicsReport:
    """Create the topics that are missing. Idempotent; concurrent callers are safe. Raises KafkaUnavailable."""
    client = admin(settings)
    try:
        present = set(client.list_topics())
        created = tuple(topic.name for topic in topics if topic.name not in present and _create(client, topic))
        if created:
            client.wait_for_topics(list(created))
        return TopicsReport(
            created=created,
            existing=tuple(topic.name for topic in topics if topic.name not in created),
            different=_differences(client, topics),
        )
    except KafkaError as error:
        raise KafkaUnavailable(f"Kafka refused to create or describe the topics: {error!r}") from error
    finally:
        client.close()


def missing_topics(settings: Bootstrap, names: Collection[str]) -> tuple[str, ...]:
    """Those of the names that no topic has, sorted. Raises KafkaUnavailable."""
    client = admin(settings)
    try:
        return tuple(sorted(set(names) - set(client.list_topics())))
    except KafkaError as error:
        raise KafkaUnavailable(f"Kafka refused to list the topics: {error!r}") from error
    finally:
        client.close()


def config(topic: Topic) -> dict[str, str]:
    """The topic's configuration in Kafka's own words."""
    common = {"max.message.bytes": str(topic.max_message_bytes)}
    if topic.retention_ms is None:
        return common | {"cleanup.policy": "compact"}
    return common | {"cleanup.policy": "delete", "retention.ms": str(topic.retention_ms)}


def _create(client: Any, topic: Topic) -> bool:
    """Whether it was this call that created the topic. The replication factor is the cluster's default."""
    try:
        client.create_topics({topic.name: {"num_partitions": topic.partitions, "configs": config(topic)}})
    except TopicAlreadyExistsError:
        return False
    return True


def _differences(client: Any, topics: Sequence[Topic]) -> tuple[str, ...]:
    names = [topic.name for topic in topics]
    described = {each["name"]: len(each["partitions"]) for each in client.describe_topics(names)}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    configs = client.describe_configs(resources, config_filter="all")["topic"]
    return tuple(
        sentence for topic in topics for sentence in _compared(topic, described[topic.name], configs[topic.name])
    )


def _compared(topic: Topic, partitions: int, found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    sentences = []
    if partitions != topic.partitions:
        sentences.append(f"topic {topic.name} has {partitions} partitions, not {topic.partitions}")
    for name, wanted in config(topic).items():
        value = found[name]["value"]
        if value != wanted:
            sentences.append(f"topic {topic.name} has {name} = {value}, not {wanted}")
    return sentences
