"""The child process that parses: one request in, one reply out, on its standard input and output. See parse.py.

A message is its size (4 bytes, big-endian) and so many bytes of MessagePack. The child ends when its input ends, when a
request takes longer than it may (SIGALRM, which needs no GIL), or when its memory does not suffice.
"""

import contextlib
import io
import os
import resource
import signal
import struct
import sys
from typing import BinaryIO

import msgspec

from services.ingest import documents
from services.ingest.documents import NotADocument
from services.ingest.entries import Document

SIZE = struct.Struct(">I")
MEMORY_EXIT_CODE = 86


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A body to parse, where it came from, and its media type."""

    body: bytes
    url: str | None
    content_type: str | None


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """The document, or why there is none: exactly one of them."""

    document: Document | None = None
    refused: NotADocument | None = None


def reply_to(request: Request) -> Reply:
    """What the request's body holds. What feedparser raises is the body's fault, but MemoryError."""
    try:
        found = documents.read(request.body, request.url, request.content_type)
    except MemoryError:
        raise
    except Exception as error:
        detail = f"the parser failed on the document: {type(error).__name__}: {error}"[:500]
        return Reply(refused=NotADocument(reason="parser_crash", detail=detail))
    return Reply(document=found) if isinstance(found, Document) else Reply(refused=found)


def serve(requests: BinaryIO, replies: BinaryIO, seconds: float) -> None:
    """Answer requests until there are no more."""
    while head := requests.read(SIZE.size):
        request = msgspec.msgpack.decode(requests.read(*SIZE.unpack(head)), type=Request)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        body = msgspec.msgpack.encode(reply_to(request))
        signal.setitimer(signal.ITIMER_REAL, 0)
        replies.write(SIZE.pack(len(body)) + body)
        replies.flush()


def main() -> None:
    """`python -m services.ingest.parser_child SECONDS MEGABYTES`."""
    seconds, megabytes = float(sys.argv[1]), int(sys.argv[2])
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not reach the replies
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C at a terminal reaches children too: the parent ends them
    with contextlib.suppress(ValueError, OSError):  # not every system limits address space
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    try:
        serve(io.BufferedReader(io.FileIO(0)), replies, seconds)
    except MemoryError:
        os._exit(MEMORY_EXIT_CODE)


if __name__ == "__main__":
    main()
