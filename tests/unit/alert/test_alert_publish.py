"""Outcomes to Kafka: what the brokers did not take is told, and no failed producer is left behind."""

from typing import Any

import pytest

from schemas.alerts import AlertDelivered
from schemas.envelope import Event
from services.alert.publish import KafkaOutcomes
from services.runtime.errors import KafkaUnavailable
from services.runtime.kafka import Publisher
from tests.unit.alert.making import NOW


class FakeSent:
    """A message on its way, which arrives or does not."""

    def __init__(self, arrives: bool) -> None:
        self._arrives = arrives

    def succeeded(self) -> bool:
        return self._arrives


class FakeProducer:
    """What Publisher needs of kafka-python's producer."""

    def __init__(self, arrives: bool) -> None:
        self._arrives = arrives
        self.sent: list[bytes] = []
        self.closed = False

    def send(self, topic: str, **message: Any) -> FakeSent:
        assert topic == "alerts"
        self.sent.append(message["key"])
        return FakeSent(self._arrives)

    def flush(self, timeout: float) -> None:
        assert timeout > 0

    def close(self, timeout: float) -> None:
        assert timeout >= 0
        self.closed = True


def outcome() -> Event:
    delivered = AlertDelivered(
        alert_id="a",
        development_id="d",
        subscription="all",
        endpoint="hooks.example",
        position=1,
        attempts=1,
        http_status=204,
        duration_ms=3,
    )
    return Event(id="e", source="/wirewatch/alert", type="alert.delivered", subject="a", time=NOW, data=delivered)


def test_a_producer_that_failed_is_closed_and_the_next_try_has_another() -> None:
    bad, good = FakeProducer(arrives=False), FakeProducer(arrives=True)
    left = [bad, good]
    outcomes = KafkaOutcomes(lambda: Publisher(left.pop(0)))
    with pytest.raises(KafkaUnavailable):
        outcomes.publish([outcome()])
    assert bad.closed
    outcomes.publish([outcome()])
    outcomes.publish([outcome()])
    assert (good.sent, good.closed) == ([b"a", b"a"], False)
    outcomes.close()
    assert good.closed
