"""The queue in Postgres: sql/queue.sql, one transaction a method."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine

from schemas.codec import decode_structured, encode_structured
from schemas.envelope import Event
from services.alert.decide import Plan
from services.alert.delivery.circuit import Circuit, after
from services.alert.delivery.outcomes import Attempt, Queued, detail, given_up, outcome, reason
from services.alert.delivery.retries import Answer, Delivered, GiveUp, Retry
from services.alert.developments.standing import Standing
from services.alert.edges import Depth, Publish, Which
from services.alert.follow import reaching
from services.alert.subscriptions.subscription import Subscription
from services.runtime.postgres import queries

_SQL = queries("services.alert", "sql/queue.sql")


class PostgresQueue:
    """Alerts in schema `alert`, as edges.Queue promises. Any thread may call; several processes may share it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def checkpoint(self, start: int = 0) -> int:
        """Position up to which the log has been matched; `start` where it never was."""
        with reaching(), self._engine.begin() as connection:
            _run(connection, "begin", {"position": start})
            return int(_run(connection, "checkpoint", {}).scalar_one())

    def standings(self, development_ids: Sequence[str]) -> dict[str, Standing]:
        """The developments that are known, by id."""
        with reaching(), self._engine.connect() as connection:
            rows = _run(connection, "standings", {"ids": list(development_ids)}).fetchall()
        return {row.development_id: msgspec.convert(row.standing, Standing) for row in rows}

    def commit(self, plan: Plan, due_at: datetime) -> int | None:
        """Carry the plan out; how many alerts were queued. None, and nothing done, where another process went on."""
        with reaching(), self._engine.begin() as connection:
            moved = _run(connection, "move", {"position": plan.position, "after": plan.after}).rowcount
            if not moved:
                return None
            _keep(connection, plan)
            return _match(connection, plan, due_at)

    def take(self, rooms: Mapping[str, int], now: datetime, leased_until: datetime) -> list[Queued]:
        """Lease alerts that are due, at most so many of each subscription, the longest waiting first."""
        wanted = {"names": list(rooms), "rooms": list(rooms.values()), "now": now, "leased_until": leased_until}
        with reaching(), self._engine.begin() as connection:
            rows = _run(connection, "take", wanted).fetchall()
        return sorted(map(_queued, rows), key=lambda alert: alert.position)

    def circuits(self) -> dict[str, Circuit]:
        """The health of every endpoint that was called, by endpoint id."""
        with reaching(), self._engine.connect() as connection:
            rows = _run(connection, "circuits", {}).fetchall()
        return {row.endpoint_id: _circuit(row) for row in rows}

    def record(self, attempt: Attempt) -> bool:
        """Note an attempt, its consequence and its outcome event. False where the alert went another way meanwhile."""
        with reaching(), self._engine.begin() as connection:
            _turn_circuit(connection, attempt)
            _note(connection, attempt)
            if not _follow_up(connection, attempt):
                return False
            event = outcome(attempt)
            if event is not None:
                _add_outcomes(connection, [event])
            return True

    def give_up(self, subscription: Subscription, verdict: GiveUp, now: datetime, limit: int) -> int:
        """Fail alerts of a subscription that are due, unsent, while its endpoint is disabled; how many."""
        wanted = {
            "subscription": subscription.name,
            "endpoint_id": subscription.endpoint_id,
            "now": now,
            "limit": limit,
        }
        with reaching(), self._engine.begin() as connection:
            alerts = [_queued(row) for row in _run(connection, "give_up", wanted).fetchall()]
            _add_outcomes(
                connection, [given_up(alert, subscription.host, alert.attempts, verdict, now) for alert in alerts]
            )
        return len(alerts)

    def hand_over(self, publish: Publish, limit: int) -> int:
        """Publish outcome events and forget those that the brokers have; a crash between sends the same ids again."""
        with reaching(), self._engine.begin() as connection:
            rows = _run(connection, "outcomes", {"limit": limit}).fetchall()
            events = [decode_structured(row.event) for row in rows]
            if events:
                publish(events)
                _run(connection, "forget_outcomes", {"ids": [event.id for event in events]})
        return len(events)

    def redeliver(self, which: Which, subscriptions: Sequence[Subscription], now: datetime) -> list[tuple[str, str]]:
        """Queue alerts again, in a new round, and close the circuits of their endpoints, also of disabled ones."""
        name, wanted = "redeliver_ids", {"ids": list(which)}
        if isinstance(which, range):
            name, wanted = "redeliver_positions", {"positions": [which.start, which.stop - 1]}
        with reaching(), self._engine.begin() as connection:
            again = [(row.alert_id, row.subscription) for row in _run(connection, name, wanted | {"now": now})]
            names = {subscription for _, subscription in again}
            _run(connection, "enable", {"ids": [each.endpoint_id for each in subscriptions if each.name in names]})
        return again

    def depth(self, subscriptions: Sequence[str], now: datetime) -> Depth:
        """How many alerts wait: due are those of these subscriptions, queued are all."""
        with reaching(), self._engine.connect() as connection:
            due, queued = _run(connection, "depth", {"names": list(subscriptions), "now": now}).one()
        return Depth(due=due, queued=queued)


def _run(connection: Connection, name: str, values: dict[str, Any]) -> Any:
    return connection.exec_driver_sql(_SQL[name], values)


def _keep(connection: Connection, plan: Plan) -> None:
    if plan.standings:
        kept = {
            "ids": [standing.development_id for standing in plan.standings],
            "positions": [standing.position for standing in plan.standings],
            "standings": [msgspec.json.encode(standing).decode() for standing in plan.standings],
        }
        _run(connection, "keep", kept)
    if plan.superseded:
        fallen = [standing for standing in plan.standings if standing.development_id in plan.superseded]
        ids = [standing.development_id for standing in fallen]
        _run(connection, "supersede", {"ids": ids, "positions": [standing.position for standing in fallen]})
    if plan.withdrawn:
        _run(connection, "withdraw", {"ids": list(plan.withdrawn)})


def _match(connection: Connection, plan: Plan, due_at: datetime) -> int:
    if not plan.matches:
        return 0
    values = {
        "alert_ids": [match.alert_id for match in plan.matches],
        "development_ids": [match.development_id for match in plan.matches],
        "subscriptions": [match.subscription for match in plan.matches],
        "positions": [match.position for match in plan.matches],
        "recorded_at": [match.recorded_at for match in plan.matches],
        "bodies": [match.body for match in plan.matches],
        "due_at": due_at,
    }
    return sum(row.is_new for row in _run(connection, "match", values).fetchall())


def _turn_circuit(connection: Connection, attempt: Attempt) -> None:
    _run(connection, "know_endpoint", {"endpoint_id": attempt.endpoint_id, "host": attempt.host})
    row = _run(connection, "lock_endpoint", {"endpoint_id": attempt.endpoint_id}).one()
    circuit = after(_circuit(row), attempt.verdict, attempt.at)
    values = {
        "endpoint_id": attempt.endpoint_id,
        "failures": circuit.failures,
        "failing_since": circuit.failing_since,
        "open_until": circuit.open_until,
        "disabled": circuit.disabled,
    }
    _run(connection, "save_endpoint", values)


def _note(connection: Connection, attempt: Attempt) -> None:
    values = {
        "alert_id": attempt.alert.alert_id,
        "round": attempt.alert.round,
        "number": attempt.alert.attempts + 1,
        "at": attempt.at,
        "host": attempt.host,
        "duration_ms": attempt.result.duration_ms,
        "status": attempt.result.status if isinstance(attempt.result, Answer) else None,
        "reason": reason(attempt),
        "detail": detail(attempt),
    }
    _run(connection, "note_attempt", values)


def _follow_up(connection: Connection, attempt: Attempt) -> bool:
    alert, verdict = attempt.alert, attempt.verdict
    values = {
        "alert_id": alert.alert_id,
        "round": alert.round,
        "attempts": alert.attempts + 1,
        "leased_until": alert.leased_until,
        "at": attempt.at,
    }
    if isinstance(verdict, Retry):
        done = _run(connection, "retry", values | {"due_at": verdict.due_at})
    else:
        done = _run(connection, "delivered" if isinstance(verdict, Delivered) else "failed", values)
    return bool(done.rowcount)


def _add_outcomes(connection: Connection, events: list[Event]) -> None:
    for event in events:
        _run(connection, "add_outcome", {"event_id": event.id, "event": encode_structured(event).decode()})


def _circuit(row: Any) -> Circuit:
    return Circuit(
        failures=row.failures, failing_since=row.failing_since, open_until=row.open_until, disabled=row.disabled
    )


def _queued(row: Any) -> Queued:
    values = row._asdict()
    return Queued(**values | {"body": bytes(values["body"])})
