"""The run of a stream worker: started, watched, and stopped in order. It holds a Faust app without importing Faust.

Faust has no public names for what it committed and how far a table is recovered: the version is pinned.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from services.runtime.errors import KafkaTrouble
from services.runtime.lifecycle import Process, end_now
from services.runtime.metrics import STREAM_LAG, STREAM_LAST_COMMIT, STREAM_OPEN
from services.runtime.pulse import Look, moved, stuck
from services.runtime.turns import Turns

_LOOK_SECONDS = 1.0
_ANSWER_SECONDS = 10.0
_DEAF_LOOKS = 6
"""Looks come 1 to 3 s apart: a deaf worker is restarted after some 12 s (seen after one take-over in seven)."""

_STOP_SECONDS = 8.0
"""Docker left to itself kills after 10; compose and supervisor wait longer."""


class StreamRun:
    """One run of a Faust app in a process."""

    def __init__(self, app: Any, process: Process, name: str, turns: Mapping[str, Turns]) -> None:
        self._app, self._process, self._name, self._turns = app, process, name, turns
        self._last = Look()
        self._deaf_looks = 0
        self._committed: dict[Any, int] = {}

    async def until_stopped(self) -> int:
        """Start the app, watch it until the process should stop, stop it in order; exit code 0."""
        self._process.health.check("stream", self._not_ready)
        self._process.health.progress(self._name)
        start = asyncio.create_task(self._app.start())
        looks = asyncio.create_task(self._keep_looking())
        while not await self._process.shutdown.wait_async(_LOOK_SECONDS):
            for task in (start, looks):
                if task.done() and (error := task.exception()) is not None:
                    end_now("stream_failed", error)
            if self._app.crashed:
                end_now("stream_crashed", self._app.crash_reason)
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
                    await asyncio.gather(*(turns.drained() for turns in self._turns.values()))
                    await self._app.consumer.commit()
                await self._app.stop()
        except TimeoutError as error:
            end_now("stream_not_stopped", error)
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
        self._deaf_looks = self._deaf_looks + 1 if stuck(self._last, look) else 0
        if self._deaf_looks >= _DEAF_LOOKS:
            end_now("stream_deaf", KafkaTrouble(f"{look.lag} messages wait and none was read over {_DEAF_LOOKS} looks"))
        self._last = look

    async def _seen(self) -> Look:
        app = self._app
        open_messages = sum(turns.open for turns in self._turns.values())
        STREAM_OPEN.labels(app=self._name).set(open_messages)
        lag = None if self._not_ready() else await self._lag()
        return Look(
            handled=sum(turns.handled for turns in self._turns.values()),
            recovered=sum(offset or 0 for offset in app.tables.recovery.active_offsets.values()),
            open=open_messages,
            lag=lag,
        )

    async def _lag(self) -> int:
        """Messages after the committed offsets. The question passes through the consumer's thread to the brokers."""
        consumer = self._app.consumer
        assigned = {tp for tp in consumer.assignment() if tp.topic in self._turns}
        ends = await consumer.highwaters(*assigned)
        # Faust has no public name for what it committed.
        committed = {tp: offset for tp, offset in consumer._committed_offset.items() if offset is not None}
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
        except Exception:  # Faust's ConsumerNotStarted
            return "the stream has not started"
        if app.rebalancing:
            return "partitions are being assigned"
        if not assigned:
            return "no partition is assigned to this worker"
        if not app.tables.recovery.completed.is_set():
            return f"tables are being recovered, {app.tables.recovery.active_remaining_total()} messages to go"
        return None
