"""The body of an HTTP answer, decoded piece by piece within its budgets: a bomb stops after its first megabytes."""

import zlib
from collections.abc import Sequence

from schemas.feeds import FeedFailureReason

BODY_BYTES = 10 * 1024 * 1024
RATIO = 200
"""Decoded bytes for one byte of the wire, at most."""
RATIO_FROM = 256 * 1024
"""Below so many decoded bytes the ratio says nothing."""


class Undecodable(ValueError):
    """The body cannot or must not be decoded."""

    def __init__(self, reason: FeedFailureReason, detail: str) -> None:
        self.reason: FeedFailureReason = reason
        super().__init__(detail)


class Decoder:
    """Takes the wire's chunks, gives the body. Knows gzip and deflate, one of them at most."""

    def __init__(self, encodings: Sequence[str]) -> None:
        """encodings: the values of all Content-Encoding headers. Raises Undecodable("encoding")."""
        names = [name.strip().lower() for value in encodings for name in value.split(",") if name.strip()]
        names = [name for name in names if name != "identity"]
        if len(names) > 1 or set(names) - {"gzip", "x-gzip", "deflate"}:
            raise Undecodable("encoding", f"the content encoding {', '.join(names)!r} is none that we asked for")
        self._encoding = names[0].removeprefix("x-") if names else None
        self._inflate = zlib.decompressobj(31) if self._encoding == "gzip" else None
        self._parts: list[bytes] = []
        self._wire = self._decoded = 0

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes of the wire. Raises Undecodable when a budget is spent."""
        self._wire += len(chunk)
        if self._encoding is None:
            self._keep(chunk)
            return
        while chunk:
            chunk = self._inflated(chunk)

    def finish(self) -> bytes:
        """The body. Raises Undecodable where the compressed data ends too early."""
        if self._inflate is not None and self._wire and not self._inflate.eof:
            self._keep(self._inflate.flush())  # bare deflate may hold back a last match although all of it was read
            if not self._inflate.eof:
                raise Undecodable("decompression", "the compressed body ends too early")
        return b"".join(self._parts)

    def _inflated(self, chunk: bytes) -> bytes:
        """Inflate a piece of the chunk; what is left of it."""
        inflate = self._inflate or self._deflater(chunk)
        if inflate.eof:  # gzip may hold several members
            inflate = self._inflate = zlib.decompressobj(inflate_bits(self._encoding, chunk))
        try:
            self._keep(inflate.decompress(chunk, 64 * 1024))
        except zlib.error as error:
            raise Undecodable("decompression", f"the body is no {self._encoding}: {error}") from None
        return inflate.unused_data if inflate.eof else inflate.unconsumed_tail

    def _deflater(self, chunk: bytes) -> "zlib._Decompress":
        """`deflate` means zlib by RFC 9110, and many servers send it bare."""
        self._inflate = zlib.decompressobj(inflate_bits("deflate", chunk))
        return self._inflate

    def _keep(self, piece: bytes) -> None:
        self._decoded += len(piece)
        if self._decoded > BODY_BYTES:
            raise Undecodable("too_large", f"the body takes more than {BODY_BYTES} bytes")
        if self._decoded > max(RATIO_FROM, RATIO * self._wire):
            raise Undecodable("decompression", f"{self._wire} bytes of the wire become more than {RATIO} times as many")
        self._parts.append(piece)


def inflate_bits(encoding: str | None, chunk: bytes) -> int:
    """zlib's wbits for a stream that begins with this chunk. Source: RFC 1950, the header of a zlib stream."""
    if encoding == "gzip":
        return 31
    wrapped = len(chunk) >= 2 and chunk[0] & 0x0F == 8 and (chunk[0] << 8 | chunk[1]) % 31 == 0
    return 15 if wrapped or len(chunk) < 2 else -15
