"""The circuit of an endpoint: opens, probes, closes, and is disabled only after days or by 410."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.alert.delivery.circuit import CLOSED, DISABLED_AFTER, OPENS_AFTER, Circuit, after
from services.alert.delivery.retries import SCHEDULE, Delivered, GiveUp, Retry, Verdict
from tests.unit.alert.making import NOW

FAILED = Retry(due_at=NOW, reason="server_error", status=500, detail="the endpoint answered 500")
GONE = GiveUp(reason="gone", status=410, detail="the endpoint answered 410")
TAKEN = Delivered(status=204)


def failed(times: int, circuit: Circuit = CLOSED) -> Circuit:
    for _ in range(times):
        circuit = after(circuit, FAILED, NOW)
    return circuit


def test_a_few_failures_leave_it_closed() -> None:
    assert failed(OPENS_AFTER - 1).room(4, NOW) == 4


def test_failures_in_a_row_open_it_for_a_minute_and_then_let_one_probe_through() -> None:
    circuit = failed(OPENS_AFTER)
    assert circuit.room(4, NOW + timedelta(seconds=59)) == 0
    assert circuit.room(4, NOW + timedelta(seconds=60)) == 1


def test_a_probe_that_fails_opens_it_for_twice_as_long_up_to_a_quarter_of_an_hour() -> None:
    assert failed(OPENS_AFTER + 1).is_open(NOW + timedelta(seconds=119))
    assert failed(OPENS_AFTER + 50).is_open(NOW + timedelta(seconds=899))
    assert not failed(OPENS_AFTER + 50).is_open(NOW + timedelta(seconds=900))


def test_a_probe_that_succeeds_closes_it() -> None:
    assert after(failed(OPENS_AFTER + 3), TAKEN, NOW) == CLOSED


def test_a_success_between_failures_begins_the_count_anew() -> None:
    circuit = failed(OPENS_AFTER - 1, after(failed(OPENS_AFTER - 1), TAKEN, NOW))
    assert circuit.room(4, NOW) == 4


def test_an_endpoint_that_asks_for_time_gets_it_at_the_first_failure() -> None:
    busy = Retry(due_at=NOW, reason="refused", status=429, detail="the endpoint answered 429", pause=30)
    circuit = after(CLOSED, busy, NOW)
    assert circuit.room(4, NOW + timedelta(seconds=29)) == 0
    assert circuit.room(4, NOW + timedelta(seconds=30)) == 4


def test_a_pause_is_not_cut_short_by_a_later_failure() -> None:
    busy = Retry(due_at=NOW, reason="refused", status=429, detail="the endpoint answered 429", pause=3600)
    circuit = after(after(CLOSED, busy, NOW), FAILED, NOW)
    assert circuit.is_open(NOW + timedelta(seconds=3599))


def test_410_disables_at_once() -> None:
    circuit = after(CLOSED, GONE, NOW)
    assert (circuit.disabled, circuit.room(4, NOW + timedelta(days=365))) == ("gone", 0)


def test_only_days_of_failure_disable() -> None:
    circuit = failed(100)
    assert circuit.disabled is None
    assert after(circuit, FAILED, NOW + DISABLED_AFTER - timedelta(seconds=1)).disabled is None
    assert after(circuit, FAILED, NOW + DISABLED_AFTER).disabled == "exhausted"


def test_an_alert_gets_all_its_attempts_before_its_endpoint_can_be_disabled() -> None:
    assert timedelta(seconds=sum(SCHEDULE) * 1.2) < DISABLED_AFTER


@given(st.lists(st.tuples(st.sampled_from([FAILED, TAKEN]), st.integers(0, 7200))))
def test_whatever_happens_an_endpoint_that_is_not_disabled_is_called_again_within_a_quarter_of_an_hour(
    history: list[tuple[Verdict, int]],
) -> None:
    circuit, now = CLOSED, NOW
    for verdict, seconds in history:
        now += timedelta(seconds=seconds)
        circuit = after(circuit, verdict, now)
    assert circuit.disabled is not None or circuit.room(1, now + timedelta(seconds=900)) == 1
