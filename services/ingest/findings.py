"""What the entries of one answer are: articles found, articles revised, dead letters, or repeats of what is known.

Every entry is exactly one of them. They are taken oldest first, so that articles come in the order of the news.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec

from schemas.dead_letters import DeadLetterReason, FeedOrigin
from schemas.envelope import Event
from services.ingest import articles, copies, dates, revisions
from services.ingest.answers import Read
from services.ingest.entries import TEXT_BYTES, Entry
from services.ingest.feed_state import FeedState
from services.ingest.identity import Identified, identify, same_story
from services.ingest.knowledge import Known, KnownArticle, Sighting
from services.runtime.dead_letters import dead_letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What one answer taught: events in the order to publish, and what the state must remember with them.

    repeated: entries that told nothing new. known: entries that the feed held before, whether changed or not.
    """

    events: tuple[Event, ...] = ()
    articles: tuple[KnownArticle, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    fingerprints: tuple[copies.Fingerprint, ...] = ()
    repeated: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What must be known to go through an answer: its keys, the articles its pages may be, and what may be original."""

    keys: tuple[str, ...]
    article_ids: tuple[str, ...]


def question(feed_id: str, read: Read) -> Question:
    """What to ask the state before `find`."""
    entries = identify(read.document.entries)
    by_page = {page for found in entries if (page := found.article_by_page())}
    return Question(
        keys=tuple({found.key for found in entries}),
        article_ids=tuple(by_page | {found.article_by_identity(feed_id) for found in entries}),
    )


def unsighted(feed_id: str, read: Read, known: Known, now: datetime) -> Iterator[copies.Fingerprint]:
    """The fingerprints of the entries that the feed did not hold before: by them originals are looked up."""
    for found in identify(read.document.entries):
        if found.key not in known.sightings and _refusal(found.entry) is None:
            article_id = found.article_by_identity(feed_id)
            yield copies.fingerprint(article_id, found.entry.title, found.entry.text, now)


def find(state: FeedState, read: Read, known: Known, now: datetime) -> Findings:
    """Go through an answer. known: the answer to `question`, with the originals of what is `unsighted`."""
    reading = _Reading(state=state, read=read, now=now, known=known)
    for found in sorted(identify(read.document.entries), key=lambda each: _age(each.entry, now)):
        reading.take(found)
    if read.document.excess is not None:
        reading.refuse_excess()
    return reading.findings()


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What is known so far while an answer is gone through."""

    state: FeedState
    read: Read
    now: datetime
    known: Known
    sightings: dict[str, Sighting] = field(default_factory=dict)
    articles: dict[str, KnownArticle] = field(default_factory=dict)
    originals: copies.Originals = field(init=False)
    events: list[Event] = field(default_factory=list)
    fingerprints: list[copies.Fingerprint] = field(default_factory=list)
    repeated: int = 0
    met: int = 0

    def __post_init__(self) -> None:
        self.originals = copies.Originals(self.known.originals)

    def take(self, found: Identified) -> None:
        """Find out what one entry is."""
        sighting = self._sighting(found.key)
        self.met += sighting is not None
        # An entry revises an article only when its own words changed: two entries of one article never take turns.
        if sighting is not None and sighting.content == found.hashes.content:
            self.repeated += 1
            return
        article = self._article_of(found, sighting)
        refusal = _refusal(found.entry)
        if refusal is not None:
            self._refuse(found, article, *refusal)
        elif article is None:
            self._find(found)
        else:
            self._revise(found, article)

    def refuse_excess(self) -> None:
        """One dead letter for all entries beyond the limit: one for each would let a feed flood the log."""
        excess, first = self.read.document.excess, len(self.read.document.entries)
        if excess is None:
            return
        detail = (
            f"the answer holds {first + excess.count} entries, {first} are read and those from {first} on are refused; "
            "the body has number, guid, url and title of each on a JSON line"
        )
        self._letter("too_many_entries", detail, first, excess.lines)

    def findings(self) -> Findings:
        """What was found."""
        return Findings(
            events=tuple(self.events),
            articles=tuple(self.articles.values()),
            sightings=tuple(self.sightings.values()),
            fingerprints=tuple(self.fingerprints),
            repeated=self.repeated,
            known=self.met,
        )

    def _sighting(self, key: str) -> Sighting | None:
        return self.sightings.get(key) or self.known.sightings.get(key)

    def _article(self, article_id: str | None) -> KnownArticle | None:
        if article_id is None:
            return None
        return self.articles.get(article_id) or self.known.articles.get(article_id)

    def _article_of(self, found: Identified, sighting: Sighting | None) -> KnownArticle | None:
        """The known article that the entry is of: as sighted before, else by its page where it tells the same story."""
        if sighting is not None and sighting.article_id is not None:
            return self._article(sighting.article_id)
        by_page = self._article(found.article_by_page())
        if by_page is not None and same_story(found, by_page.guid, by_page.hashes.title):
            return by_page
        return self._article(found.article_by_identity(self.state.feed_id))

    def _find(self, found: Identified) -> None:
        page_id = found.article_by_page()
        taken = page_id is None or self._article(page_id) is not None
        article_id = found.article_by_identity(self.state.feed_id) if taken or page_id is None else page_id
        trace = copies.fingerprint(article_id, found.entry.title, found.entry.text, self.now)
        article = KnownArticle(
            article_id=article_id,
            feed_id=self.state.feed_id,
            revision=1,
            guid=found.guid,
            hashes=found.hashes,
            first_seen_at=self.now,
            copy_of=self.originals.copied_by(trace),
        )
        if self._emit(articles.found(found.entry, article, self.state, self.read), found, None):
            self._remember(found, article)
            self.originals.add(trace)
            self.fingerprints.append(trace)

    def _revise(self, found: Identified, article: KnownArticle) -> None:
        changed = revisions.changed(article.hashes, found.hashes)
        # Other feeds carry the same page in other words (a shorter summary): only the feed that found it revises it.
        if not changed or article.feed_id != self.state.feed_id:
            self._remember(found, article)
            self.repeated += 1
            return
        revised = replace(article, revision=article.revision + 1, hashes=found.hashes, guid=found.guid or article.guid)
        event = articles.revised(found.entry, revised, changed, self.state, self.read, self.now)
        if self._emit(event, found, article):
            self._remember(found, revised)

    def _emit(self, event: Event, found: Identified, article: KnownArticle | None) -> bool:
        """Publish the event, or a dead letter in its place where it is too large for Kafka; which, as a bool."""
        detail = articles.oversize(event)
        if detail is not None:
            self._refuse(found, article, "too_large", detail)
            return False
        self.events.append(event)
        return True

    def _remember(self, found: Identified, article: KnownArticle) -> None:
        self._see(found, article.article_id)
        if self._article(article.article_id) != article:
            self.articles[article.article_id] = article

    def _refuse(self, found: Identified, article: KnownArticle | None, reason: DeadLetterReason, detail: str) -> None:
        """A dead letter with the entry as JSON. The sighting keeps later polls from refusing the same words again."""
        self._letter(reason, detail, found.entry.number, msgspec.json.encode(found.entry))
        self._see(found, article.article_id if article else None)

    def _see(self, found: Identified, article_id: str | None) -> None:
        self.sightings[found.key] = Sighting(key=found.key, article_id=article_id, content=found.hashes.content)

    def _letter(self, reason: DeadLetterReason, detail: str, number: int, body: bytes) -> None:
        origin = FeedOrigin(
            feed_id=self.state.feed_id, url=self.read.answer.url, entry=number, body_sha256=self.read.body_sha256
        )
        self.events.append(dead_letter("ingest", reason, detail, feed=origin, body=body, now=self.now))


def _age(entry: Entry, now: datetime) -> tuple[datetime, int]:
    """Oldest first; within one moment the last of the document, because feeds put the newest on top."""
    return dates.settle(entry.published, entry.updated, now).at, -entry.number


def _refusal(entry: Entry) -> tuple[DeadLetterReason, str] | None:
    """Why an entry can be no article, or None."""
    if not entry.title and not entry.text:
        return "unusable_entry", f"entry {entry.number} has no title and no text"
    size = len(entry.text.encode())
    if size > TEXT_BYTES:
        return "too_large", f"the text of entry {entry.number} takes {size} bytes; {TEXT_BYTES} are allowed"
    return None
