"""The webhook contract as docs/ tells it, made from the code: its JSON Schema and its example.

python -m tests.contract.alert_webhook   # writes docs/webhook.schema.json, prints the example of docs/webhooks.md
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from schemas.ids import alert_id
from services.alert.delivery.signature import headers, parse_secret
from services.alert.developments.message import AlertEvent, body
from tests.unit.alert.making import SECRET, SHIFT, STATED_FIRST, detected, report

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMA = DOCS / "webhook.schema.json"
AT = datetime(2017, 1, 18, 16, 4, 5, tzinfo=UTC)
DEVELOPMENT = "2f6d1a52-6d0e-5c1b-9a55-0c4c8f3c9d10"


def schema() -> str:
    """The JSON Schema (2020-12) of a webhook's body."""
    made = msgspec.json.schema(AlertEvent)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A Wirewatch alert, version 1"}
    return json.dumps(head | made, indent=2, ensure_ascii=False) + "\n"


def example() -> bytes:
    """The body of the example: bytes as they are sent."""
    development = detected(
        DEVELOPMENT,
        novelties=(STATED_FIRST, SHIFT),
        reports=(report(1), report(2, independent=False, evidence="The first joint strikes hit Al Bāb, Moscow said.")),
        confidence=0.83,
    )
    return body(alert_id(DEVELOPMENT, "joint-strikes"), "joint-strikes", development, 4127, AT)


def example_headers() -> dict[str, str]:
    """The headers of the example, signed at AT with the published test secret."""
    return headers(alert_id(DEVELOPMENT, "joint-strikes"), AT, example(), [parse_secret(SECRET)])


def pretty(raw: bytes) -> str:
    """A body as the docs print it."""
    return json.dumps(json.loads(raw), indent=2, ensure_ascii=False)


if __name__ == "__main__":
    SCHEMA.write_text(schema(), "utf-8")
    print(pretty(example()))
    print(example_headers())
