"""Faust with our rules: the one factory of apps, the agent's shell, and the run of a worker from start to stop.

The rules and why they are, one by one: docs/decisions and the comments at each setting below. Bytes in, bytes out.
"""

import asyncio
import os
from collections.abc import Awaitable
from typing import Any, cast

import faust
from faust.exceptions import ConsumerNotStarted
from faust.tables.recovery import Recovery
from faust.types import TP, TableT

from schemas.codec import Headers
from schemas.topics import DEAD_LETTERS, MAX_MESSAGE_BYTES, Topic
from services.runtime import log as logs
from services.runtime.clock import Clock, SystemClock
from services.runtime.errors import KafkaTrouble
from services.runtime.lifecycle import Process
from services.runtime.metrics import STREAM_LAG, STREAM_LAST_COMMIT, STREAM_OPEN
from services.runtime.pulse import Look, moved
from services.runtime.settings import StreamSettings
from services.runtime.topics import missing_topics
from services.runtime.turns import Handle, Kept, Message, Outgoing, Result, Send, Turns

__all__ = ["Kept", "Message", "Outgoing", "Result", "StreamApp", "consume", "make_app", "run", "table"]

FAILED_EXIT_CODE = 1
_LOOK_SECONDS = 1.0
_ANSWER_SECONDS = 10.0
_STOP_SECONDS = 8.0
"""Docker and supervisor kill after 10."""


class StreamApp(faust.App):
    """A Faust app that knows the topics that it needs, and the turns of its agents, for the run to watch and drain."""

    bootstrap: str
    topics_needed: set[str]
    turns: dict[str, Turns]


class _Failures(faust.Sensor):
    """Ends the process when a send fails that nobody awaits, a table's changelog: its offset is then not committed."""

    def on_send_error(self, producer: Any, exc: BaseException, state: Any) -> None:  # noqa: ARG002
        _end("send_failed", exc)


def make_app(settings: StreamSettings, app_id: str, *, store: str = "memory://", linger: float = 0.05) -> StreamApp:
    """An app with every rule of ours; the app's id is its consumer group. Nothing connects before `run`.

    linger: seconds that the producer gathers messages.
    """
    app = StreamApp(
        app_id,
        broker=[f"kafka://{each.strip()}" for each in settings.kafka_bootstrap_servers.split(",")],
        datadir=settings.state_dir / app_id,
        store=store,
        autodiscover=False,
        # Raw bytes: our codec reads and writes them; no module paths and no pickle on the wire.
        key_serializer="raw",
        value_serializer="raw",
        # Exactly once has open bugs and cannot cover Postgres: at least once, with derived ids.
        processing_guarantee="at_least_once",
        broker_commit_interval=1.0,
        # A killed worker's partitions move after 12 s, not after Faust's 60.
        broker_session_timeout=12.0,
        broker_heartbeat_interval=3.0,
        broker_request_timeout=30.0,
        broker_rebalance_timeout=30.0,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=MAX_MESSAGE_BYTES,
        producer_max_request_size=MAX_MESSAGE_BYTES,
        producer_acks=-1,
        producer_linger=linger,  # Faust's 0 sends each table write alone: 1,400/s instead of 4,000/s
        producer_request_timeout=60.0,
        stream_buffer_maxsize=256,  # messages of up to 4 MB wait in it
        # Topics are made by `wirewatch runtime topics`: source and changelog need equal partition counts.
        topic_allow_declare=False,
        topic_disable_leader=True,
        # Our own health server answers what Faust's web view does not know.
        web_enabled=False,
        worker_redirect_stdouts=False,
    )
    app.bootstrap = settings.kafka_bootstrap_servers
    app.topics_needed = {DEAD_LETTERS.name}
    app.turns = {}
    app.on_rebalance_complete.connect(_hold_flow, weak=False)
    app.sensors.add(_Failures())
    return app


async def _hold_flow(app: StreamApp, *_: object, **__: object) -> None:
    """Keep messages back until Faust has sought the committed offsets and resumed its streams.

    Faust 0.15.3 resumes partitions before that while its fetcher runs. What arrives in between goes to a stream that
    still sleeps and is thrown away, the offsets after it are committed (seen: 35 of 120 messages lost), or the messages
    read again are dropped as old (seen: a worker that stood still). It resumes the flow itself, after the seek.
    """
    app.consumer.stop_flow()


def table(app: StreamApp, name: str, changelog: Topic) -> TableT[bytes, bytes]:
    """A table of bytes whose changelog is this existing topic. Raises KafkaTrouble where Faust would name another."""
    expected = f"{app.conf.id}-{name}-changelog"
    if changelog.name != expected:
        raise KafkaTrouble(f"the table {name} writes its changelog to {expected}, not to {changelog.name}")
    app.topics_needed.add(changelog.name)
    return app.Table(name, key_type=bytes, value_type=bytes, partitions=changelog.partitions)


def consume(app: StreamApp, topic: Topic, handle: Handle, clock: Clock | None = None) -> None:
    """Handle every message of the topic, one at a time (turns.py). Dead letters name the app id after "wirewatch-"."""
    name = app.conf.id.removeprefix("wirewatch-")
    turns = Turns(name, handle, _sender(app), _on_error, clock or SystemClock())
    app.turns[topic.name] = turns
    app.topics_needed.add(topic.name)
    source = app.topic(topic.name, key_type=bytes, value_type=bytes)

    async def agent(stream: Any) -> None:
        # Acks are ours: Faust's own acks a message whose handling raised.
        async for event in stream.noack().events():
            await turns.turn(_message(event), event.ack)

    app.agent(source, name=f"{app.conf.id}.{topic.name}", concurrency=1)(agent)


def run(app: StreamApp, process: Process) -> int:
    """Run the worker until it is asked to stop; then finish what is open, commit, leave the group. Exit code 0.

    A crash of Faust or of Kafka's clients ends the process at once with exit code 1, uncommitted work unacked. Raises
    KafkaUnavailable, and KafkaTrouble where a topic lacks: Faust would wait for it without a word.
    """
    missing = missing_topics(app.bootstrap, app.topics_needed)
    if missing:
        raise KafkaTrouble(f"Kafka lacks the topics {', '.join(missing)}; `wirewatch runtime topics` creates them")
    return asyncio.run(_Run(app, process).until_stopped())


class _Run:
    def __init__(self, app: StreamApp, process: Process) -> None:
        self._app, self._process = app, process
        self._name = app.conf.id
        self._last = Look()
        self._committed: dict[TP, int] = {}

    async def until_stopped(self) -> int:
        self._process.health.check("stream", self._not_ready)
        self._process.health.progress(self._name)
        start = asyncio.create_task(self._app.start())
        looks = asyncio.create_task(self._keep_looking())
        while not await self._process.shutdown.wait_async(_LOOK_SECONDS):
            for task in (start, looks):
                if task.done() and (error := task.exception()) is not None:
                    _end("stream_failed", error)
            if self._app.crashed:
                _end("stream_crashed", self._app.crash_reason)
        looks.cancel()
        await self._stop(start)
        return 0

    async def _stop(self, start: "asyncio.Task[None]") -> None:
        self._process.log.info("stream_stopping", app=self._name)
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                if start.done() and self._app.consumer.assignment():
                    # No new messages; what is being handled is finished and committed.
                    self._app.consumer.stop_flow()
                    self._app.flow_control.suspend()
                    await asyncio.gather(*(turns.drained() for turns in self._app.turns.values()))
                    await self._app.consumer.commit()
                await self._app.stop()
        except TimeoutError as error:
            _end("stream_not_stopped", error)
        start.cancel()
        self._process.health.done(self._name)

    async def _keep_looking(self) -> None:
        while True:
            await self._look()
            await asyncio.sleep(_LOOK_SECONDS)

    async def _look(self) -> None:
        """Tell the watchdog of progress, and Prometheus of the lag, if the consumer still answers."""
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                look = await self._seen()
        except Exception as error:
            self._process.log.warning("stream_silent", app=self._name, error=repr(error))
            return
        if moved(self._last, look):
            self._process.health.progress(self._name)
        self._last = look

    async def _seen(self) -> Look:
        app = self._app
        open_messages = sum(turns.open for turns in app.turns.values())
        STREAM_OPEN.labels(app=self._name).set(open_messages)
        lag = None if self._not_ready() else await self._lag()
        return Look(
            handled=sum(turns.handled for turns in app.turns.values()),
            recovered=sum(offset for offset in _recovery(app).active_offsets.values()),
            open=open_messages,
            lag=lag,
        )

    async def _lag(self) -> int:
        """Messages after the committed offsets. The question passes through the consumer's thread to the brokers."""
        consumer = self._app.consumer
        assigned = {tp for tp in consumer.assignment() if tp.topic in self._app.turns}
        ends = await consumer.highwaters(*assigned)
        # Faust has no public name for what it committed.
        committed = {tp: offset for tp, offset in cast(Any, consumer)._committed_offset.items() if offset is not None}
        if committed != self._committed:
            self._committed = committed
            STREAM_LAST_COMMIT.labels(app=self._name).set_to_current_time()
        fresh = assigned - committed.keys()
        starts = committed | (dict(await consumer.earliest_offsets(*fresh)) if fresh else {})
        STREAM_LAG.clear()
        lags = {tp: max(0, ends[tp] - starts[tp]) for tp in assigned}
        for tp, lag in lags.items():
            STREAM_LAG.labels(app=self._name, topic=tp.topic, partition=tp.partition).set(lag)
        return sum(lags.values())

    def _not_ready(self) -> str | None:
        app = self._app
        try:
            assigned = app.started and app.consumer.assignment()
        except ConsumerNotStarted:
            return "the stream has not started"
        if app.rebalancing:
            return "partitions are being assigned"
        if not assigned:
            return "no partition is assigned to this worker"
        if not _recovery(app).completed.is_set():
            return f"tables are being recovered, {_recovery(app).active_remaining_total()} messages to go"
        return None


def _recovery(app: StreamApp) -> Recovery:
    return cast(Recovery, cast(Any, app.tables).recovery)


def _sender(app: StreamApp) -> Send:
    async def send(topic: str, key: bytes, value: bytes, headers: Headers) -> Awaitable[object]:
        producer = await app.maybe_start_producer()
        return cast(
            Awaitable[object],
            await producer.send(topic, key, value, partition=None, timestamp=None, headers=headers),
        )

    return send


def _message(event: Any) -> Message:
    raw = event.message
    return Message(
        topic=raw.topic,
        partition=raw.partition,
        offset=raw.offset,
        key=raw.key,
        value=raw.value,
        headers=list(raw.headers or ()),
        timestamp=raw.timestamp,
    )


def _on_error(message: Message, error: BaseException) -> None:
    _end("handler_failed", error, topic=message.topic, partition=message.partition, offset=message.offset)


def _end(event: str, error: BaseException | None, **keys: object) -> None:
    """Log and end at once: an orderly stop would let Faust ack and commit what was not done."""
    logs.get_logger(__name__).critical(event, error=repr(error), exc_info=error, **keys)
    os._exit(FAILED_EXIT_CODE)
