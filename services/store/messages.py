"""What a Kafka message becomes: the row of its event, or of the dead letter that says why it is none of the log's."""

from dataclasses import dataclass
from datetime import datetime

from schemas import topics
from schemas.codec import CodecError, decode_binary
from schemas.dead_letters import DeadLetterReason, KafkaOrigin
from services.runtime.dead_letters import dead_letter
from services.runtime.errors import Poison
from services.store.rows import Row, row_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as Kafka gave it."""

    origin: KafkaOrigin
    headers: tuple[tuple[str, bytes | None], ...]
    value: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A message and the row that it becomes. refused: the reason where that row is its dead letter."""

    message: Message
    row: Row
    refused: DeadLetterReason | None = None


def arrival(message: Message, now: datetime) -> Arrival:
    """The message as its event, or refused. Total: whatever the bytes are, they become one row."""
    try:
        return Arrival(message=message, row=_read(message))
    except CodecError as error:
        return refusal(message, error.reason, str(error), now)
    except Poison as poison:
        return refusal(message, poison.reason, poison.detail, now)


def refusal(message: Message, reason: DeadLetterReason, detail: str, now: datetime) -> Arrival:
    """The message as its dead letter; the same message gives the same id however often it is refused."""
    letter = dead_letter(
        "store", reason, detail, kafka=message.origin, headers=message.headers, body=message.value, now=now
    )
    return Arrival(message=message, row=row_of(letter, message.origin), refused=reason)


def _read(message: Message) -> Row:
    event = decode_binary(message.value, message.headers)
    belongs = topics.BY_EVENT.get(event.type)
    if belongs is None or belongs.name != message.origin.topic:
        home = belongs.name if belongs else "no topic"
        raise Poison("wrong_topic", f"{event.type} belongs in {home}, not in {message.origin.topic}")
    return row_of(event, message.origin)
