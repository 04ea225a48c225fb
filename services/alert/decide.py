"""Where the log and the subscriptions meet: a batch of the log in, what the queue shall do out. Pure.

There is one alert for a development and a subscription, whichever part or corroboration matches first. Until its first
attempt its body follows the development; until it is delivered it is withdrawn when the development no longer matches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from schemas.developments import DevelopmentDetected
from schemas.ids import alert_id
from services.alert.developments import message
from services.alert.developments.standing import Change, Standing, fold, whole
from services.alert.subscriptions.match import matches
from services.alert.subscriptions.subscription import Subscription

EVENTS = ("development.detected", "development.corroborated", "development.superseded")
"""Types of the log that alert reads; of the others it only passes the position."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """One event of the log that concerns alerts. recorded_at: when the log took it."""

    position: int
    recorded_at: datetime
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The log after the position `after`, up to and including `position`."""

    after: int
    position: int
    events: tuple[Logged, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An alert to queue, or to renew while no attempt of it was made."""

    alert_id: str
    development_id: str
    subscription: str
    position: int
    recorded_at: datetime
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one transaction does: move the checkpoint from `after` to `position`, keep standings, queue and withdraw.

    withdrawn: ids of alerts that are not to be sent, where they exist and are not sent yet.
    superseded: ids of developments of which nothing stands: no alert of theirs is sent any more, whoever asked for it.
    """

    after: int
    position: int
    standings: tuple[Standing, ...] = ()
    matches: tuple[Match, ...] = ()
    withdrawn: tuple[str, ...] = ()
    superseded: tuple[str, ...] = ()


def decide(batch: Batch, known: Mapping[str, Standing], subscriptions: Sequence[Subscription]) -> Plan:
    """The plan for a batch. known: the standings so far of the developments in it, by id."""
    standings: dict[str, Standing] = {}
    recorded: dict[str, datetime] = {}
    for event in batch.events:
        name = event.change.development_id
        standings[name] = fold(standings.get(name) or known.get(name), event.change, event.position)
        recorded[name] = event.recorded_at
    found: list[Match] = []
    withdrawn: list[str] = []
    for name, standing in standings.items():
        development = whole(standing)
        if development is None:
            continue
        fitting = [each for each in subscriptions if matches(each.filter, development)]
        found.extend(_match(development, standing.position, recorded[name], each) for each in fitting)
        if name in known:
            withdrawn.extend(alert_id(name, each.name) for each in subscriptions if each not in fitting)
    return Plan(
        after=batch.after,
        position=batch.position,
        standings=tuple(standings.values()),
        matches=tuple(found),
        withdrawn=tuple(withdrawn),
        superseded=tuple(name for name, standing in standings.items() if not standing.parts),
    )


def _match(development: DevelopmentDetected, position: int, recorded_at: datetime, subscription: Subscription) -> Match:
    name = alert_id(development.development_id, subscription.name)
    return Match(
        alert_id=name,
        development_id=development.development_id,
        subscription=subscription.name,
        position=position,
        recorded_at=recorded_at,
        body=message.body(name, subscription.name, development, position, recorded_at),
    )
