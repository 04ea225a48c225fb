"""What a poll of one URL would see and do, told to a person: nothing is published or saved."""

from services.ingest.answers import Answer, Failure, Outcome, Read
from services.ingest.decide import Decision, decide
from services.ingest.feed_state import Feed, new
from services.ingest.poll import Fetches, Parses, poll
from services.ingest.schedule import Timing
from services.runtime.clock import Clock

SHOWN_TITLES = 5


async def check(url: str, fetcher: Fetches, parser: Parses, clock: Clock) -> dict[str, object]:
    """One poll of a feed that is new to us, as one JSON-ready object: the answer, the outcome, the reasons."""
    state = new(Feed(url=url), clock.now())
    outcome = await poll(state, fetcher, parser, clock)
    decision = decide(state, outcome, clock.now(), timing=Timing(), jitter=0.0)
    return {
        "url": url,
        "outcome": decision.outcome,
        **(_answered(outcome.answer) if isinstance(outcome, Read) else {}),
        **_found(outcome, decision),
        "next_poll_at": decision.state.next_at,
    }


def _answered(answer: Answer) -> dict[str, object]:
    return {
        "answered_by": answer.url,
        "moved_permanently": answer.moved_to is not None,
        "status": answer.status,
        "bytes": len(answer.body),
        "etag": answer.validators.etag,
        "last_modified": answer.validators.last_modified,
    }


def _found(outcome: Outcome, decision: Decision) -> dict[str, object]:
    if isinstance(outcome, Failure):
        return {"reason": outcome.reason, "detail": outcome.detail, "status": outcome.http_status}
    if not isinstance(outcome, Read):
        return {}
    articles = [event.data for event in decision.events if event.type == "article.found"]
    letters = [event.data for event in decision.events if event.type == "dead_letter.written"]
    return {
        "title": outcome.document.title,
        "fault": outcome.document.fault,
        "entries": len(outcome.document.entries),
        "articles": len(articles),
        "copies": sum(article.copy_of is not None for article in articles),
        "refused": [{"reason": letter.reason, "detail": letter.detail} for letter in letters],
        "newest": [article.title for article in articles[: -SHOWN_TITLES - 1 : -1]],
    }
