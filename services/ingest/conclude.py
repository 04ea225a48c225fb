"""The end of a poll: decide, publish, save, in that order and under one lock.

Events are safe in Kafka before the state is saved. A crash in between repeats them at the next poll, under the same
ids, which the log takes once. Of an entry that changed meanwhile the log keeps the first words: that change is lost.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from schemas.envelope import Event
from services.ingest import findings
from services.ingest.answers import Outcome, Read
from services.ingest.decide import Decision, decide
from services.ingest.feed_state import FeedState
from services.ingest.knowledge import NOTHING, Known
from services.ingest.memory import Conclusion, State
from services.ingest.schedule import Timing


class Outlet(Protocol):
    """Where events go."""

    def publish(self, events: Sequence[Event]) -> None:
        """Hand over all events, in their order, and wait until they are safe; none only reaches for the server.

        Raises KafkaUnavailable, TooLarge.
        """
        ...


def conclude(
    state: State,
    outlet: Outlet,
    feed: FeedState,
    outcome: Outcome,
    *,
    worker: str,
    host: str,
    now: datetime,
    timing: Timing,
    jitter: float,
) -> Decision:
    """Decide on the outcome of a poll, publish what it comes to, and save it. Blocks until all is done.

    Raises LeaseLost, KafkaUnavailable, DatabaseUnavailable; then nothing is saved, and it may be called again.
    """
    with state.concluding(worker, host, now) as conclusion:
        known = _known(conclusion, feed.feed_id, outcome, now) if isinstance(outcome, Read) else NOTHING
        decision = decide(feed, outcome, now, timing=timing, jitter=jitter, known=known)
        outlet.publish(decision.events)
        conclusion.save(decision)
    return decision


def _known(conclusion: Conclusion, feed_id: str, read: Read, now: datetime) -> Known:
    known = conclusion.known(feed_id, findings.question(feed_id, read))
    unsighted = tuple(findings.unsighted(feed_id, read, known, now))
    originals = conclusion.originals(unsighted, now) if unsighted else ()
    return Known(sightings=known.sightings, articles=known.articles, originals=originals)
