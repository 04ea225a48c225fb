"""Outcomes into Kafka: alert.delivered and alert.failed on topic `alerts`; the store takes them into the log."""

from collections.abc import Callable, Sequence

from schemas.envelope import Event
from schemas.topics import ALERTS
from services.runtime.kafka import Publisher


class KafkaOutcomes:
    """A producer that is made at the first use, and closed and made anew after trouble. One thread at a time."""

    def __init__(self, connect: Callable[[], Publisher]) -> None:
        self._connect = connect
        self._publisher: Publisher | None = None

    def publish(self, events: Sequence[Event]) -> None:
        """Return when the brokers have all of them (acks=all), keyed by alert id. Raises KafkaTrouble."""
        publisher = self._publisher or self._connect()
        self._publisher = None
        try:
            for event in events:
                publisher.publish(ALERTS, event.subject, event)
            publisher.flush_all()
        except BaseException:
            publisher.close(0)
            raise
        self._publisher = publisher

    def close(self) -> None:
        """Close the producer; what it was given has been acknowledged."""
        if self._publisher is not None:
            self._publisher.close()
