"""The decision of a poll: what we knew of a feed and what it answered, to events and what we know then. Pure."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from schemas import ids
from schemas.envelope import Event
from schemas.feeds import FeedFailed, FeedGone, FeedMoved, FeedRecovered
from services.ingest import failures, schedule
from services.ingest.answers import Answer, Failure, Gone, Outcome, Read, Unchanged, Validators
from services.ingest.articles import SOURCE
from services.ingest.feed_state import FeedState, Move
from services.ingest.findings import Findings, find
from services.ingest.knowledge import NOTHING, Known
from services.ingest.schedule import Timing

MOVE_CONFIRMATIONS = 3
"""So many polls in a row must be redirected permanently to the same URL before it is polled instead."""
PollOutcome = Literal["read", "unchanged", "gone", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a poll comes to: publish the events, then save the rest.

    cool_until: leave all feeds of the host alone until then.
    """

    outcome: PollOutcome
    events: tuple[Event, ...]
    state: FeedState
    findings: Findings = field(default_factory=Findings)
    cool_until: datetime | None = None


def decide(
    state: FeedState, outcome: Outcome, now: datetime, *, timing: Timing, jitter: float, known: Known = NOTHING
) -> Decision:
    """The decision on one outcome. jitter in [0, 1]; known: what findings.find asks for, where the outcome is Read."""
    match outcome:
        case Failure():
            return _failed(state, outcome, now, timing, jitter)
        case Gone():
            return _gone(state, now)
        case Unchanged():
            return _good(state, outcome.answer, Findings(), now, timing, jitter, known_again=True)
        case Read():
            findings = find(state, outcome, known, now)
            read = replace(
                state,
                title=outcome.document.title,
                body_sha256=outcome.body_sha256,
                wish_seconds=outcome.document.wish_seconds,
            )
            return _good(read, outcome.answer, findings, now, timing, jitter, known_again=findings.known > 0)


def _failed(state: FeedState, failure: Failure, now: datetime, timing: Timing, jitter: float) -> Decision:
    trouble = failures.after(state.trouble, failure, now)
    wait = failures.back_off(trouble, timing.interval)
    next_at = schedule.next_at(now, wait, failure.retry_after, state.wish_seconds, jitter=jitter)
    news = state.trouble is None or failure.reason not in state.trouble.reasons
    data = FeedFailed(
        feed_id=state.feed_id,
        url=state.poll_url,
        reason=failure.reason,
        detail=failure.detail,
        http_status=failure.http_status,
        failures=trouble.failures,
        next_poll_at=next_at,
    )
    event = _event(state, "feed.failed", now, data, state.good_until, failure.reason)
    cools = failure.reason == "rate_limited"
    return Decision(
        outcome="failed",
        events=(event,) if news else (),
        state=replace(state, trouble=trouble, next_at=next_at),
        cool_until=now + timedelta(seconds=failure.retry_after or timing.interval) if cools else None,
    )


def _gone(state: FeedState, now: datetime) -> Decision:
    data = FeedGone(feed_id=state.feed_id, url=state.poll_url)
    event = _event(state, "feed.gone", now, data, state.good_until)
    return Decision(outcome="gone", events=(event,), state=replace(state, gone_at=now))


def _good(
    state: FeedState,
    answer: Answer,
    findings: Findings,
    now: datetime,
    timing: Timing,
    jitter: float,
    *,
    known_again: bool,
) -> Decision:
    wishes = (schedule.freshness(answer.headers, now), state.wish_seconds)
    state, moved = _moved(state, answer, now, known_again=known_again)
    recovered = _recovered(state, now)
    after = replace(
        state,
        validators=_validators(state, answer),
        next_at=schedule.next_at(now, timing.interval, *wishes, jitter=jitter),
        last_ok_at=now,
        trouble=None,
    )
    return Decision(
        outcome="unchanged" if answer.status == 304 or findings == Findings() else "read",
        events=(*recovered, *moved, *findings.events),
        state=after,
        findings=findings,
    )


def _validators(state: FeedState, answer: Answer) -> Validators:
    """Those of every 200, none where it has none; of a 304 only what it carries."""
    if answer.status != 304:
        return answer.validators
    return Validators(
        etag=answer.validators.etag or state.validators.etag,
        last_modified=answer.validators.last_modified or state.validators.last_modified,
    )


def _recovered(state: FeedState, now: datetime) -> tuple[Event, ...]:
    if state.trouble is None:
        return ()
    data = FeedRecovered(
        feed_id=state.feed_id,
        url=state.poll_url,
        failures=state.trouble.failures,
        failing_since=state.trouble.since,
    )
    return (_event(state, "feed.recovered", now, data, state.good_until),)


def _moved(
    state: FeedState, answer: Answer, now: datetime, *, known_again: bool
) -> tuple[FeedState, tuple[Event, ...]]:
    """A permanent redirect moves the feed after enough confirmations, and only to what holds entries that we know."""
    if answer.moved_to is None or not known_again:
        return replace(state, move=None), ()
    seen = state.move.seen + 1 if state.move and state.move.to == answer.moved_to else 1
    if seen < MOVE_CONFIRMATIONS:
        return replace(state, move=Move(to=answer.moved_to, seen=seen)), ()
    data = FeedMoved(feed_id=state.feed_id, url=state.poll_url, new_url=answer.moved_to)
    event = _event(state, "feed.moved", now, data, state.poll_url, answer.moved_to)
    return replace(state, poll_url=answer.moved_to, move=None), (event,)


def _event(state: FeedState, kind: str, now: datetime, data: object, *parts: object) -> Event:
    """An event of the feed. Its id derives from parts that a repeat after a crash shares, never from now."""
    return Event(
        id=ids.derive(kind, state.feed_id, *parts),
        source=SOURCE,
        type=kind,
        subject=state.feed_id,
        time=now,
        data=data,
    )
