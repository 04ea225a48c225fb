"""Writes JSON Schema files, the AsyncAPI document and the list of published schemas from the dataclasses.

    python -m schemas.generate            # write json/ and asyncapi.json; refuses to change a published schema
    python -m schemas.generate --publish  # the same, and publish what is new: from then on it never changes

A published schema is a promise to every reader of the log. `json/published.json` holds its digest (of what it allows;
a description may be worded better), and a test holds every file to it; to change one, add a version and an upcaster in
`schemas.registry`.
"""

import hashlib
import inspect
import sys
from pathlib import Path
from typing import Any

import msgspec

from schemas.envelope import CONTENT_TYPE, SCHEMA_PREFIX, SPEC_VERSION
from schemas.registry import VERSIONS
from schemas.topics import TOPICS, Topic

FOLDER = Path(__file__).parent
PUBLISHED = "published.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
ATTRIBUTES = ("specversion", "id", "source", "type", "subject", "time", "dataschema")


class PublishedSchemaChanged(Exception):
    """A published schema would change; the message names it and says what to do instead."""


def file_name(event_type: str, version: int) -> str:
    """Name of the schema file of a version, "article.found.v1.json"."""
    return f"{event_type}.v{version}.json"


def json_schema(event_type: str, version: int) -> dict[str, Any]:
    """JSON Schema (2020-12) of the data of one version of one event type."""
    kind = VERSIONS[event_type, version]
    (reference,), components = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    own = components.pop(kind.__name__)
    for part in (own, *components.values()):
        part["description"] = inspect.cleandoc(part.get("description", ""))
    assert reference == {"$ref": f"#/$defs/{kind.__name__}"}, reference  # noqa: S101
    return {
        "$schema": DIALECT,
        "$id": f"{SCHEMA_PREFIX}{event_type}:{version}",
        **own,
        "$defs": dict(sorted(components.items())),
    }


def asyncapi() -> dict[str, Any]:
    """The AsyncAPI 3.0 document: our topics as channels, our events as their messages."""
    channels = [topic for topic in TOPICS if topic.events]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Wirewatch",
            "version": "1",
            "description": "Events on Kafka: CloudEvents 1.0, binary mode, JSON data.",
        },
        "channels": {topic.name: _channel(topic) for topic in channels},
        "operations": {
            f"receive-{topic.name}": {"action": "receive", "channel": {"$ref": f"#/channels/{topic.name}"}}
            for topic in channels
        },
        "components": {
            "messages": {
                f"{event_type}.v{version}": _message(event_type, version) for event_type, version in sorted(VERSIONS)
            }
        },
    }


def documents() -> dict[str, bytes]:
    """Every generated file: path relative to schemas/ to bytes."""
    schemas = {f"json/{file_name(*key)}": _text(json_schema(*key)) for key in sorted(VERSIONS)}
    return {**schemas, "asyncapi.json": _text(asyncapi())}


def published(folder: Path = FOLDER) -> dict[str, str]:
    """File name of every published schema to its digest."""
    path = folder / "json" / PUBLISHED
    return msgspec.json.decode(path.read_bytes(), type=dict[str, str]) if path.exists() else {}


def write(folder: Path = FOLDER, *, publish: bool = False) -> None:
    """Write every generated file. Raises PublishedSchemaChanged before anything is written."""
    files = documents()
    digests = {file_name(*key): digest(json_schema(*key)) for key in sorted(VERSIONS)}
    for name, promised in published(folder).items():
        if digests.get(name) != promised:
            raise PublishedSchemaChanged(
                f"{name} is published and would change; add a version and an upcaster in schemas.registry instead"
            )
    (folder / "json").mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (folder / name).write_bytes(body)
    if publish:
        (folder / "json" / PUBLISHED).write_bytes(_text(digests))


def digest(schema: dict[str, Any]) -> str:
    """SHA-256 (hex) of what a schema allows: its canonical JSON without the descriptions."""
    return hashlib.sha256(msgspec.json.encode(_without_words(schema), order="deterministic")).hexdigest()


def _without_words(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: _without_words(value)
            for key, value in node.items()
            if not (key == "description" and isinstance(value, str))
        }
    return [_without_words(item) for item in node] if isinstance(node, list) else node


def _channel(topic: Topic) -> dict[str, Any]:
    latest = {event: max(version for name, version in VERSIONS if name == event) for event in topic.events}
    return {
        "address": topic.name,
        "description": f"Keyed by {topic.key}; written by {topic.written_by}.",
        "messages": {event: {"$ref": f"#/components/messages/{event}.v{version}"} for event, version in latest.items()},
        "bindings": {
            "kafka": {
                "partitions": topic.partitions,
                "topicConfiguration": {
                    "cleanup.policy": ["compact" if topic.compacted else "delete"],
                    **({} if topic.retention_ms is None else {"retention.ms": topic.retention_ms}),
                    "max.message.bytes": topic.max_message_bytes,
                },
            }
        },
    }


def _message(event_type: str, version: int) -> dict[str, Any]:
    summary = (VERSIONS[event_type, version].__doc__ or "").strip().splitlines()[0]
    headers = {f"ce_{name}": {"type": "string"} for name in ATTRIBUTES}
    headers["ce_specversion"] = {"type": "string", "const": SPEC_VERSION}
    headers["ce_type"] = {"type": "string", "const": event_type}
    headers["ce_dataschema"] = {"type": "string", "const": f"{SCHEMA_PREFIX}{event_type}:{version}"}
    return {
        "name": event_type,
        "summary": summary,
        "contentType": CONTENT_TYPE,
        "headers": {"type": "object", "properties": headers, "required": list(headers)},
        "payload": {
            "schemaFormat": f"application/schema+json;version={DIALECT}",
            "schema": {"$ref": f"json/{file_name(event_type, version)}"},
        },
    }


def _text(document: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


if __name__ == "__main__":
    try:
        write(publish="--publish" in sys.argv[1:])
    except PublishedSchemaChanged as error:
        sys.exit(str(error))
