"""Events to their topics. Published means that the brokers have them: `publish` returns when all do, or raises."""

from collections.abc import Callable, Sequence

from kafka import KafkaProducer

from schemas import topics
from schemas.envelope import Event
from services.runtime.dead_letters import key as dead_letter_key
from services.runtime.kafka import Publisher


class KafkaOutlet:
    """Publishes with acks from all in-sync replicas. After a failure it begins anew with a fresh producer."""

    def __init__(self, connect: Callable[[], KafkaProducer], seconds: float = 30.0) -> None:
        self._connect, self._seconds = connect, seconds
        self._publisher: Publisher | None = None

    def publish(self, events: Sequence[Event]) -> None:
        """See conclude.Outlet."""
        publisher = self._publisher or Publisher(self._connect())
        self._publisher = None  # what a failed producer still holds must not be counted with the next try's
        try:
            for event in events:
                publisher.publish(topics.BY_EVENT[event.type], key(event), event)
            publisher.flush_all(self._seconds)
        except BaseException:
            publisher.close(0)
            raise
        self._publisher = publisher

    def close(self) -> None:
        """Close the producer."""
        if self._publisher is not None:
            self._publisher.close()


def key(event: Event) -> str:
    """The Kafka key of an event: its feed's or article's id; of a dead letter the feed's."""
    return dead_letter_key(event.data) if event.type == "dead_letter.written" else event.subject
