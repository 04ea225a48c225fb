"""What ingest needs to remember, as a protocol, and an in-memory form of it: for tests, and for `check`.

A contract suite holds this form and the one on Postgres (state.py) to the same behaviour.
"""

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from services.ingest.copies import WINDOW, Fingerprint
from services.ingest.decide import Decision
from services.ingest.errors import LeaseLost
from services.ingest.feed_state import Feed, FeedState, new
from services.ingest.findings import Findings, Question
from services.ingest.knowledge import Known, KnownArticle, Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A host that one worker polls, with its due feeds, longest overdue first."""

    host: str
    feeds: tuple[FeedState, ...]


class Conclusion(Protocol):
    """One poll being concluded: what is read is true until what is saved is saved, or nothing is."""

    def known(self, feed_id: str, question: Question) -> Known:
        """The sightings of these keys, and the articles of these ids and of those sightings."""
        ...

    def originals(self, fingerprints: Sequence[Fingerprint], now: datetime) -> tuple[Fingerprint, ...]:
        """What these may be copies of, among the articles of the last days."""
        ...

    def save(self, decision: Decision) -> None:
        """Remember the feed's new state and what was found."""
        ...


class State(Protocol):
    """What ingest remembers. Times are arguments, so that every worker's clock counts."""

    def set_feeds(self, feeds: Sequence[Feed], now: datetime) -> None:
        """Make this the list: new feeds are due at once, known ones keep their schedule, others rest."""
        ...

    def lease(self, worker: str, now: datetime, seconds: float, hosts: int) -> tuple[Lease, ...]:
        """Take at most so many hosts that have due feeds and that nobody holds, for so many seconds."""
        ...

    def renew(self, worker: str, host: str, now: datetime, seconds: float) -> bool:
        """Hold the host for so many seconds from now; False where the lease has run out."""
        ...

    def release(self, worker: str, host: str, next_start_at: datetime) -> None:
        """Give the host back. No poll at it starts before next_start_at."""
        ...

    def concluding(self, worker: str, host: str, now: datetime) -> AbstractContextManager[Conclusion]:
        """Conclude a poll, alone of all workers. Raises LeaseLost. An exception inside saves nothing."""
        ...

    def prune(self, now: datetime) -> None:
        """Forget fingerprints that no copy is looked for any more."""
        ...

    def lag(self, now: datetime) -> float:
        """Seconds that the most overdue feed waits beyond its time; 0 where none does."""
        ...


@dataclass(slots=True)
class _Host:
    leased_by: str | None = None
    leased_until: datetime | None = None
    next_start_at: datetime | None = None


@dataclass(slots=True)
class MemoryState:
    """The state of one process, gone with it. `feeds` may be read by tests."""

    feeds: dict[str, FeedState] = field(default_factory=dict)
    _listed: set[str] = field(default_factory=set)
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _sightings: dict[tuple[str, str], Sighting] = field(default_factory=dict)
    _articles: dict[str, KnownArticle] = field(default_factory=dict)
    _fingerprints: dict[str, Fingerprint] = field(default_factory=dict)

    def set_feeds(self, feeds: Sequence[Feed], now: datetime) -> None:
        """See State."""
        self._listed = {feed.feed_id for feed in feeds}
        for feed in feeds:
            known = self.feeds.get(feed.feed_id)
            self.feeds[feed.feed_id] = replace(known, tags=feed.tags) if known else new(feed, now)
            self._hosts.setdefault(self.feeds[feed.feed_id].host, _Host())

    def lease(self, worker: str, now: datetime, seconds: float, hosts: int) -> tuple[Lease, ...]:
        """See State."""
        leases: list[Lease] = []
        for state in self._due(now):
            host = self._hosts[state.host]
            held = host.leased_until is not None and host.leased_until > now
            cooling = host.next_start_at is not None and host.next_start_at > now
            if held or cooling or len(leases) == hosts:
                continue
            host.leased_by, host.leased_until = worker, now + timedelta(seconds=seconds)
            leases.append(
                Lease(host=state.host, feeds=tuple(each for each in self._due(now) if each.host == state.host))
            )
        return tuple(leases)

    def renew(self, worker: str, host: str, now: datetime, seconds: float) -> bool:
        """See State."""
        if not self._holds(worker, host, now):
            return False
        self._hosts[host].leased_until = now + timedelta(seconds=seconds)
        return True

    def release(self, worker: str, host: str, next_start_at: datetime) -> None:
        """See State."""
        found = self._hosts[host]
        if found.leased_by == worker:
            found.leased_by = found.leased_until = None
            self._cool(host, next_start_at)

    @contextlib.contextmanager
    def concluding(self, worker: str, host: str, now: datetime) -> Iterator["MemoryState"]:
        """See State. What is saved is saved at once: save is the last thing that is done inside."""
        if not self._holds(worker, host, now):
            raise LeaseLost(host, worker)
        yield self

    def known(self, feed_id: str, question: Question) -> Known:
        """See Conclusion."""
        found = [self._sightings[feed_id, key] for key in question.keys if (feed_id, key) in self._sightings]
        wanted = {*question.article_ids, *(each.article_id for each in found if each.article_id)}
        return Known(
            sightings={each.key: each for each in found},
            articles={each: self._articles[each] for each in wanted if each in self._articles},
        )

    def originals(self, fingerprints: Sequence[Fingerprint], now: datetime) -> tuple[Fingerprint, ...]:
        """See Conclusion."""
        texts = {each.text_hash for each in fingerprints if each.text_hash}
        hashes = {value for each in fingerprints for value in each.probes}
        return tuple(
            each
            for each in self._fingerprints.values()
            if each.first_seen_at >= now - WINDOW and (each.text_hash in texts or hashes.intersection(each.sketch))
        )

    def save(self, decision: Decision) -> None:
        """See Conclusion."""
        state, found = decision.state, decision.findings
        self.feeds[state.feed_id] = state
        self._hosts.setdefault(state.host, _Host())
        if decision.cool_until is not None:
            self._cool(state.host, decision.cool_until)
        self.remember(state.feed_id, found)

    def remember(self, feed_id: str, found: Findings) -> None:
        """Remember what was found, without the feed's own state."""
        self._articles.update((each.article_id, each) for each in found.articles)
        self._sightings.update(((feed_id, each.key), each) for each in found.sightings)
        self._fingerprints.update((each.article_id, each) for each in found.fingerprints)

    def prune(self, now: datetime) -> None:
        """See State."""
        kept = {key: each for key, each in self._fingerprints.items() if each.first_seen_at >= now - WINDOW}
        self._fingerprints = kept

    def lag(self, now: datetime) -> float:
        """See State."""
        return max(((now - state.next_at).total_seconds() for state in self._due(now)), default=0.0)

    def _due(self, now: datetime) -> list[FeedState]:
        live = (self.feeds[feed_id] for feed_id in self._listed)
        due = [state for state in live if state.gone_at is None and state.next_at <= now]
        return sorted(due, key=lambda state: (state.next_at, state.feed_id))

    def _holds(self, worker: str, host: str, now: datetime) -> bool:
        found = self._hosts.get(host, _Host())
        return found.leased_by == worker and found.leased_until is not None and found.leased_until > now

    def _cool(self, host: str, until: datetime) -> None:
        found = self._hosts[host]
        found.next_start_at = max(found.next_start_at or until, until)
