"""Faust with our rules: the one factory of apps, the agent's shell, and the run of a worker from start to stop.

The rules and why they are, one by one: docs/decisions and the comments at each setting below. Bytes in, bytes out.
"""

import asyncio
from collections.abc import Awaitable
from typing import Any, cast

import faust
from faust.types import TableT

from schemas.codec import Headers
from schemas.topics import DEAD_LETTERS, MAX_MESSAGE_BYTES, Topic
from services.runtime.clock import Clock, SystemClock
from services.runtime.continuity import Continuity
from services.runtime.errors import KafkaTrouble
from services.runtime.kafka import first_offset
from services.runtime.lifecycle import Process, end_now
from services.runtime.settings import StreamSettings
from services.runtime.stream_run import StreamRun
from services.runtime.topics import missing_topics
from services.runtime.turns import Handle, Kept, Message, Outgoing, Result, Send, Turns

__all__ = ["Kept", "Message", "Outgoing", "Result", "StreamApp", "consume", "make_app", "run", "table"]


class StreamApp(faust.App):
    """A Faust app that knows the topics that it needs, and the turns of its agents, for the run to watch and drain."""

    bootstrap: str
    topics_needed: set[str]
    turns: dict[str, Turns]


class _Failures(faust.Sensor):
    """Ends the process when a send fails that nobody awaits, a table's changelog: its offset is then not committed."""

    def on_send_error(self, producer: Any, exc: BaseException, state: Any) -> None:  # noqa: ARG002
        end_now("send_failed", exc)


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
    app.on_rebalance_complete.connect(cast(Any, _hold_flow), weak=False)
    app.sensors.add(_Failures())
    return app


async def _hold_flow(app: Any, *_: Any, **__: Any) -> None:
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

    continuity = Continuity()

    async def agent(stream: Any) -> None:
        # Acks are ours: Faust's own acks a message whose handling raised.
        async for event in stream.noack().events():
            await _no_hole(app, continuity, event.message)
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
    return asyncio.run(StreamRun(app, process, app.conf.id, app.turns).until_stopped())


async def _no_hole(app: StreamApp, continuity: Continuity, raw: Any) -> None:
    """End the process where Faust skipped messages that the partition still holds: they are read again.

    A hole of the log itself (retention, compaction, transactions) is none of Faust's, so Kafka is asked.
    """
    committed = cast(Any, app.consumer)._committed_offset.get(raw.tp)
    expected = continuity.hole((raw.topic, raw.partition), raw.generation_id, raw.offset, committed)
    if expected is None:
        return
    held = await asyncio.to_thread(first_offset, app.bootstrap, app.conf.id, raw.topic, raw.partition, expected)
    if held < raw.offset:
        error = KafkaTrouble(f"Faust skipped the offsets {held} to {raw.offset - 1} of {raw.topic}/{raw.partition}")
        end_now("stream_skipped", error)


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
    end_now("handler_failed", error, topic=message.topic, partition=message.partition, offset=message.offset)
