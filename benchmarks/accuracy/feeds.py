"""Stated novelty in items of real feeds, against labels by hand (labels/feed_items.tsv states the rule)."""

import csv
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from benchmarks.accuracy.report import Report
from benchmarks.accuracy.score import Score
from benchmarks.accuracy.subject import run
from services.enrich.annotate.known import Knowledge
from services.ingest.documents import read
from services.ingest.entries import Document, Entry

_LABELS = Path(__file__).parent.parent / "labels" / "feed_items.tsv"
_SERVED = date(2026, 2, 18)
"""When most of the feeds were fetched: the day of an item without a date."""


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


def feeds(folder: Path, known: Knowledge, report: Report, part: slice) -> None:
    """P/R of stated novelty, and the shares of items with one: of all, and of those that are not about the world."""
    entries = {path.stem: _entries(path) for path in sorted(folder.glob("*.xml"))}
    score, flagged, total, traps_flagged, traps = Score(), 0, 0, 0, 0
    for item in labels():
        entry = entries.get(item.feed, {}).get(item.number)
        if entry is None or fingerprint(entry.title) != item.title or not _is_in(part, item.number):
            continue
        told = _told(entry, known)
        total, flagged = total + 1, flagged + told
        traps, traps_flagged = traps + (item.about != "world"), traps_flagged + (told and item.about != "world")
        if item.novelty is not None:
            score.add({"new"} if told else set(), {"new"} if item.novelty else set())
            if told != item.novelty:
                report.error("feeds", f"{'false' if told else 'missed'}: {entry.title} | {entry.summary}")
    report.line("feeds", "stated novelty", score)
    report.share("feeds", "items with a stated novelty", flagged, total)
    report.share("feeds", "the same in sport, business, science, culture", traps_flagged, traps)


def _entries(path: Path) -> dict[int, Entry]:
    document = read(path.read_bytes(), None, "application/xml")
    return {entry.number: entry for entry in document.entries} if isinstance(document, Document) else {}


def _is_in(part: slice, number: int) -> bool:
    return number in range(number + 1)[part]


def _told(entry: Entry, known: Knowledge) -> bool:
    published = entry.published.at if entry.published is not None else None
    day = published.date() if published is not None else _SERVED
    return any(claim.novelty for claim in run(entry.summary, known, day, title=entry.title).claims)
