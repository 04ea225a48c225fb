"""Outcomes into Kafka: alert.delivered and alert.failed on topic `alerts`; the store takes them into the log."""

from collections.abc import Sequence

from schemas.envelope import Event
from schemas.topics import ALERTS
from services.runtime.kafka import Publisher, producer
from services.runtime.settings import KafkaSettings


class KafkaOutcomes:
    """A producer that is made at the first use, and made anew after trouble. One thread at a time."""

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._publisher: Publisher | None = None

    def publish(self, events: Sequence[Event]) -> None:
        """Return when the brokers have all of them (acks=all), keyed by alert id. Raises KafkaTrouble."""
        publisher = self._publisher or Publisher(producer(self._settings))
        self._publisher = None
        for event in events:
            publisher.publish(ALERTS, event.subject, event)
        publisher.flush_all()
        self._publisher = publisher

    def close(self) -> None:
        """Close the producer; what it was given has been acknowledged."""
        if self._publisher is not None:
            self._publisher.close()
