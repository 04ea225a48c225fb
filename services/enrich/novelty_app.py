"""The novelty worker on Faust: claims in, developments out, each relation's memory in a table with its changelog."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from faust.types import TP

from schemas import topics
from schemas.codec import encode_binary
from schemas.topics import Topic
from services.enrich.novelty.rules import Rules
from services.enrich.novelty_worker import NoveltyWorker, Wiring
from services.enrich.reaches import ReachReader, partition_of
from services.enrich.settings import NoveltySettings, Settings
from services.runtime.clock import SystemClock
from services.runtime.lifecycle import process
from services.runtime.streams import Kept, Result, StreamApp, consume, make_app, run, table

_IDLE_SECONDS = 0.5
"""While no claims come, reaches that other workers published are looked at so often."""


def serve(settings: Settings, wiring: Wiring | None = None) -> int:
    """Run the worker until it is asked to stop; the exit code. Reads all reaches before it takes the first claim."""
    wiring = wiring or Wiring()
    settings.state_dir.mkdir(parents=True, exist_ok=True)  # Faust makes one folder in it, and no parents
    with process(settings, "novelty") as running:
        reader = ReachReader(settings, wiring.reaches)
        reader.load()
        with reader.following():
            running.health.check("reaches", reader.fault)
            return run(make(settings, reader, wiring), running)


def make(settings: Settings, reader: ReachReader, wiring: Wiring) -> StreamApp:
    """The app, ready for `run`: the table, the agent of the claims, and the review of relations while none come."""
    app = make_app(settings, wiring.app_id)
    memories = table(app, topics.MEMORY_TABLE, wiring.changelog)
    # The store itself: a write through the table would send a changelog record that nothing waits for.
    worker = NoveltyWorker(memories.data, rules(settings), wiring, reader.inbox, SystemClock())
    worker.owns = lambda key: _owns(app, wiring.claims, key)
    memories.on_recover(worker.recovered)
    consume(app, wiring.claims, worker.handle)
    app.task(_reviewing(app, worker, wiring))
    return app


def rules(settings: NoveltySettings) -> Rules:
    """What of the settings decides."""
    return Rules(reach_days=settings.reach_days, dormant_days=settings.dormant_days, report_days=settings.report_days)


def _reviewing(app: StreamApp, worker: NoveltyWorker, wiring: Wiring) -> Callable[[], Awaitable[None]]:
    """A task that reviews while nothing else is under way; a failed send ends the app, and so the process."""
    turns = app.turns[wiring.claims.name]

    async def reviewing() -> None:
        while not app.should_stop:
            await app.sleep(_IDLE_SECONDS)
            if turns.open or app.rebalancing or app.unassigned:
                continue
            async with worker.lock:
                sent = await _queue(app, worker.reviews())
            await asyncio.gather(*sent)

    return reviewing


async def _queue(app: StreamApp, results: Sequence[Result]) -> list[Awaitable[object]]:
    """Queue the results in their order; what is returned is done when the brokers have them."""
    producer = await app.maybe_start_producer()
    sent: list[Awaitable[object]] = []
    for each in results:
        value, headers = (each.value, []) if isinstance(each, Kept) else encode_binary(each.event)
        sent.append(await producer.send(each.topic.name, each.key.encode(), value, None, None, headers))
    return sent


def _owns(app: StreamApp, topic: Topic, key: bytes) -> bool:
    """Whether the partition that the key hashes to is this worker's."""
    return TP(topic.name, partition_of(key, topic)) in app.consumer.assignment()
