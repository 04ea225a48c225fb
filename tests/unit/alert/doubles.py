"""Doubles of alert's edges, for tests of what turns between them. The queue's is services.alert.memory_queue."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from services.alert.decide import Batch, Logged
from services.alert.delivery.retries import Answer, Result
from services.alert.delivery.signature import parse_secret
from services.alert.developments.standing import Change
from services.alert.edges import Loaded, Reading, Unreadable
from services.alert.subscriptions.subscription import Subscription
from tests.unit.alert.making import SECRET, batch


class ListedLog:
    """A log that is a list of changes; None stands for an event of another kind, a text for one that cannot be read."""

    def __init__(self) -> None:
        self.changes: list[Change | str | None] = []

    def read(self, after: int, limit: int) -> Reading:
        """As edges.Log."""
        positions = range(after + 1, min(after + limit, len(self.changes)) + 1)
        events: list[Logged] = []
        unreadable: list[Unreadable] = []
        for position in positions:
            change = self.changes[position - 1]
            if isinstance(change, str):
                unreadable.append(Unreadable(position=position, detail=change))
            elif change is not None:
                events += batch(change, after=position - 1).events
        end = positions[-1] if positions else after
        return Reading(batch=Batch(after=after, position=end, events=tuple(events)), unreadable=tuple(unreadable))

    def last(self) -> int:
        """As edges.Log."""
        return len(self.changes)

    def wait(self, seconds: float) -> None:
        """As edges.Log: there is nothing to wait for."""


class Served:
    """Subscriptions that a test sets."""

    def __init__(self, *subscriptions: Subscription) -> None:
        self.trouble: str | None = None
        self.changed = False
        self.serve(*subscriptions)

    def serve(self, *subscriptions: Subscription) -> None:
        """From now on these, each with the same secret."""
        secrets = {each.name: (parse_secret(SECRET),) for each in subscriptions}
        self.current = Loaded(subscriptions=subscriptions, secrets=secrets)

    def refresh(self) -> bool:
        """As edges.Subscriptions."""
        return self.changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One request."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class ScriptedSender:
    """Answers each URL as scripted, 204 otherwise. gate: a URL whose requests wait until it is set."""

    results: dict[str, Callable[[], Result]] = field(default_factory=dict)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Result:
        """As edges.Sender."""
        self.sent.append(Sent(url=url, headers=headers, body=body))
        if url in self.gates:
            await self.gates[url].wait()
        return self.results.get(url, lambda: answered(204))()

    def to(self, url: str) -> list[Sent]:
        """The requests to one URL."""
        return [each for each in self.sent if each.url == url]


def answered(status: int, retry_after: str | None = None) -> Answer:
    """An answer with nothing to say."""
    return Answer(status=status, retry_after=retry_after, duration_ms=1)


def only(found: Sequence[Sent]) -> Sent:
    """The one request that there is."""
    (one,) = found
    return one
