"""What the worker needs from the world: protocols that its edges and their doubles keep."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from schemas.envelope import Event
from services.alert.decide import Batch, Plan
from services.alert.delivery.circuit import Circuit
from services.alert.delivery.outcomes import Attempt, Queued
from services.alert.delivery.retries import GiveUp, Result
from services.alert.delivery.signature import Secret
from services.alert.developments.standing import Standing
from services.alert.subscriptions.subscription import Subscription

Which = Sequence[str] | range
"""Alerts by id, delivered or failed; or by position, the failed ones."""

Publish = Callable[[Sequence[Event]], None]
"""Returns when the brokers have all of the events; raises where they do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """An event of the log that no schema of this process fits: a newer writer's, most likely."""

    position: int
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A batch of the log, and what in it could not be read."""

    batch: Batch
    unreadable: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """How many alerts wait: those of the asked subscriptions whose time has come, and all."""

    due: int
    queued: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Subscriptions that can be served, and the secrets of each by its name."""

    subscriptions: tuple[Subscription, ...] = ()
    secrets: Mapping[str, tuple[Secret, ...]]


class Subscriptions(Protocol):
    """The subscriptions as an operator keeps them."""

    @property
    def current(self) -> Loaded:
        """The last that were wholly right."""
        ...

    @property
    def trouble(self) -> str | None:
        """What is wrong with them as they are kept now, a line for each fault, or None."""
        ...

    def refresh(self) -> bool:
        """Look again; whether something changed: the subscriptions, or what is wrong with them."""
        ...


class Log(Protocol):
    """The log, by position. Each method raises DatabaseUnavailable."""

    def read(self, after: int, limit: int) -> Reading:
        """Up to `limit` events after a position; the batch ends at `after` itself where there is none."""
        ...

    def last(self) -> int:
        """Position of the last event, 0 where there is none."""
        ...

    def wait(self, seconds: float) -> None:
        """Return when there may be more, or after so many seconds."""
        ...


class Queue(Protocol):
    """Alerts on their way. Each method is one transaction, and raises DatabaseUnavailable. Times are aware."""

    def checkpoint(self, start: int = 0) -> int:
        """Position up to which the log has been matched; `start` where it never was."""
        ...

    def standings(self, development_ids: Sequence[str]) -> dict[str, Standing]:
        """The developments that are known, by id."""
        ...

    def commit(self, plan: Plan, due_at: datetime) -> int | None:
        """Carry the plan out; how many alerts were queued. None, and nothing done, where another process went on."""
        ...

    def take(self, rooms: Mapping[str, int], now: datetime, leased_until: datetime) -> list[Queued]:
        """Lease alerts that are due, at most so many of each subscription, the longest waiting first."""
        ...

    def circuits(self) -> dict[str, Circuit]:
        """The health of every endpoint that was called, by endpoint id."""
        ...

    def record(self, attempt: Attempt) -> bool:
        """Note an attempt, its consequence and its outcome event. False where the alert went another way meanwhile."""
        ...

    def give_up(self, subscription: Subscription, verdict: GiveUp, now: datetime, limit: int) -> int:
        """Fail alerts of a subscription that are due, unsent, while its endpoint is disabled; how many."""
        ...

    def hand_over(self, publish: Publish, limit: int) -> int:
        """Publish outcome events and forget those that the brokers have; how many. Passes on what `publish` raises."""
        ...

    def redeliver(self, which: Which, subscriptions: Sequence[Subscription], now: datetime) -> list[tuple[str, str]]:
        """Queue alerts again, in a new round, and close the circuits of their endpoints, also of disabled ones.

        subscriptions: where the endpoints are found. (alert id, subscription) of each alert.
        """
        ...

    def depth(self, subscriptions: Sequence[str], now: datetime) -> Depth:
        """How many alerts wait: due are those of these subscriptions, queued are all."""
        ...


class Sender(Protocol):
    """The way to an endpoint."""

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Result:
        """The answer, or why there was none; raises nothing that an endpoint can cause."""
        ...
