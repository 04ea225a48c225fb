"""Failures of a feed: what each kind weighs, how long it backs off, and which answers count as one.

No failure ends a feed but 410 Gone: a feed that fails for weeks is still polled once a day, because feeds do come back.
"""

from datetime import datetime
from hashlib import sha256

from schemas.feeds import FeedFailureReason
from services.ingest import schedule
from services.ingest.answers import Answer, Failure, Gone, Unchanged
from services.ingest.feed_state import FeedState, Trouble

_LIGHT: frozenset[FeedFailureReason] = frozenset({"dns", "connect", "timeout"})
_HALF: frozenset[FeedFailureReason] = frozenset(
    {"http_server_error", "rate_limited", "protocol", "parser_timeout", "parser_memory", "parser_crash"}
)


def weight(reason: FeedFailureReason) -> float:
    """How much one failure lengthens the back-off: the network's 0.25, the server's 0.5, the feed's own 1."""
    return 0.25 if reason in _LIGHT else 0.5 if reason in _HALF else 1.0


def after(trouble: Trouble | None, failure: Failure, now: datetime) -> Trouble:
    """The spell of trouble that this failure begins or continues."""
    if trouble is None:
        return Trouble(since=now, failures=1, score=weight(failure.reason), reasons=(failure.reason,))
    known = failure.reason in trouble.reasons
    return Trouble(
        since=trouble.since,
        failures=trouble.failures + 1,
        score=trouble.score + weight(failure.reason),
        reasons=trouble.reasons if known else (*trouble.reasons, failure.reason),
    )


def back_off(trouble: Trouble, interval: float) -> float:
    """Seconds until the next try: the interval, lengthened by itself for every full weight; at most a day."""
    return min(interval * (1 + trouble.score), schedule.LONGEST)


def judged(answer: Answer, state: FeedState, now: datetime) -> Unchanged | Gone | Failure | None:
    """What an HTTP answer means before its body is read; None where the body must be parsed."""
    if answer.status == 410:
        return Gone()
    if answer.status == 304:
        if state.validators and state.body_sha256:
            return Unchanged(answer=answer)
        return _failure("protocol", "answered 304 Not Modified to a request without conditions", answer, now)
    if answer.status != 200:
        return _refused(answer, now)
    if not answer.body.strip():
        return _failure("empty", "the body is empty", answer, now)
    same = state.body_sha256 is not None and sha256(answer.body).hexdigest() == state.body_sha256
    return Unchanged(answer=answer) if same else None


_BY_STATUS: dict[int, tuple[FeedFailureReason, str]] = {
    204: ("empty", "answered 204, which has no body"),
    205: ("empty", "answered 205, which has no body"),
    401: ("unauthorized", "answered 401: it asks for a login"),
    403: ("unauthorized", "answered 403: it does not let us in"),
    404: ("not_found", "answered 404: nothing is there"),
    429: ("rate_limited", "answered 429: we ask too often"),
}


def _refused(answer: Answer, now: datetime) -> Failure:
    status = answer.status
    if status in _BY_STATUS:
        return _failure(*_BY_STATUS[status], answer, now)
    if 400 <= status < 500:
        return _failure("http_client_error", f"answered {status}", answer, now)
    if 500 <= status < 600:
        return _failure("http_server_error", f"answered {status}", answer, now)
    return _failure("protocol", f"answered {status}, which is no answer to a plain request", answer, now)


def _failure(reason: FeedFailureReason, detail: str, answer: Answer, now: datetime) -> Failure:
    wait = schedule.retry_after(answer.headers, now) if answer.status in {429, 503} else None
    return Failure(reason=reason, detail=f"{answer.url} {detail}", http_status=answer.status, retry_after=wait)
