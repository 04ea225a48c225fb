"""A small stream worker for the tests: each value goes to the table and, as an event, to the topic `out`.

usage: python stream_worker.py APP_ID IN OUT STATE_DIR PORT_FILE

A value "poison" is refused; "explode" raises while the file STATE_DIR/explosive exists; "hang" blocks the event loop
while STATE_DIR/hanging exists; "slow..." takes a tenth of a second.
"""

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from schemas import ids
from schemas.envelope import Event
from schemas.topics import Topic
from services.runtime.cli import guarded
from services.runtime.errors import Poison
from services.runtime.lifecycle import process
from services.runtime.settings import StreamSettings
from services.runtime.streams import Message, Outgoing, consume, make_app, run, table

PARTITIONS = 2


def topic(name: str, *, compacted: bool = False) -> Topic:
    """A topic of the tests' own."""
    retention = None if compacted else 86_400_000
    return Topic(name=name, key="n", events=(), written_by="test", partitions=PARTITIONS, retention_ms=retention)


def main() -> int:
    """Run the worker until SIGTERM."""
    app_id, source, target, state, port_file = sys.argv[1:]
    settings = StreamSettings(
        metrics_port=0,
        stall_seconds=float(os.environ.get("STALL_SECONDS", "120")),
        kafka_bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        state_dir=Path(state),
        log_level="debug" if os.environ.get("STREAM_DEBUG") else "info",
    )
    app = make_app(settings, app_id)
    counts = table(app, "counts", topic(f"{app_id}-counts-changelog", compacted=True))

    async def handle(message: Message) -> Sequence[Outgoing]:
        text = (message.value or b"").decode()
        if text == "poison":
            raise Poison("invalid_data", "it is poison")
        if text == "explode" and (settings.state_dir / "explosive").exists():
            raise RuntimeError("it exploded")
        while text == "hang" and (settings.state_dir / "hanging").exists():
            time.sleep(0.05)
        if text.startswith("slow"):
            await asyncio.sleep(0.1)
        key = message.key or b""
        counts[key] = str(int(counts.get(key) or b"0") + 1).encode()
        event = Event(
            id=ids.derive("test", message.partition, message.offset),
            source="/test",
            type="test.done",
            subject="s",
            time=datetime.now(UTC),
            data={"value": text, "count": int(counts[key])},
        )
        return [Outgoing(topic=topic(target), key=key.decode(), event=event)]

    consume(app, topic(os.environ.get("MISSING_TOPIC", source)), handle)

    def work() -> int:
        with process(settings, "test") as running:
            Path(port_file).write_text(str(running.server.port))
            return run(app, running)

    return guarded(work)


if __name__ == "__main__":
    sys.exit(main())
