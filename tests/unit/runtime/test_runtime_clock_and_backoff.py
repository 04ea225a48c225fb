"""Clocks that are arguments, and delays as pure numbers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.backoff import delay, retry
from services.runtime.clock import FixedClock, SystemClock


def test_the_system_clock_is_aware_and_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_a_fixed_clock_stands_until_it_is_moved() -> None:
    clock = FixedClock(datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))))
    assert clock.now() == clock.now() == datetime(2026, 1, 1, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    clock.advance(1.5)
    assert clock.now() == datetime(2026, 1, 1, 0, 0, 1, 500_000, tzinfo=UTC)


def test_a_fixed_clock_refuses_a_time_without_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        FixedClock(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


@given(st.integers(0, 10**9), st.floats(0.001, 100), st.floats(0.001, 10_000), st.floats(0, 1))
def test_a_delay_stays_between_half_of_its_step_and_the_cap(
    attempt: int, base: float, cap: float, jitter: float
) -> None:
    step = min(cap, base * 2.0 ** min(attempt, 60)) if attempt <= 60 else cap
    assert step / 2 <= delay(attempt, base, cap, jitter) <= step * (1 + 1e-12)


@given(st.integers(0, 100), st.floats(0, 1))
def test_a_later_attempt_never_waits_less(attempt: int, jitter: float) -> None:
    assert delay(attempt + 1, 0.5, 60, jitter) >= delay(attempt, 0.5, 60, jitter)


def test_retry_waits_its_delays_and_then_raises_the_last_error() -> None:
    calls: list[int] = []
    slept: list[float] = []

    def fails() -> None:
        calls.append(1)
        raise ConnectionError(f"number {len(calls)}")

    with pytest.raises(ConnectionError, match="number 3"):
        retry(fails, ConnectionError, [0.1, 0.2], slept.append)
    assert slept == [0.1, 0.2]


def test_retry_returns_the_first_success_and_lets_other_errors_through() -> None:
    answers: Iterator[ConnectionError | int] = iter([ConnectionError(), 7])

    def sometimes() -> int:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert retry(sometimes, ConnectionError, [0, 0, 0], lambda _: None) == 7
    with pytest.raises(ZeroDivisionError):
        retry(lambda: 1 // 0, ConnectionError, [0, 0], lambda _: None)
