"""Rooms: rate, concurrency and circuit of an endpoint, shared by its subscriptions."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.alert.delivery.circuit import Circuit
from services.alert.delivery.pace import full
from services.alert.delivery.rooms import paces, rooms
from services.alert.subscriptions.subscription import Subscription
from tests.unit.alert.making import NOW, subscription

ONE = subscription("one", concurrency=4)
TWO = subscription("two", concurrency=4)
OTHER = subscription("other", "https://other.example/", concurrency=2)


def room(
    *given_: Subscription, turn: int = 0, in_flight: dict[str, int] | None = None, **circuits: Circuit
) -> dict[str, int]:
    return rooms(given_, circuits, paces(given_, {}, NOW), in_flight or {}, turn, NOW)


def test_each_endpoint_has_its_concurrency() -> None:
    assert room(ONE, OTHER) == {"one": 4, "other": 2}


def test_what_is_under_way_takes_room() -> None:
    assert room(ONE, OTHER, in_flight={ONE.endpoint_id: 3}) == {"one": 1, "other": 2}


def test_an_open_circuit_leaves_no_room_and_the_others_theirs() -> None:
    opened = Circuit(failures=5, failing_since=NOW, open_until=NOW + timedelta(minutes=1))
    assert rooms([ONE, OTHER], {ONE.endpoint_id: opened}, paces([ONE, OTHER], {}, NOW), {}, 0, NOW) == {"other": 2}


def test_subscriptions_of_one_endpoint_share_its_room() -> None:
    assert room(ONE, TWO) == {"one": 2, "two": 2}


def test_the_odd_one_goes_round() -> None:
    three = {ONE.endpoint_id: 3}
    assert [room(ONE, TWO, turn=turn, in_flight=three) for turn in (0, 1)] == [{"one": 1}, {"two": 1}]


def test_a_bucket_holds_the_requests_of_ten_seconds_and_fills_at_its_rate() -> None:
    pace = full(60, NOW)
    assert pace.allows() == 10
    empty = pace.less(10)
    assert empty.allows() == 0
    assert empty.at_time(NOW + timedelta(seconds=3)).allows() == 3
    assert empty.at_time(NOW + timedelta(days=1)).allows() == 10
    assert empty.at_time(NOW - timedelta(seconds=3)).allows() == 0


def test_a_slow_rate_still_allows_one() -> None:
    pace = full(0.1, NOW)
    assert pace.allows() == 1
    assert pace.less(1).at_time(NOW + timedelta(minutes=10)).allows() == 1


def test_a_changed_rate_begins_anew_and_a_kept_one_goes_on() -> None:
    before = {ONE.endpoint_id: full(ONE.rate_per_minute, NOW).less(50)}
    assert paces([ONE], before, NOW)[ONE.endpoint_id].allows() == 50
    changed = subscription("one", rate_per_minute=60)
    assert paces([changed], before, NOW)[ONE.endpoint_id].allows() == 10


def test_an_endpoint_is_called_at_the_lowest_rate_of_its_subscriptions() -> None:
    slow = subscription("slow", rate_per_minute=6)
    assert paces([ONE, slow], {}, NOW)[ONE.endpoint_id].per_second == 0.1


@given(st.lists(st.integers(0, 120), max_size=40), st.integers(1, 600))
def test_over_any_time_no_more_requests_start_than_the_rate_and_one_bucket_allow(
    gaps: list[int], per_minute: int
) -> None:
    pace, now, started = full(per_minute, NOW), NOW, 0
    for gap in gaps:
        now += timedelta(seconds=gap)
        pace = pace.at_time(now)
        allowed = pace.allows()
        started += allowed
        pace = pace.less(allowed)
    assert started <= pace.burst + (now - NOW).total_seconds() * per_minute / 60 + 1e-6
