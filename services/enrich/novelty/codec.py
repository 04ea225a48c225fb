"""The memory as bytes, for the table and its changelog: one version byte, then MessagePack, compressed."""

import zlib

import msgspec

from services.enrich.errors import MemoryUnreadable
from services.enrich.novelty.memory import Memory

VERSION = b"\x01"
"""Another version byte is another form; a memory is rebuilt from the log (`store export | enrich publish`)."""

_LEVEL = 1
"""The fastest: field names repeat, and even so a third to a tenth is left."""

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Memory)


def encode(memory: Memory) -> bytes:
    """The bytes of the memory. The same memory gives the same bytes."""
    return VERSION + zlib.compress(_encoder.encode(memory), _LEVEL)


def decode(body: bytes | None) -> Memory:
    """The memory that the bytes hold; None (nothing kept yet) is the empty one. Raises MemoryUnreadable."""
    if body is None:
        return Memory()
    if body[:1] != VERSION:
        raise MemoryUnreadable(f"the memory is of version {body[:1].hex()}, this program reads {VERSION.hex()}")
    try:
        return _decoder.decode(zlib.decompress(body[1:]))
    except (zlib.error, msgspec.MsgspecError) as error:
        raise MemoryUnreadable(f"the memory of {len(body)} bytes cannot be read: {error}") from None
