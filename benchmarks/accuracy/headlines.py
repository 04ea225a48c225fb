"""Stated novelty in headlines that carry a cue."""

import csv
from datetime import date
from pathlib import Path

from benchmarks.accuracy.report import Report
from benchmarks.accuracy.score import Score
from benchmarks.accuracy.subject import run
from services.enrich.annotate.known import Knowledge


def novelty(path: Path, known: Knowledge, report: Report, part: slice) -> None:
    """Stated novelty in headlines: 1 is one, 0 is a trap; unclear ones (A) are left out."""
    score = Score()
    for row in list(csv.DictReader(path.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))[part]:
        if row["label"] not in {"0", "1"}:
            continue
        annotation = run("", known, date.fromisoformat(row["date"]), title=row["headline"])
        told = {"new"} if any(claim.novelty for claim in annotation.claims) else set()
        gold = {"new"} if row["label"] == "1" else set()
        score.add(told, gold)
        if told != gold:
            report.notes.append(f"novelty {'missed' if gold else 'false'}: {row['headline'][:140]}")
    report.line("headlines", "stated novelty", score)
