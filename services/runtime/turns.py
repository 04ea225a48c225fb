"""One message's way through a stream worker: handled, its results acknowledged by the brokers, and only then acked.

Results travel while the next message is handled, but acks keep their order per partition: Faust 0.15.3 commits past an
offset that is still open when a later one is acked before it. Poison becomes a dead letter with its coordinates; any
other error ends the process before the ack, and the message is read again. No Faust here: the edge passes in its sends.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from schemas import topics
from schemas.codec import CodecError, Headers, encode_binary
from schemas.dead_letters import DeadLetterReason, KafkaOrigin
from schemas.envelope import Event
from schemas.topics import Topic
from services.runtime.clock import Clock
from services.runtime.dead_letters import dead_letter, key
from services.runtime.errors import Poison
from services.runtime.metrics import DEAD_LETTERS

MAX_OPEN = 200
"""Messages whose results may be under way at once: what a crash rereads at most, and what memory holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as Kafka holds it. timestamp: Unix seconds."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    timestamp: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """An event to publish before the message that caused it counts as done."""

    topic: Topic
    key: str
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A value to keep under its key in a compacted topic: no event, and on the wire before the message is done too."""

    topic: Topic
    key: str
    value: bytes


Result = Outgoing | Kept
Handle = Callable[[Message], Awaitable[Sequence[Result]]]
"""From a message to what it causes. Poison and CodecError make a dead letter, any other error ends the process."""

Send = Callable[[str, bytes, bytes, Headers], Awaitable[Awaitable[object]]]
"""Queue topic, key, value, headers; what it returns is done when the brokers have the message."""

End = Callable[[Message, BaseException], None]
"""End the process. Where it returns (in tests), the message stays unacked all the same."""


class Turns:
    """The turns of one handler over one topic. `handled` counts messages, `open` those not acked yet."""

    def __init__(self, name: str, handle: Handle, send: Send, end: End, clock: Clock) -> None:
        self._name, self._handle, self._send, self._end, self._clock = name, handle, send, end, clock
        self._lines: defaultdict[tuple[str, int], deque[_Open]] = defaultdict(deque)
        self._room = asyncio.Semaphore(MAX_OPEN)
        self.handled = 0
        self.open = 0

    async def turn(self, message: Message, ack: Callable[[], object]) -> None:
        """Handle one message. Returns when its results are queued; acks when they and all before them are taken."""
        await self._room.acquire()
        self.open += 1
        try:
            wire = _wire(await self._answer(message), message, self._refuse)
            sent = [await self._send(*each) for each in wire]
        except Exception as error:
            self._end(message, error)
            return
        except asyncio.CancelledError:  # a rebalance or the end: unacked, so whoever owns the partition reads it again
            self._leave()
            raise
        self.handled += 1
        line = self._lines[message.topic, message.partition]
        done = asyncio.gather(*sent)
        line.append(_Open(message=message, done=done, ack=ack))
        done.add_done_callback(lambda _: self._settle(line))

    async def drained(self) -> None:
        """Wait until nothing is open."""
        while self.open:
            await asyncio.sleep(0.02)

    async def _answer(self, message: Message) -> Sequence[Result]:
        try:
            return await self._handle(message)
        except Poison as poison:
            return [self._refuse(message, poison.reason, poison.detail)]
        except CodecError as error:
            return [self._refuse(message, error.reason, str(error))]

    def _refuse(self, message: Message, reason: DeadLetterReason, detail: str) -> Outgoing:
        DEAD_LETTERS.labels(service=self._name, reason=reason).inc()
        event = dead_letter(
            self._name,
            reason,
            detail,
            kafka=KafkaOrigin(topic=message.topic, partition=message.partition, offset=message.offset),
            headers=message.headers,
            body=message.value,
            now=self._clock.now(),
        )
        return Outgoing(topic=topics.DEAD_LETTERS, key=key(event.data), event=event)

    def _settle(self, line: "deque[_Open]") -> None:
        while line and line[0].done.done():
            head = line.popleft()
            error = head.done.exception() if not head.done.cancelled() else asyncio.CancelledError()
            if error is not None:
                line.clear()  # nothing after it may be acked
                self._end(head.message, error)
                return
            head.ack()
            self._leave()

    def _leave(self) -> None:
        self.open -= 1
        self._room.release()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    message: Message
    done: "asyncio.Future[list[object]]"
    ack: Callable[[], object]


_Wire = tuple[str, bytes, bytes, Headers]


def _wire(
    outgoing: Sequence[Result], message: Message, refuse: Callable[[Message, DeadLetterReason, str], Outgoing]
) -> list[_Wire]:
    """What to send. If one result passes its topic's limit none is sent, and the message is refused instead."""
    wire = [_encoded(each) for each in outgoing]
    for each, (_, key_bytes, value, headers) in zip(outgoing, wire, strict=True):
        size = _size(key_bytes, value, headers)
        if size > each.topic.max_message_bytes:
            limit = each.topic.max_message_bytes
            what = each.event.type if isinstance(each, Outgoing) else "value"
            detail = f"its {what} takes {size} bytes; the topic {each.topic.name} allows {limit}"
            return [_encoded(refuse(message, "too_large", detail))]
    return wire


def _encoded(outgoing: Result) -> _Wire:
    if isinstance(outgoing, Kept):
        return outgoing.topic.name, outgoing.key.encode(), outgoing.value, []
    value, headers = encode_binary(outgoing.event)
    return outgoing.topic.name, outgoing.key.encode(), value, headers


def _size(key_bytes: bytes, value: bytes, headers: Headers) -> int:
    """At least the size of the record batch that carries it: 61 bytes of batch, up to 31 of record, 10 per header."""
    return 128 + len(key_bytes) + len(value) + sum(len(name) * 4 + len(body) + 10 for name, body in headers)
