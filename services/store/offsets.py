"""Where to go on in a Kafka partition, and how far a batch goes. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.store.messages import Message

Partition = tuple[str, int]
"""Kafka topic and partition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """The offset to read from. missed: messages deleted before the log took them. anew: offsets began again."""

    offset: int
    missed: int = 0
    anew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """How far a Kafka partition is in the log: from `expected`, where this process left it, to `next`."""

    topic: str
    partition: int
    expected: int
    next: int


def beginning(stored: int, earliest: int, end: int) -> Beginning:
    """Where to read a partition of which the log took everything below `stored`, and Kafka holds earliest to end - 1.

    A stored offset after the end means that the topic was made anew or cut: everything is read again, and what the log
    knows is skipped by its id. A stored 0 is a log that never read the partition: nothing was missed then.
    """
    if stored > end:
        return Beginning(offset=earliest, anew=True)
    if stored < earliest:
        return Beginning(offset=earliest, missed=earliest - stored if stored else 0)
    return Beginning(offset=stored)


def moves(messages: Iterable[Message], expected: Mapping[Partition, int]) -> tuple[Move, ...]:
    """How far the messages move each of their partitions. Messages of a partition come in its order."""
    last = {(message.origin.topic, message.origin.partition): message.origin.offset for message in messages}
    return tuple(
        Move(topic=topic, partition=partition, expected=expected[topic, partition], next=offset + 1)
        for (topic, partition), offset in last.items()
    )
