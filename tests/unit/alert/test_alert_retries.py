"""Verdicts: what each result means, how long to wait, and when to give up."""

from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from schemas.alerts import AlertFailureReason
from services.alert.delivery.retries import (
    SCHEDULE,
    Answer,
    Delivered,
    GiveUp,
    Retry,
    Trouble,
    judge,
    retry_after_seconds,
)
from tests.unit.alert.making import NOW


def answer(status: int, retry_after: str | None = None) -> Answer:
    return Answer(status=status, retry_after=retry_after, head="sorry", duration_ms=7)


def wait(status: int, retry_after: str | None = None, attempts: int = 1, jitter: float = 0.0) -> float:
    verdict = judge(answer(status, retry_after), attempts, NOW, jitter)
    assert isinstance(verdict, Retry)
    return (verdict.due_at - NOW).total_seconds()


def test_the_schedule_is_the_one_of_standard_webhooks() -> None:
    assert SCHEDULE == (0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_delivered(status: int) -> None:
    assert judge(answer(status), 1, NOW, 0.5) == Delivered(status=status)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (100, "protocol"),
        (301, "redirect"),
        (304, "redirect"),
        (308, "redirect"),
        (400, "refused"),
        (404, "refused"),
        (429, "refused"),
        (500, "server_error"),
        (503, "server_error"),
        (700, "protocol"),
    ],
)
def test_every_other_status_is_tried_again_for_its_reason(status: int, reason: AlertFailureReason) -> None:
    verdict = judge(answer(status), 1, NOW, 0.0)
    assert isinstance(verdict, Retry)
    assert (verdict.reason, verdict.status) == (reason, status)
    assert "sorry" in verdict.detail


def test_410_is_never_tried_again() -> None:
    verdict = judge(answer(410), 1, NOW, 0.0)
    assert isinstance(verdict, GiveUp)
    assert verdict.reason == "gone"


def test_each_failure_waits_for_the_next_step_of_the_schedule_and_the_tenth_is_the_last() -> None:
    waits = [wait(500, attempts=attempts) for attempts in range(1, 10)]
    assert waits == list(SCHEDULE[1:])
    verdict = judge(answer(500), 10, NOW, 0.0)
    assert verdict == GiveUp(reason="server_error", status=500, detail="the endpoint answered 500: sorry")


def test_trouble_without_an_answer_keeps_its_reason() -> None:
    trouble = Trouble(reason="tls", detail="no secure connection: expired", duration_ms=3)
    assert judge(trouble, 10, NOW, 0.0) == GiveUp(reason="tls", status=None, detail="no secure connection: expired")


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_retry_after_is_honoured_where_it_asks_for_longer(status: int) -> None:
    assert wait(status, "90") == 90
    assert wait(status, "1") == 5
    assert wait(status, "9" * 30) == 86_400


def test_retry_after_of_another_status_is_not_asked_for() -> None:
    assert wait(500, "90") == 5


def test_retry_after_may_be_a_date() -> None:
    assert retry_after_seconds("Sun, 01 Mar 2026 12:02:00 GMT", NOW) == 120
    assert retry_after_seconds("Sun, 01 Mar 2026 11:00:00 GMT", NOW) == 0


NUMBERS = st.integers(0, 10**20).map(str)
ALMOST_DATES = st.tuples(
    NUMBERS, NUMBERS, st.tuples(NUMBERS, NUMBERS, NUMBERS).map(":".join), st.sampled_from("+-"), NUMBERS
).map(lambda part: f"Mon, {part[0]} Jan {part[1]} {part[2]} {part[3]}{part[4]}")


@given(st.text() | ALMOST_DATES)
@example("Mon, 01 Jan 2024 00:00:00 +99999999999999")
@example("Mon, 01 Jan 2024 00:00:99999999999999999999 GMT")
def test_no_retry_after_breaks_the_reading_of_it(text: str) -> None:
    assert 0 <= retry_after_seconds(text, NOW) <= 86_400


@given(
    status=st.integers(100, 999),
    attempts=st.integers(1, 9),
    jitter=st.floats(0, 1),
    retry_after=st.one_of(st.none(), st.integers(0, 200_000).map(str)),
)
def test_a_wait_is_never_shorter_than_the_schedule_and_never_much_longer_than_a_day(
    status: int, attempts: int, jitter: float, retry_after: str | None
) -> None:
    verdict = judge(answer(status, retry_after), attempts, NOW, jitter)
    if isinstance(verdict, Retry):
        assert NOW + timedelta(seconds=SCHEDULE[attempts]) <= verdict.due_at <= NOW + timedelta(hours=24 * 1.2)


def test_jitter_spreads_the_waits() -> None:
    assert wait(500, attempts=2, jitter=0.0) == 300
    assert wait(500, attempts=2, jitter=1.0) == 360
