"""The matching half of the worker, between a listed log and the queue in memory."""

from datetime import timedelta

from prometheus_client import REGISTRY

from schemas.ids import alert_id
from services.alert.edges import Depth
from services.alert.matching import Matcher
from services.alert.memory_queue import MemoryQueue
from services.runtime.clock import FixedClock
from tests.unit.alert.doubles import ListedLog, Served
from tests.unit.alert.making import NOW, corroborated, detected, subscription

SETTLE = timedelta(milliseconds=200)


class Bench:
    """A matcher with its doubles."""

    def __init__(self, start: int = 0, batch: int = 500) -> None:
        self.log, self.queue, self.served, self.woken = ListedLog(), MemoryQueue(), Served(subscription("all")), 0
        self.matcher = Matcher(
            log=self.log,
            queue=self.queue,
            file=self.served,
            clock=FixedClock(NOW),
            settle=SETTLE,
            start=start,
            batch=batch,
            on_queued=self._wake,
        )

    def _wake(self) -> None:
        self.woken += 1

    def catch_up(self) -> None:
        """Turn until there is nothing more."""
        while self.matcher.turn():
            pass


def value(name: str) -> float:
    return REGISTRY.get_sample_value(name) or 0.0


def test_what_matches_is_queued_to_be_sent_after_it_settled() -> None:
    bench = Bench()
    bench.log.changes = [None, detected(), None]
    bench.catch_up()
    assert bench.queue.checkpoint() == 3
    assert bench.queue.depth(["all"], NOW) == Depth(due=0, queued=1)
    assert bench.queue.depth(["all"], NOW + SETTLE) == Depth(due=1, queued=1)
    assert bench.woken == 1


def test_where_nothing_matches_nobody_is_woken() -> None:
    bench = Bench()
    bench.served.serve()
    bench.log.changes = [detected()]
    bench.catch_up()
    assert (bench.queue.checkpoint(), bench.woken, bench.queue.rows) == (1, 0, {})


def test_batches_join_into_the_same_standing() -> None:
    bench = Bench(batch=1)
    bench.log.changes = [detected(), corroborated(), corroborated(number=3)]
    bench.catch_up()
    standing = bench.queue.standings(["joint-strikes"])["joint-strikes"]
    assert standing.parts[0].independent_reports == 3
    assert list(bench.queue.rows) == [alert_id("joint-strikes", "all")]


def test_an_event_that_cannot_be_read_is_counted_and_costs_nobody_else() -> None:
    bench = Bench()
    before = value("wirewatch_alert_unreadable_events_total")
    bench.log.changes = ["development.detected has versions 1 to 1, not 9", detected()]
    bench.catch_up()
    assert value("wirewatch_alert_unreadable_events_total") == before + 1
    assert len(bench.queue.rows) == 1


def test_a_new_service_begins_after_its_start_position() -> None:
    bench = Bench(start=1)
    bench.log.changes = [detected("old"), detected("new")]
    bench.catch_up()
    assert list(bench.queue.rows) == [alert_id("new", "all")]


def test_the_lag_and_the_faults_of_the_file_are_measured() -> None:
    bench = Bench()
    bench.log.changes = [detected(), detected("other")]
    bench.served.trouble, bench.served.changed = "s.yaml:1:1: a\ns.yaml:2:1: b", True
    bench.matcher.refresh()
    assert value("wirewatch_alert_checkpoint_lag_positions") == 2
    assert value("wirewatch_alert_subscription_faults") == 2
    bench.served.trouble = None
    bench.catch_up()
    bench.matcher.refresh()
    assert value("wirewatch_alert_checkpoint_lag_positions") == 0
    assert value("wirewatch_alert_subscription_faults") == 0
