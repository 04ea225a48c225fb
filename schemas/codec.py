"""Bytes to event and back: the one codec (msgspec), in both CloudEvents forms, with upcasting and clear errors.

    CodecError
      NotAnEvent       the attributes that make a CloudEvent are missing or malformed
      UnknownType      no schema has this event type
      UnknownVersion   the type is known, this version of it is not
      InvalidData      the data does not fit its schema; the message names the field

Binary form (Kafka): attributes as `ce_` headers, the data as JSON value. Structured form: one JSON object, attributes
and data together; a line of JSON Lines is one of these.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

import msgspec

from schemas.envelope import CONTENT_TYPE, SPEC_VERSION, Event, parse_dataschema
from schemas.registry import UPCASTERS, VERSIONS, Upcaster, latest_version

STRUCTURED_CONTENT_TYPE = "application/cloudevents+json"
T = TypeVar("T")
Headers = list[tuple[str, bytes]]
Reason = Literal["not_an_event", "unknown_type", "unknown_version", "invalid_data"]

_REQUIRED = ("specversion", "id", "source", "type", "subject", "time", "dataschema")
_encoder = msgspec.json.Encoder()


class CodecError(ValueError):
    """The bytes are no event of ours; `reason` is the dead letter's."""

    reason: Reason = "not_an_event"


class NotAnEvent(CodecError):
    """The attributes that make a CloudEvent are missing or malformed."""


class UnknownType(CodecError):
    """No schema has this event type."""

    reason: Reason = "unknown_type"


class UnknownVersion(CodecError):
    """The type is known, this version of it is not: a newer writer, most likely."""

    reason: Reason = "unknown_version"


class InvalidData(CodecError):
    """The data does not fit its schema."""

    reason: Reason = "invalid_data"


def attributes(event: Event) -> dict[str, str]:
    """The CloudEvents attributes of an event, in the order of the specification."""
    return {
        "specversion": SPEC_VERSION,
        "id": event.id,
        "source": event.source,
        "type": event.type,
        "subject": event.subject,
        "time": event.time.isoformat().replace("+00:00", "Z"),
        "dataschema": event.dataschema,
        "datacontenttype": CONTENT_TYPE,
    }


def encode_binary(event: Event) -> tuple[bytes, Headers]:
    """Value and headers of the Kafka message that carries the event."""
    headers = [(f"ce_{name}", value.encode()) for name, value in attributes(event).items() if name != "datacontenttype"]
    return _encoder.encode(event.data), [*headers, ("content-type", CONTENT_TYPE.encode())]


def decode_binary(value: bytes | None, headers: Iterable[tuple[str, bytes | None]]) -> Event:
    """The event that a Kafka message carries, in its newest version. Raises CodecError."""
    found: dict[str, Any] = {}
    for name, raw in headers:
        if name.startswith("ce_") and raw is not None:
            try:
                found[name.removeprefix("ce_")] = raw.decode()
            except UnicodeDecodeError as error:
                raise NotAnEvent(f"header {name} is not UTF-8 (byte {error.start})") from None
    if value is None:
        raise NotAnEvent("the message has no value")
    return _event(found, _parse(value))


def encode_structured(event: Event) -> bytes:
    """The event as one JSON object on one line, without the line's end."""
    return _encoder.encode({**attributes(event), "data": event.data})


def decode_structured(body: bytes | str) -> Event:
    """The event that one JSON object carries, in its newest version. Raises CodecError."""
    parsed = _parse(body)
    if not isinstance(parsed, dict):
        raise NotAnEvent(f"a CloudEvent is a JSON object, this is {type(parsed).__name__}")
    if "data" not in parsed:
        raise NotAnEvent("the event has no data")
    return _event(parsed, parsed["data"])


def decode_data(kind: type[T], data: object) -> T:
    """Plain JSON values (as json.loads gives them) as the dataclass `kind`. Raises InvalidData that names the field."""
    try:
        return msgspec.convert(data, kind, strict=True)
    except msgspec.ValidationError as error:
        raise InvalidData(f"{kind.__name__}: {error}") from None


def upcast(
    event_type: str,
    version: int,
    data: dict[str, Any],
    versions: dict[tuple[str, int], type] = VERSIONS,
    upcasters: dict[tuple[str, int], Upcaster] = UPCASTERS,
) -> tuple[int, dict[str, Any]]:
    """The newest version and the data in its form. Raises UnknownType, UnknownVersion."""
    newest = latest_version(event_type, versions)
    if newest is None:
        raise UnknownType(f"no schema has the event type {event_type!r}")
    if (event_type, version) not in versions:
        raise UnknownVersion(f"{event_type} has versions 1 to {newest}, not {version}")
    for step in range(version, newest):
        data = upcasters[event_type, step](data)
    return newest, data


def _parse(body: bytes | str) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotAnEvent(f"not JSON: {error}") from None
    except RecursionError:
        raise NotAnEvent("JSON that is nested too deep to be one of our events") from None


def _event(found: dict[str, Any], data: Any) -> Event:
    texts = _texts(found)
    if texts["specversion"] != SPEC_VERSION:
        raise NotAnEvent(f"specversion is {texts['specversion']!r}, not {SPEC_VERSION!r}")
    schema = parse_dataschema(texts["dataschema"])
    if schema is None or schema[0] != texts["type"]:
        raise NotAnEvent(f"dataschema {texts['dataschema']!r} does not name a version of {texts['type']!r}")
    if not isinstance(data, dict):
        raise InvalidData(f"{texts['type']}: data is {type(data).__name__}, not an object")
    version, newest = upcast(texts["type"], schema[1], data)
    return Event(
        id=texts["id"],
        source=texts["source"],
        type=texts["type"],
        subject=texts["subject"],
        time=_time(texts["time"]),
        version=version,
        data=decode_data(VERSIONS[texts["type"], version], newest),
    )


def _texts(found: dict[str, Any]) -> dict[str, str]:
    for name in _REQUIRED:
        if not isinstance(found.get(name), str) or not found[name]:
            raise NotAnEvent(f"the CloudEvents attribute {name} is missing or is no text")
    return {name: found[name] for name in _REQUIRED}


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise NotAnEvent(f"time {text!r} is not an RFC 3339 timestamp") from None
    if time.tzinfo is None:
        raise NotAnEvent(f"time {text!r} has no zone")
    try:
        return time.astimezone(UTC)
    except OverflowError:
        raise NotAnEvent(f"time {text!r} is before year 1 or after year 9999 in UTC") from None
