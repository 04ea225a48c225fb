"""An alert on its way, one attempt of it, and the event that tells what became of it. Pure."""

from dataclasses import dataclass
from datetime import datetime

from schemas.alerts import AlertDelivered, AlertFailed, AlertFailureReason
from schemas.envelope import Event
from schemas.ids import derive
from services.alert.delivery.retries import Answer, Delivered, GiveUp, Result, Verdict

SOURCE = "/wirewatch/alert"


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """An alert that was taken from the queue to be sent; until leased_until nobody else takes it.

    attempts: how many were made before, in this round; a round begins when the alert is queued or redelivered.
    """

    alert_id: str
    development_id: str
    subscription: str
    position: int
    recorded_at: datetime
    body: bytes
    attempts: int
    round: int
    leased_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One request, what came of it, and what follows. host: the endpoint's, the only part of it that events name."""

    alert: Queued
    endpoint_id: str
    host: str
    at: datetime
    result: Result
    verdict: Verdict


def outcome(attempt: Attempt) -> Event | None:
    """alert.delivered or alert.failed where the attempt was the last one, else None."""
    verdict, alert = attempt.verdict, attempt.alert
    if isinstance(verdict, Delivered):
        delivered = AlertDelivered(
            alert_id=alert.alert_id,
            development_id=alert.development_id,
            subscription=alert.subscription,
            endpoint=attempt.host,
            position=alert.position,
            attempts=alert.attempts + 1,
            http_status=verdict.status,
            duration_ms=attempt.result.duration_ms,
        )
        return _event("alert.delivered", alert, delivered, attempt.at)
    if isinstance(verdict, GiveUp):
        return given_up(alert, attempt.host, alert.attempts + 1, verdict, attempt.at)
    return None


def given_up(alert: Queued, host: str, attempts: int, verdict: GiveUp, at: datetime) -> Event:
    """alert.failed: of a last attempt, or of none where the endpoint is disabled."""
    failed = AlertFailed(
        alert_id=alert.alert_id,
        development_id=alert.development_id,
        subscription=alert.subscription,
        endpoint=host,
        position=alert.position,
        attempts=attempts,
        reason=verdict.reason,
        http_status=verdict.status,
        detail=verdict.detail,
    )
    return _event("alert.failed", alert, failed, at)


def detail(attempt: Attempt) -> str:
    """The start of the answer, or what went wrong where there was none."""
    return attempt.result.head if isinstance(attempt.result, Answer) else attempt.result.detail


def reason(attempt: Attempt) -> AlertFailureReason | None:
    """Why the attempt failed, or None where it did not."""
    return None if isinstance(attempt.verdict, Delivered) else attempt.verdict.reason


def _event(event_type: str, alert: Queued, data: AlertDelivered | AlertFailed, at: datetime) -> Event:
    """The id derives from alert and round, so that each round has one outcome of a kind however often it is told."""
    return Event(
        id=derive(event_type, alert.alert_id, alert.round),
        source=SOURCE,
        type=event_type,
        subject=alert.alert_id,
        time=at,
        data=data,
    )
