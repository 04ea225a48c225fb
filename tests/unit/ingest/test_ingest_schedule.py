"""When a feed is polled next, and how failures put it off."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.feeds import FeedFailureReason
from services.ingest import failures, schedule
from services.ingest.answers import Failure, Gone, Unchanged, Validators
from services.ingest.schedule import LONGEST, Timing
from tests.unit.ingest.examples import NOW, answer, state

SECONDS = st.one_of(st.none(), st.floats(-1e9, 1e9))


@given(st.floats(0.05, LONGEST), SECONDS, SECONDS, st.floats(0, 1))
def test_wishes_only_make_it_later_and_never_over_a_day(
    interval: float, one: float | None, two: float | None, jitter: float
) -> None:
    wait = (schedule.next_at(NOW, interval, one, two, jitter=jitter) - NOW).total_seconds()
    assert interval - 1e-3 <= wait <= LONGEST * 1.1 + 1e-3
    asked = max(one or 0, two or 0, interval)
    assert wait >= min(asked, LONGEST) - 1e-3


def test_the_floor_is_the_least_interval() -> None:
    assert Timing(default_seconds=5, floor_seconds=600).interval == 600
    assert Timing(default_seconds=0.2, floor_seconds=0.1).interval == 0.2


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({"cache-control": "max-age=300"}, 300),
        ({"cache-control": "public, MAX-AGE=300", "age": "100"}, 200),
        ({"cache-control": "max-age=300", "age": "999"}, None),
        ({"cache-control": "max-age=300, no-cache"}, None),
        ({"cache-control": "no-store", "expires": "Sat, 22 Nov 2025 13:00:00 GMT"}, None),
        ({"cache-control": 'max-age="60"'}, 60),
        ({"cache-control": "max-age=soon"}, None),
        ({"cache-control": "max-age=-1"}, None),
        ({"expires": "Sat, 22 Nov 2025 13:00:00 GMT"}, 3600),
        ({"expires": "Sat, 22 Nov 2025 13:00:00 GMT", "date": "Sat, 22 Nov 2025 12:30:00 GMT"}, 1800),
        ({"expires": "0"}, None),
        ({"expires": "-1", "cache-control": ""}, None),
        ({}, None),
    ],
)
def test_http_tells_how_long_an_answer_is_fresh(headers: dict[str, str], fresh: float | None) -> None:
    assert schedule.freshness(headers, NOW) == fresh


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("Sat, 22 Nov 2025 12:10:00 GMT", 600),
        ("Sat, 22 Nov 2025 11:00:00 GMT", None),
        ("99999999999999999999", LONGEST),
        ("later", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_at_most_a_day(value: str, seconds: float | None) -> None:
    assert schedule.retry_after({"retry-after": value}, NOW) == seconds


def test_failures_back_off_linearly_by_their_weight_and_at_most_to_a_day() -> None:
    def waits(reason: FeedFailureReason, times: int) -> list[float]:
        trouble, found = None, []
        for _ in range(times):
            trouble = failures.after(trouble, Failure(reason=reason, detail="x"), NOW)
            found.append(failures.back_off(trouble, 3600))
        return found

    assert waits("not_found", 3) == [7200, 10_800, 14_400]
    assert waits("http_server_error", 2) == [5400, 7200]
    assert waits("timeout", 2) == [4500, 5400]
    assert waits("not_found", 40)[-1] == LONGEST


def test_a_304_is_an_answer_only_to_a_conditional_request() -> None:
    fresh = state()
    judged = failures.judged(answer(status=304, body=b""), fresh, NOW)
    assert isinstance(judged, Failure)
    assert judged.reason == "protocol"


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (204, "empty"),
        (206, "protocol"),
        (304, "protocol"),
        (400, "http_client_error"),
        (401, "unauthorized"),
        (403, "unauthorized"),
        (404, "not_found"),
        (418, "http_client_error"),
        (429, "rate_limited"),
        (500, "http_server_error"),
        (503, "http_server_error"),
        (999, "protocol"),
    ],
)
def test_each_status_has_its_reason(status: int, reason: str) -> None:
    judged = failures.judged(answer(status=status), state(), NOW)
    assert isinstance(judged, Failure)
    assert (judged.reason, judged.http_status) == (reason, status)
    assert str(status) in judged.detail


def test_410_is_the_end_and_an_empty_200_a_failure() -> None:
    assert isinstance(failures.judged(answer(status=410), state(), NOW), Gone)
    judged = failures.judged(answer(body=b" \n"), state(), NOW)
    assert isinstance(judged, Failure)
    assert judged.reason == "empty"


def test_a_known_body_is_not_parsed_again_but_an_unknown_one_is() -> None:
    known = replace(state(), body_sha256=sha256(b"<rss/>").hexdigest(), validators=Validators(etag='"1"'))
    assert isinstance(failures.judged(answer(body=b"<rss/>"), known, NOW), Unchanged)
    assert isinstance(failures.judged(answer(status=304, body=b""), known, NOW), Unchanged)
    assert failures.judged(answer(body=b"<rss></rss>"), known, NOW) is None
    assert failures.judged(answer(body=b"<rss/>"), state(), NOW) is None


def test_retry_after_counts_for_429_and_503_only() -> None:
    def wait(status: int) -> float | None:
        judged = failures.judged(answer(status=status, retry_after="900"), state(), NOW)
        return judged.retry_after if isinstance(judged, Failure) else None

    assert (wait(429), wait(503), wait(500)) == (900, 900, None)
