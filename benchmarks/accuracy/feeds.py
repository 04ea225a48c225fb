"""Stated novelty in items of real feeds, against labels by hand (labels/feed_items.tsv states the rule)."""

import csv
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from benchmarks.accuracy.report import Report
from benchmarks.accuracy.score import Score
from benchmarks.accuracy.subject import run
from schemas.claims import Claim
from services.enrich.annotate.known import Knowledge
from services.ingest.documents import read
from services.ingest.entries import Document, Entry

_LABELS = Path(__file__).parent.parent / "labels" / "feed_items.tsv"
_SERVED = date(2026, 2, 18)
"""When most of the feeds were fetched: the day of an item without a date."""

_EVENTLESS = frozenset({"sport", "science", "culture"})
"""Subjects in which there is hardly ever an act that a claim should tell; business has sanctions and tariffs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """The label of one item. about: its subject. novelty: None where a reader may doubt it."""

    feed: str
    number: int
    title: str
    about: str
    novelty: bool | None


def labels(path: Path = _LABELS) -> list[Item]:
    """The labelled items in the order of the file."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [
        Item(
            feed=row["feed"],
            number=int(row["number"]),
            title=row["title"],
            about=row["about"],
            novelty={"1": True, "0": False}.get(row["novelty"]),
        )
        for row in csv.DictReader(lines, delimiter="\t")
    ]


def fingerprint(title: str) -> str:
    """What stands for a title in the labels: it tells an item from another without its text."""
    return sha256(title.encode()).hexdigest()[:8]


@dataclass(slots=True)
class Flagged:
    """Items, and those of them with a stated novelty and with a claim of any kind."""

    items: int = 0
    novelties: int = 0
    claimed: int = 0

    def add(self, claims: tuple[Claim, ...]) -> None:
        """Counts one item."""
        self.items += 1
        self.novelties += _tells_novelty(claims)
        self.claimed += bool(claims)


def feeds(folder: Path, known: Knowledge, report: Report, part: slice) -> None:
    """P/R of stated novelty, the share of items with one, and the same of items that are not about the world.

    Of sport, science and culture also the share with any claim: nearly all of those are false, though not every one
    (a ban on an athlete is an act).
    """
    entries = {path.stem: _entries(path) for path in sorted(folder.glob("*.xml"))}
    score, everything, off_topic, eventless = Score(), Flagged(), Flagged(), Flagged()
    for item in labels():
        entry = entries.get(item.feed, {}).get(item.number)
        if entry is None or fingerprint(entry.title) != item.title or not _is_in(part, item.number):
            continue
        claims = _claims(entry, known)
        told = _tells_novelty(claims)
        everything.add(claims)
        if item.about != "world":
            off_topic.add(claims)
        if item.about in _EVENTLESS:
            eventless.add(claims)
            for claim in claims:
                report.error("feeds", f"{claim.type} in {item.about}: {claim.evidence.text}")
        if item.novelty is not None:
            score.add({"new"} if told else set(), {"new"} if item.novelty else set())
            if told != item.novelty:
                report.error("feeds", f"{'false' if told else 'missed'}: {entry.title} | {entry.summary}")
    report.line("feeds", "stated novelty", score)
    report.share("feeds", "items with a stated novelty", everything.novelties, everything.items)
    report.share("feeds", "the same in sport, business, science, culture", off_topic.novelties, off_topic.items)
    report.share("feeds", "items with a claim in sport, science, culture", eventless.claimed, eventless.items)


def _entries(path: Path) -> dict[int, Entry]:
    document = read(path.read_bytes(), None, "application/xml")
    return {entry.number: entry for entry in document.entries} if isinstance(document, Document) else {}


def _is_in(part: slice, number: int) -> bool:
    return number in range(number + 1)[part]


def _claims(entry: Entry, known: Knowledge) -> tuple[Claim, ...]:
    published = entry.published.at if entry.published is not None else None
    day = published.date() if published is not None else _SERVED
    return run(entry.summary, known, day, title=entry.title).claims


def _tells_novelty(claims: tuple[Claim, ...]) -> bool:
    return any(claim.novelty for claim in claims)
