"""Parsing at arm's length: feedparser hangs on tiny hostile feeds and holds the GIL, so a child does it, to be killed.

Each child takes one body at a time, has so many seconds and so much memory for it, and is replaced after RECYCLE.
"""

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from types import TracebackType
from typing import Self

import msgspec

from schemas.feeds import FeedFailureReason
from services.ingest.answers import Failure
from services.ingest.entries import Document
from services.ingest.parser_child import MEMORY_EXIT_CODE, SIZE, Reply, Request

RECYCLE = 200
ORPHAN_SECONDS = 2.0
"""How much longer than its parent a child waits before it ends itself."""


class ParserDied(Exception):
    """The child ended before its reply."""


class Parser:
    """A pool of parser children. Use as an async context manager; any number of `parse` may run at once.

    on_kill: told the reason of each child that was lost.
    """

    def __init__(
        self,
        *,
        seconds: float = 5.0,
        megabytes: int = 512,
        processes: int = 2,
        on_kill: Callable[[FeedFailureReason], None] = lambda _: None,
    ) -> None:
        self._seconds, self._megabytes, self._on_kill = seconds, megabytes, on_kill
        self._idle: list[_Child] = []
        self._slots = asyncio.Semaphore(processes)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        while self._idle:
            await self._idle.pop().kill()

    async def parse(self, body: bytes, url: str | None, content_type: str | None) -> Document | Failure:
        """The document in a body, or why there is none. No body makes it raise."""
        async with self._slots:
            child = self._idle.pop() if self._idle else await _Child.start(self._seconds, self._megabytes)
            try:
                async with asyncio.timeout(self._seconds):
                    reply = await child.ask(Request(body=body, url=url, content_type=content_type))
            except TimeoutError:
                await child.kill()
                return self._lost("parser_timeout", f"the document takes more than {self._seconds:g} s to parse")
            except ParserDied:
                return self._died(await child.kill())
            except BaseException:
                await child.kill()
                raise
            await self._put_back(child)
        if reply.document is not None:
            return reply.document
        if reply.refused is not None:
            return Failure(reason=reply.refused.reason, detail=reply.refused.detail)
        return self._lost("parser_crash", "the parser gave an empty reply")

    async def _put_back(self, child: "_Child") -> None:
        if child.served < RECYCLE:
            self._idle.append(child)
        else:
            await child.kill()

    def _died(self, code: int) -> Failure:
        if code == MEMORY_EXIT_CODE:
            return self._lost("parser_memory", f"the document takes more than {self._megabytes} MB to parse")
        return self._lost("parser_crash", f"the parser process ended with code {code}")

    def _lost(self, reason: FeedFailureReason, detail: str) -> Failure:
        self._on_kill(reason)
        return Failure(reason=reason, detail=detail)


class _Child:
    """One child process and its pipes."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.served = 0

    @classmethod
    async def start(cls, seconds: float, megabytes: int) -> "_Child":
        """A child that is ready: its imports, which take longer than a parse, are done."""
        arguments = (f"{seconds + ORPHAN_SECONDS:g}", str(megabytes))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "services.ingest.parser_child", *arguments, stdin=PIPE, stdout=PIPE
        )
        child = cls(process)
        await child.ask(Request(body=b"", url=None, content_type=None))
        child.served = 0
        return child

    async def ask(self, request: Request) -> Reply:
        """The reply to a request. Raises ParserDied."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise ParserDied
        body = msgspec.msgpack.encode(request)
        self.served += 1
        try:
            stdin.write(SIZE.pack(len(body)) + body)
            await stdin.drain()
            (size,) = SIZE.unpack(await stdout.readexactly(SIZE.size))
            return msgspec.msgpack.decode(await stdout.readexactly(size), type=Reply)
        except (asyncio.IncompleteReadError, ConnectionError, msgspec.DecodeError) as error:
            raise ParserDied from error

    async def kill(self) -> int:
        """End the child if it has not ended; its exit code."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._process.returncode is None and not await self._ended():
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        return await self._process.wait()

    async def _ended(self) -> bool:
        """Whether it ends by itself, as one does that died or whose input has ended."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), 0.2)
        return self._process.returncode is not None
