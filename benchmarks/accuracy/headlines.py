"""Stated novelty in headlines that carry a cue: those of a corpus, and our own with summaries (novelty.txt)."""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.accuracy.report import Report
from benchmarks.accuracy.score import Score
from benchmarks.accuracy.subject import run
from services.enrich.annotate.known import Knowledge

_OWN = Path(__file__).parent.parent / "novelty.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A title with its summary. new: whether it states a novelty. day: of publication, where it matters."""

    title: str
    summary: str = ""
    day: date | None = None
    new: bool


def own(path: Path = _OWN) -> list[Headline]:
    """Our own, in their order."""
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    rows = [line.split("|") for line in lines]
    return [Headline(title=title, summary=summary, new=label == "1") for label, title, summary in rows]


def novelty(path: Path, known: Knowledge, report: Report, part: slice) -> None:
    """The corpus: 1 is a stated novelty, 0 a trap; unclear ones (A) are left out."""
    rows = list(csv.DictReader(path.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))[part]
    known_labels = [row for row in rows if row["label"] in {"0", "1"}]
    headlines = [
        Headline(title=row["headline"], day=date.fromisoformat(row["date"]), new=row["label"] == "1")
        for row in known_labels
    ]
    _measure("headlines", headlines, known, report)


def labelled(path: Path, known: Knowledge, report: Report, part: slice) -> None:
    """A file in the format of our own."""
    _measure(path.stem, own(path)[part], known, report)


def own_novelty(known: Knowledge, report: Report, part: slice) -> None:
    """Our own headlines with summaries."""
    _measure("our own", own()[part], known, report)


def tells_novelty(headline: Headline, known: Knowledge) -> bool:
    """Whether annotate finds a stated novelty in the title or the summary."""
    given = {} if headline.day is None else {"day": headline.day}
    return any(claim.novelty for claim in run(headline.summary, known, title=headline.title, **given).claims)


def _measure(corpus: str, headlines: list[Headline], known: Knowledge, report: Report) -> None:
    score = Score()
    for headline in headlines:
        told = tells_novelty(headline, known)
        score.add({"new"} if told else set(), {"new"} if headline.new else set())
        if told != headline.new:
            kind = "missed" if headline.new else "false"
            report.error(f"{corpus} novelty", f"{kind}: {headline.title} | {headline.summary}")
    report.line(corpus, "stated novelty", score)
