"""Types of claims on Zero-Shot-PLOVER: one root a sentence."""

import csv
from collections import Counter
from pathlib import Path

from benchmarks.accuracy.report import Report
from benchmarks.accuracy.score import Score
from benchmarks.accuracy.subject import run
from services.enrich.annotate.known import Knowledge

_PART_OF = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
"""The older PLOVER of the corpus has one type for both."""


def types(path: Path, known: Knowledge, report: Report, part: slice) -> None:
    """PLOVER root: the first claim of each sentence against the gold root; macro-F1 over the roots."""
    rows = list(csv.DictReader(path.open(encoding="utf-8"), delimiter="\t"))[part]
    scores: dict[str, Score] = {}
    silent, any_right = 0, 0
    confused: Counter[str] = Counter()
    for row in rows:
        gold = row["gold_root"]
        found = [_PART_OF.get(claim.type, claim.type) for claim in run(row["sentence"], known).claims]
        best = found[0] if found else "none"
        silent += not found
        any_right += gold in found
        scores.setdefault(gold, Score()).gold += 1
        if best != "none":
            scores.setdefault(best, Score()).found += 1
        scores[gold].right += best == gold
        if best != gold:
            confused[f"{gold} as {best}"] += 1
    gold_roots = [score for score in scores.values() if score.gold]
    report.share("plover", "macro-F1, first claim", sum(s.f1 for s in gold_roots), len(gold_roots))
    report.share("plover", "right root among the claims", any_right, len(rows))
    report.share("plover", "sentences without a claim", silent, len(rows))
    for root, score in sorted(scores.items()):
        report.line("plover", root, score)
    report.worst("plover confusions", confused)
