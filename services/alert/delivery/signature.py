"""Standard Webhooks signatures: HMAC-SHA256 over "id.timestamp.body", one for each secret.

Source: the Standard Webhooks specification 1.0.0, symmetric signatures. During a rotation every secret signs, so that a
receiver may hold the old or the new one.
"""

import base64
import binascii
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.alert.errors import WrongSecret

PREFIX = "whsec_"
LEAST_BYTES = 24
MOST_BYTES = 64


@dataclass(frozen=True, slots=True)
class Secret:
    """A signing key; repr and str keep it to themselves."""

    key: bytes = field(repr=False)


def parse_secret(text: str) -> Secret:
    """The key that "whsec_" and Base64 text spell. Raises WrongSecret, whose message never quotes the text."""
    encoded = text.strip()
    if not encoded.startswith(PREFIX):
        raise WrongSecret(f"does not start with {PREFIX}")
    try:
        key = base64.b64decode(encoded.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise WrongSecret(f"is not Base64 after {PREFIX}") from None
    if not LEAST_BYTES <= len(key) <= MOST_BYTES:
        raise WrongSecret(f"has {len(key)} bytes of key; Standard Webhooks asks for {LEAST_BYTES} to {MOST_BYTES}")
    return Secret(key)


def headers(webhook_id: str, now: datetime, body: bytes, secrets: Sequence[Secret]) -> dict[str, str]:
    """The three headers of a signed webhook. now is aware in any zone; the body is the bytes that are sent."""
    timestamp = int(now.timestamp())
    signed = b".".join((webhook_id.encode(), str(timestamp).encode(), body))
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(_sign(secret, signed) for secret in secrets),
    }


def _sign(secret: Secret, signed: bytes) -> str:
    return "v1," + base64.b64encode(hmac.digest(secret.key, signed, "sha256")).decode()
