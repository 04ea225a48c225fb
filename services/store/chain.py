"""The hash chain: each event's hash is SHA-256 over the hash before it and the event's canonical bytes.

The canonical bytes are one JSON object (id, source, subject, time, type, version, data, position, stream_version) with
sorted keys, no space and UTF-8. A number is written by its value: an integral one as its digits, any other as the
shortest text of its double. So they are the same for what was appended and for what jsonb, which keeps 1e16 as
10000000000000000 and -0.0 as 0.0, gives back. What only tells how this log came by the event (recorded_at, Kafka
coordinates) is left out: an export appended elsewhere has the same chain.
"""

import hashlib
from decimal import Decimal

import msgspec

from services.store.rows import Row

GENESIS = bytes(32)
"""The head of an empty log."""


def canonical(row: Row, position: int, stream_version: int) -> bytes:
    """The bytes that stand for the event, in its place. Raises ValueError on a number of over 4,300 digits."""
    return _encoder.encode(
        {
            "data": _decoder.decode(row.data),
            "id": row.id,
            "position": position,
            "source": row.source,
            "stream_version": stream_version,
            "subject": row.subject,
            "time": row.time.isoformat().replace("+00:00", "Z"),
            "type": row.type,
            "version": row.version,
        }
    )


def link(head: bytes, canonical_bytes: bytes) -> bytes:
    """The hash of the event that follows the one whose hash is `head`: 32 bytes."""
    return hashlib.sha256(head + canonical_bytes).digest()


def _by_value(text: str) -> int | float | str:
    """The number that a JSON text with a point or an exponent names."""
    exact = Decimal(text)
    if exact.adjusted() < _MOST_DIGITS and exact == exact.to_integral_value():
        return int(exact)
    value = float(text)
    # No event holds a number that is no double. Where the log has one, somebody wrote it there: it must not hash as the
    # double next to it.
    return value if Decimal(repr(value)) == exact else f"number {text}"


_MOST_DIGITS = 400  # a double has 309 at most; more would only make a huge integer to trip over
_decoder = msgspec.json.Decoder(float_hook=_by_value)
_encoder = msgspec.json.Encoder(order="sorted")
