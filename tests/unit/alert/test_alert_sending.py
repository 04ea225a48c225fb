"""The sending half of the worker, between the queue in memory and scripted endpoints."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from standardwebhooks import Webhook

from schemas.alerts import AlertFailed
from schemas.envelope import Event
from schemas.ids import alert_id
from services.alert.decide import decide
from services.alert.delivery.circuit import OPENS_AFTER
from services.alert.delivery.outcomes import Attempt
from services.alert.delivery.retries import Result
from services.alert.edges import Depth
from services.alert.memory_queue import MemoryQueue
from services.alert.sending import Dispatcher
from services.alert.subscriptions.subscription import Subscription
from services.runtime.clock import FixedClock, SystemClock
from services.runtime.errors import DatabaseUnavailable
from tests.unit.alert.doubles import ScriptedSender, Served, answered, only
from tests.unit.alert.making import NOW, SECRET, batch, detected, subscription

GOOD, BAD = subscription("good", "https://good.example/in"), subscription("bad", "https://bad.example/in")
LEASE = timedelta(seconds=15)


class Bench:
    """A dispatcher with its doubles, and developments queued for its subscriptions."""

    def __init__(self, *subscriptions: Subscription, developments: int = 1) -> None:
        self.queue, self.sender, self.served = MemoryQueue(), ScriptedSender(), Served(*subscriptions)
        self.clock, self.recorded = FixedClock(NOW), 0
        self.queue_more(*(f"d{number}" for number in range(developments)))
        self.dispatcher = self.dispatching()

    def dispatching(self) -> Dispatcher:
        """A dispatcher that knows nothing of what another did."""
        return Dispatcher(
            queue=self.queue,
            sender=self.sender,
            file=self.served,
            clock=self.clock,
            lease=LEASE,
            chance=lambda: 0.0,
            on_recorded=self._count,
        )

    def queue_more(self, *names: str) -> None:
        """Match further developments."""
        changes = batch(*map(detected, names), after=self.queue.checkpoint())
        assert self.queue.commit(decide(changes, {}, self.served.current.subscriptions), self.clock.now()) is not None

    async def turn(self) -> int:
        """One turn, and all that it began."""
        started = await self.dispatcher.turn()
        await self.dispatcher.finish()
        return started

    def states(self, name: str) -> list[str]:
        """The states of a subscription's alerts."""
        return [row.state for row in self.queue.rows.values() if row.match.subscription == name]

    def outcomes(self) -> list[Event]:
        """What waits to be published."""
        events: list[Event] = []
        self.queue.hand_over(events.extend, 1000)
        return events

    def _count(self) -> None:
        self.recorded += 1


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(test())


def test_an_alert_is_sent_signed_and_recorded() -> None:
    async def test() -> None:
        bench = Bench(GOOD)
        bench.dispatcher = Dispatcher(
            queue=bench.queue,
            sender=bench.sender,
            file=bench.served,
            clock=SystemClock(),  # the library looks at the time of the signature
            lease=LEASE,
            chance=lambda: 0.0,
            on_recorded=lambda: None,
        )
        assert await bench.turn() == 1
        sent = only(bench.sender.sent)
        assert sent.headers["webhook-id"] == alert_id("d0", "good")
        assert sent.headers["Content-Type"] == "application/cloudevents+json"
        Webhook(SECRET).verify(sent.body, dict(sent.headers))
        assert bench.states("good") == ["delivered"]

    run(test)


def test_a_failing_endpoint_keeps_nobody_else_waiting() -> None:
    async def test() -> None:
        bench = Bench(BAD, GOOD, developments=8)
        bench.sender.gates[BAD.endpoint] = asyncio.Event()
        for _ in range(3):
            await bench.dispatcher.turn()
            await asyncio.sleep(0)
            await asyncio.wait_for(settled(lambda: len(bench.sender.to(GOOD.endpoint)) >= 4), 5)
        await asyncio.wait_for(settled(lambda: bench.states("good").count("delivered") == 8), 5)
        assert len(bench.sender.to(BAD.endpoint)) == BAD.concurrency
        bench.sender.gates[BAD.endpoint].set()
        await bench.dispatcher.finish()

    run(test)


async def settled(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0.005)


def test_failures_in_a_row_open_the_circuit_and_cost_the_waiting_alerts_nothing() -> None:
    async def test() -> None:
        bench = Bench(BAD, developments=12)
        bench.sender.results[BAD.endpoint] = lambda: answered(500)
        while await bench.turn():
            pass
        called = len(bench.sender.sent)
        assert OPENS_AFTER <= called < OPENS_AFTER + BAD.concurrency
        assert sorted({row.attempts for row in bench.queue.rows.values()}) == [0, 1]
        bench.clock.advance(901)
        assert await bench.turn() == 1  # one probe
        bench.sender.results.clear()
        bench.clock.advance(901)
        assert await bench.turn() == 1
        assert await bench.turn() == BAD.concurrency  # closed again

    run(test)


def test_an_endpoint_is_not_called_faster_than_its_rate() -> None:
    async def test() -> None:
        bench = Bench(subscription("slow", "https://slow.example/", rate_per_minute=6), developments=4)
        assert [await bench.turn() for _ in range(3)] == [1, 0, 0]
        bench.clock.advance(10)
        assert [await bench.turn() for _ in range(2)] == [1, 0]

    run(test)


def test_410_fails_the_alert_and_those_that_wait_with_one_event_each() -> None:
    async def test() -> None:
        bench = Bench(subscription("bad", "https://bad.example/in", concurrency=1), developments=3)
        bench.sender.results["https://bad.example/in"] = lambda: answered(410)
        assert [await bench.turn() for _ in range(3)] == [1, 0, 0]
        assert bench.states("bad") == ["failed"] * 3
        reasons = [event.data.reason for event in bench.outcomes() if isinstance(event.data, AlertFailed)]
        assert reasons == ["gone"] * 3
        assert bench.recorded == 2

    run(test)


def test_an_alert_of_a_subscription_that_left_the_file_waits_for_its_return() -> None:
    async def test() -> None:
        bench = Bench(GOOD)
        bench.served.serve()
        assert await bench.turn() == 0
        bench.served.serve(GOOD)
        assert await bench.turn() == 1

    run(test)


def test_trouble_while_recording_is_waited_out() -> None:
    async def test() -> None:
        bench = Bench(GOOD)
        bench.queue = Stumbling(bench.queue, stumbles=2)
        bench.dispatcher = bench.dispatching()
        assert await bench.turn() == 1
        assert bench.states("good") == ["delivered"]
        assert len(bench.sender.sent) == 1

    run(test)


def test_what_could_not_be_recorded_within_the_lease_is_sent_again_with_the_same_id() -> None:
    async def test() -> None:
        bench = Bench(GOOD)
        whole = bench.queue
        bench.queue = Stumbling(whole, stumbles=1)

        def slowly() -> Result:
            bench.clock.advance(LEASE.total_seconds())
            return answered(200)

        bench.sender.results[GOOD.endpoint] = slowly
        bench.dispatcher = bench.dispatching()
        assert await bench.turn() == 1
        assert bench.queue.depth(["good"], bench.clock.now()) == Depth(due=1, queued=1)
        assert await bench.turn() == 1
        first, second = bench.sender.sent
        assert first.headers["webhook-id"] == second.headers["webhook-id"]
        assert first.body == second.body

    run(test)


class Stumbling(MemoryQueue):
    """The queue of Postgres that is away for the first records."""

    def __init__(self, queue: MemoryQueue, stumbles: int) -> None:
        self.__dict__ = queue.__dict__
        self.stumbles = stumbles

    def record(self, attempt: Attempt) -> bool:
        """Fail a few times."""
        if self.stumbles:
            self.stumbles -= 1
            raise DatabaseUnavailable("Postgres does not answer: connection refused")
        return super().record(attempt)
