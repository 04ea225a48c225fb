"""What the commands other than `run` do, with their edges as arguments."""

import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO

from schemas.ids import derive
from services.alert.delivery.retries import Answer
from services.alert.delivery.signature import headers
from services.alert.developments import message, sample
from services.alert.edges import Loaded, Queue
from services.alert.errors import UnknownSubscription
from services.alert.files import examine
from services.alert.webhook import Webhook
from services.runtime.addresses import AddressPolicy

_POSITIONS = re.compile(r"(\d+)(?:-(\d+))?")


def check(path: Path, policy: AddressPolicy, out: TextIO) -> int:
    """Print a line for each subscription and each fault; 1 where there is a fault, else 0."""
    reading, _, faults = examine(path, policy, os.environ)
    lines = [entry.line for entry in reading.entries]
    for entry, end in zip(reading.entries, [*lines[1:], None], strict=True):
        wrong = [fault for fault in faults if entry.line <= fault.line and (end is None or fault.line < end)]
        print(f"{'wrong' if wrong else 'ok   '}  {entry.name}", file=out)
    for fault in sorted(faults, key=lambda each: (each.line, each.column)):
        print(fault.sentence(str(path)), file=out)
    return 1 if faults else 0


async def test(name: str, loaded: Loaded, webhook: Webhook, now: datetime, out: TextIO) -> int:
    """Send a sample to the subscription's endpoint; 0 where it answered 2xx, else 1. Raises UnknownSubscription."""
    subscription = next((each for each in loaded.subscriptions if each.name == name), None)
    if subscription is None:
        names = ", ".join(each.name for each in loaded.subscriptions) or "none"
        raise UnknownSubscription(f"the file has no subscription {name!r}; it has {names}")
    webhook_id = derive("alert.test", name, now.isoformat())
    body = message.body(webhook_id, name, sample.development(), 0, now, sample=True)
    signed = headers(webhook_id, now, body, loaded.secrets[name])
    async with webhook:
        result = await webhook.post(subscription.endpoint, signed | {"Content-Type": message.CONTENT_TYPE}, body)
    if isinstance(result, Answer):
        print(f"{result.status} after {result.duration_ms} ms; webhook-id {webhook_id}", file=out)
        print(result.head, file=out)
        return 0 if 200 <= result.status < 300 else 1
    print(f"{result.reason} after {result.duration_ms} ms: {result.detail}", file=out)
    return 1


def redeliver(what: Sequence[str], queue: Queue, loaded: Loaded, now: datetime, out: TextIO) -> int:
    """Queue alerts again and open their endpoints; 1 where there was nothing to do, else 0."""
    ranges = {text: match for text in what if (match := _POSITIONS.fullmatch(text))}
    again = queue.redeliver([text for text in what if text not in ranges], loaded.subscriptions, now)
    for match in ranges.values():
        positions = range(int(match[1]), int(match[2] or match[1]) + 1)
        again += queue.redeliver(positions, loaded.subscriptions, now)
    for alert_id, subscription in again:
        print(f"queued  {alert_id}  {subscription}", file=out)
    if not again:
        print("nothing to send again: no such alert is delivered or failed", file=out)
    return 0 if again else 1
