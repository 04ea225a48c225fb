"""One poll of one feed: ask its server, judge the answer, read the body. Decides nothing, saves nothing."""

import time
from hashlib import sha256
from typing import Protocol

from services.ingest import failures, metrics
from services.ingest.answers import Answer, Failure, Outcome, Read, Validators
from services.ingest.entries import Document
from services.ingest.feed_state import FeedState
from services.runtime.clock import Clock


class Fetches(Protocol):
    """What asks servers: fetch.Fetcher."""

    async def fetch(self, url: str, validators: Validators) -> Answer | Failure:
        """The answer, or why there is none."""
        ...


class Parses(Protocol):
    """What reads bodies: parse.Parser."""

    async def parse(self, body: bytes, url: str | None, content_type: str | None) -> Document | Failure:
        """The document, or why there is none."""
        ...


async def poll(feed: FeedState, fetcher: Fetches, parser: Parses, clock: Clock) -> Outcome:
    """What the feed's server answers now."""
    began = time.monotonic()
    answer = await fetcher.fetch(feed.poll_url, feed.validators)
    metrics.FETCH_SECONDS.observe(time.monotonic() - began)
    if isinstance(answer, Failure):
        return answer
    judged = failures.judged(answer, feed, clock.now())
    if judged is not None:
        return judged
    document = await parser.parse(answer.body, answer.url, answer.headers.get("content-type"))
    if isinstance(document, Failure):
        return document
    return Read(answer=answer, body_sha256=sha256(answer.body).hexdigest(), document=document)
