"""The inbox: it reads from where the log stands, and tells once what Kafka deleted before."""

from collections.abc import Collection, Mapping
from typing import Any

from kafka import TopicPartition
from prometheus_client import REGISTRY

from services.store.consume import Inbox
from services.store.offsets import Partition

HERE = TopicPartition("feeds", 0)


class FakeConsumer:
    """A consumer that owns one partition without messages, of which Kafka holds `earliest` to `end` - 1."""

    def __init__(self, earliest: int, end: int) -> None:
        self.earliest, self.end = earliest, end
        self.sought: list[int] = []

    def subscribe(self, **_: Any) -> None: ...

    def poll(self, **_: Any) -> dict[TopicPartition, list[Any]]:
        return {}

    def assignment(self) -> set[TopicPartition]:
        return {HERE}

    def beginning_offsets(self, _: Collection[TopicPartition], **__: Any) -> Mapping[TopicPartition, int]:
        return {HERE: self.earliest}

    def end_offsets(self, _: Collection[TopicPartition], **__: Any) -> Mapping[TopicPartition, int]:
        return {HERE: self.end}

    def seek(self, _: TopicPartition, offset: int) -> None:
        self.sought.append(offset)


def stands_at(offset: int) -> Mapping[Partition, int]:
    return {("feeds", 0): offset}


def missed() -> float:
    return REGISTRY.get_sample_value("wirewatch_store_missed_messages_total", {"topic": "feeds"}) or 0.0


def test_after_a_setback_the_inbox_seeks_to_where_the_log_stands() -> None:
    consumer = FakeConsumer(earliest=0, end=20)
    inbox = Inbox(lambda: consumer, lambda _: stands_at(5))
    for _ in range(2):
        assert inbox.take(10, 0.0).messages == ()
    inbox.forget()
    inbox.take(10, 0.0)
    assert consumer.sought == [5, 5]


def test_what_was_missed_is_counted_once_however_often_the_inbox_seeks() -> None:
    consumer, before = FakeConsumer(earliest=12, end=12), missed()
    inbox = Inbox(lambda: consumer, lambda _: stands_at(5))
    for _ in range(3):
        inbox.take(10, 0.0)
        inbox.forget()
    assert missed() == before + 7
    consumer.earliest = consumer.end = 15
    inbox.take(10, 0.0)
    assert missed() == before + 10
    assert consumer.sought == [12, 12, 12, 15]
