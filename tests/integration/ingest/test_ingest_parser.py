"""The parser's children: killed when they hang, replaced when they die, and the next body is parsed all the same."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from schemas.feeds import FeedFailureReason
from services.ingest import parse
from services.ingest.answers import Failure
from services.ingest.entries import Document
from services.ingest.parse import Parser
from tests.integration.ingest.scripted import rss

T = TypeVar("T")
SECONDS = 1.0


def feed(item: str, attributes: str = "") -> bytes:
    return f"<rss version='2.0' {attributes}><channel><item><title>t</title>{item}</item></channel></rss>".encode()


HOSTILE = {
    "a long author": feed(f"<author>{'a' * 60_000}</author>"),
    "an author of signs": feed(f"<author>{'a@' * 30_000}</author>"),
    "a style full of spaces": feed(f'<description>&lt;p style="{" " * 60_000}"&gt;x</description>'),
    "runs of comment openings": feed(f"<description>{'&lt;!--' * 60_000}</description>"),
    "comment openings in the XML": b"<rss version='2.0'>" + b"<!--" * 60_000,
    "100,000 attributes": feed("", " ".join(f"a{n}='1'" for n in range(100_000))),
    "20,000 categories": feed("".join(f"<category>{n}</category>" for n in range(20_000))),
    "nesting": feed("<a>" * 50_000),
    "nested HTML": feed(f"<description>{'&lt;div&gt;' * 100_000}</description>"),
    "an entity bomb": (
        b"<!DOCTYPE r [<!ENTITY a0 'ha'>"
        + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
        + b"]><rss version='2.0'><channel><item><title>&a11;</title></item></channel></rss>"
    ),
    "newlines before the root": b"\n" * 100_000 + rss("a"),
    "newlines within": b"<?xml version='1.0'?>" + b"\n" * 100_000 + b"<!-- -->" + b" " * 100_000 + rss("a")[21:],
    "100,000 items": rss(*map(str, range(100_000)))[: 9 << 20],
}


def run(work: Callable[[Parser], Awaitable[T]], seconds: float = SECONDS, megabytes: int = 512) -> T:
    async def inside() -> T:
        async with Parser(seconds=seconds, megabytes=megabytes, processes=1) as parser:
            return await work(parser)

    return asyncio.run(inside())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_costs_its_budget_and_the_next_body_is_parsed(name: str) -> None:
    async def work(parser: Parser) -> tuple[float, Document | Failure]:
        await parser.parse(rss("warm"), None, None)
        began = time.monotonic()
        await parser.parse(HOSTILE[name], None, None)
        took = time.monotonic() - began
        return took, await parser.parse(rss("next"), None, None)

    took, after = run(work)
    assert took < SECONDS + 1.5
    assert isinstance(after, Document)
    assert after.entries[0].guid == "next"


def test_a_child_that_hangs_is_killed_and_told() -> None:
    async def work(parser: Parser) -> Document | Failure:
        return await parser.parse(HOSTILE["100,000 attributes"], None, None)

    found = run(work, seconds=0.3)
    assert isinstance(found, Failure)
    assert (found.reason, "0.3 s" in found.detail) == ("parser_timeout", True)


def test_a_body_that_needs_too_much_memory_is_refused_and_told() -> None:
    body = feed(f"<description>{'x' * 9_000_000}\U0001f30d</description>")  # 36 MB for each copy that is made of it

    async def work(parser: Parser) -> list[Document | Failure]:
        return [await parser.parse(each, None, None) for each in (body, rss("next"))]

    refused, after = run(work, seconds=20, megabytes=128)
    assert isinstance(refused, Failure)
    assert refused.reason in {"parser_memory", "parser_crash"}
    assert isinstance(after, Document)


def test_a_child_that_was_killed_is_replaced() -> None:
    async def work(parser: Parser) -> tuple[Document | Failure, Document | Failure]:
        await parser.parse(rss("warm"), None, None)
        (child,) = children()
        os.kill(child, signal.SIGKILL)
        return await parser.parse(rss("a"), None, None), await parser.parse(rss("b"), None, None)

    first, second = run(work)
    assert isinstance(first, Failure)
    assert (first.reason, "-9" in first.detail) == ("parser_crash", True)
    assert isinstance(second, Document)


def test_children_are_recycled_and_none_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse, "RECYCLE", 2)
    seen: set[int] = set()

    async def work(parser: Parser) -> None:
        for number in range(5):
            assert isinstance(await parser.parse(rss(str(number)), None, None), Document)
            seen.update(children())

    run(work)
    assert len(seen) >= 2
    assert not children()


def test_each_lost_child_is_told_with_its_reason() -> None:
    told: list[FeedFailureReason] = []

    async def inside() -> None:
        async with Parser(seconds=0.3, processes=1, on_kill=told.append) as parser:
            await parser.parse(HOSTILE["100,000 attributes"], None, None)
            await parser.parse(b"<html></html>", None, None)

    asyncio.run(inside())
    assert told == ["parser_timeout"]


def children() -> list[int]:
    """The parser children of this process that run now."""
    found = []
    for task in Path(f"/proc/{os.getpid()}/task").iterdir():
        found += [int(pid) for pid in (task / "children").read_text().split()]
    return [pid for pid in found if b"parser_child" in Path(f"/proc/{pid}/cmdline").read_bytes()]
