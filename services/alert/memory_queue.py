"""The queue in memory: what edges.Queue promises, without Postgres. For tests, which hold it to the same contract."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import RLock

from schemas.envelope import Event
from services.alert.decide import Match, Plan
from services.alert.delivery.circuit import CLOSED, Circuit, after
from services.alert.delivery.outcomes import Attempt, Queued, given_up, outcome
from services.alert.delivery.retries import Delivered, GiveUp, Retry
from services.alert.developments.standing import Standing
from services.alert.edges import Depth, Publish, Which
from services.alert.subscriptions.subscription import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One alert, as alert.alerts keeps it."""

    match: Match
    state: str
    due_at: datetime
    taken: bool = False
    attempts: int = 0
    round: int = 0

    def leased(self, until: datetime) -> Queued:
        """The alert as its taker gets it."""
        match = self.match
        return Queued(
            alert_id=match.alert_id,
            development_id=match.development_id,
            subscription=match.subscription,
            position=match.position,
            recorded_at=match.recorded_at,
            body=match.body,
            attempts=self.attempts,
            round=self.round,
            leased_until=until,
        )


class MemoryQueue:
    """See edges.Queue. Any thread may call."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.attempts: list[Attempt] = []
        self._position: int | None = None
        self._standings: dict[str, Standing] = {}
        self._circuits: dict[str, Circuit] = {}
        self._outcomes: dict[str, Event] = {}
        self._lock = RLock()

    def checkpoint(self, start: int = 0) -> int:
        """Position up to which the log has been matched; `start` where it never was."""
        with self._lock:
            self._position = start if self._position is None else self._position
            return self._position

    def standings(self, development_ids: Sequence[str]) -> dict[str, Standing]:
        """The developments that are known, by id."""
        return {name: self._standings[name] for name in development_ids if name in self._standings}

    def commit(self, plan: Plan, due_at: datetime) -> int | None:
        """Carry the plan out; how many alerts were queued. None, and nothing done, where another process went on."""
        with self._lock:
            if self._position != plan.after:
                return None
            self._position = plan.position
            self._standings.update({standing.development_id: standing for standing in plan.standings})
            for name, row in self.rows.items():
                falls = name in plan.withdrawn or row.match.development_id in plan.superseded
                if falls and row.state == "queued":
                    self.rows[name] = replace(row, state="withdrawn")
            return sum(self._match(match, due_at) for match in plan.matches)

    def take(self, rooms: Mapping[str, int], now: datetime, leased_until: datetime) -> list[Queued]:
        """Lease alerts that are due, at most so many of each subscription, the longest waiting first."""
        with self._lock:
            taken = [row for name, room in rooms.items() for row in self._due(name, now)[:room]]
            for row in taken:
                self.rows[row.match.alert_id] = replace(row, due_at=leased_until, taken=True)
            return sorted((row.leased(leased_until) for row in taken), key=lambda alert: alert.position)

    def circuits(self) -> dict[str, Circuit]:
        """The health of every endpoint that was called, by endpoint id."""
        return dict(self._circuits)

    def record(self, attempt: Attempt) -> bool:
        """Note an attempt, its consequence and its outcome event. False where the alert went another way meanwhile."""
        with self._lock:
            circuit = self._circuits.get(attempt.endpoint_id, CLOSED)
            self._circuits[attempt.endpoint_id] = after(circuit, attempt.verdict, attempt.at)
            self.attempts.append(attempt)
            row = self.rows[attempt.alert.alert_id]
            if not _decides(attempt, row):
                return False
            self.rows[attempt.alert.alert_id] = _followed_up(attempt, row)
            event = outcome(attempt)
            if event is not None:
                self._outcomes.setdefault(event.id, event)
            return True

    def give_up(self, subscription: Subscription, verdict: GiveUp, now: datetime, limit: int) -> int:
        """Fail alerts of a subscription that are due, unsent, while its endpoint is disabled; how many."""
        with self._lock:
            if self._circuits.get(subscription.endpoint_id, CLOSED).disabled is None:
                return 0
            rows = self._due(subscription.name, now)[:limit]
            for row in rows:
                self.rows[row.match.alert_id] = replace(row, state="failed")
                event = given_up(row.leased(row.due_at), subscription.host, row.attempts, verdict, now)
                self._outcomes.setdefault(event.id, event)
            return len(rows)

    def hand_over(self, publish: Publish, limit: int) -> int:
        """Publish outcome events, and forget those that the brokers have; how many."""
        with self._lock:
            events = [self._outcomes[name] for name in sorted(self._outcomes)[:limit]]
            if events:
                publish(events)
            for event in events:
                del self._outcomes[event.id]
            return len(events)

    def redeliver(self, which: Which, subscriptions: Sequence[Subscription], now: datetime) -> list[tuple[str, str]]:
        """Queue alerts again, in a new round, and close the circuits of their endpoints, also of disabled ones."""
        with self._lock:
            rows = [row for row in self.rows.values() if _is_asked_for(row, which)]
            for row in rows:
                again = replace(row, state="queued", due_at=now, attempts=0, round=row.round + 1)
                self.rows[row.match.alert_id] = again
            names = {row.match.subscription for row in rows}
            endpoints = {each.endpoint_id for each in subscriptions if each.name in names}
            self._circuits.update({name: CLOSED for name in endpoints if name in self._circuits})
            return [(row.match.alert_id, row.match.subscription) for row in rows]

    def depth(self, subscriptions: Sequence[str], now: datetime) -> Depth:
        """How many alerts wait: due are those of these subscriptions, queued are all."""
        queued = sum(row.state == "queued" for row in self.rows.values())
        return Depth(due=sum(len(self._due(name, now)) for name in subscriptions), queued=queued)

    def _due(self, subscription: str, now: datetime) -> list[Row]:
        rows = [
            row
            for row in self.rows.values()
            if row.state == "queued" and row.match.subscription == subscription and row.due_at <= now
        ]
        return sorted(rows, key=lambda row: (row.due_at, row.match.position))

    def _match(self, match: Match, due_at: datetime) -> bool:
        known = self.rows.get(match.alert_id)
        if known is None or (known.state == "withdrawn" and not known.taken):
            round_ = known.round if known else 0
            self.rows[match.alert_id] = Row(match=match, state="queued", due_at=due_at, round=round_)
        elif known.state == "withdrawn":
            self.rows[match.alert_id] = replace(known, state="queued", due_at=max(known.due_at, due_at))
        elif known.state == "queued" and not known.taken:
            self.rows[match.alert_id] = replace(known, match=replace(match, recorded_at=known.match.recorded_at))
        return known is None


def _is_asked_for(row: Row, which: Which) -> bool:
    if isinstance(which, range):
        return row.match.position in which and row.state == "failed"
    return row.match.alert_id in which and row.state in {"delivered", "failed"}


def _decides(attempt: Attempt, row: Row) -> bool:
    if attempt.alert.round != row.round:
        return False
    if isinstance(attempt.verdict, Delivered):
        return row.state in {"queued", "withdrawn"}
    return row.state == "queued" and row.due_at == attempt.alert.leased_until


def _followed_up(attempt: Attempt, row: Row) -> Row:
    made = replace(row, attempts=attempt.alert.attempts + 1)
    if isinstance(attempt.verdict, Retry):
        return replace(made, due_at=attempt.verdict.due_at)
    return replace(made, state="delivered" if isinstance(attempt.verdict, Delivered) else "failed")
