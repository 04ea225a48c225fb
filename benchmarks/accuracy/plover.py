"""Types of claims on Zero-Shot-PLOVER: one root for what the marked source does to the marked target of a sentence."""

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from benchmarks.accuracy.report import Report
from benchmarks.accuracy.score import Score
from benchmarks.accuracy.spans import Span, mentions_of, touch
from benchmarks.accuracy.subject import run
from schemas.annotations import ArticleAnnotated
from schemas.claims import Claim
from services.enrich.annotate.known import Knowledge

_PART_OF = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
"""The older PLOVER of the corpus has one type for both."""
_NONE = "none"


class Roots:
    """One answer a sentence, counted per root."""

    def __init__(self) -> None:
        self.scores: dict[str, Score] = {}
        self.confused: Counter[str] = Counter()

    def add(self, answer: str, gold: str) -> None:
        """Counts one."""
        self.scores.setdefault(gold, Score()).gold += 1
        if answer != _NONE:
            self.scores.setdefault(answer, Score()).found += 1
        self.scores[gold].right += answer == gold
        if answer != gold:
            self.confused[f"{gold} as {answer}"] += 1

    def macro(self) -> tuple[float, int]:
        """The sum of F1 over the roots that gold has, and how many those are."""
        gold = [score for score in self.scores.values() if score.gold]
        return sum(score.f1 for score in gold), len(gold)


def types(path: Path, known: Knowledge, report: Report, part: slice) -> None:
    """Macro-F1 over the roots of the first claim, of the most confident, and of the one between the marked parties."""
    rows = list(csv.DictReader(path.open(encoding="utf-8"), delimiter="\t"))[part]
    first, best, marked = Roots(), Roots(), Roots()
    silent = among = 0
    for row in rows:
        gold, annotation = row["gold_root"], run(row["sentence"], known)
        claims = annotation.claims
        silent += not claims
        among += gold in {_root(claim) for claim in claims}
        first.add(_root(*claims[:1]), gold)
        best.add(_root(*sorted(claims, key=lambda claim: -claim.confidence)[:1]), gold)
        marked.add(_root(*_between(annotation, _marked(row, "source"), _marked(row, "target"))[:1]), gold)
    report.share("plover", "macro-F1, first claim", *first.macro())
    report.share("plover", "macro-F1, most confident claim", *best.macro())
    report.share("plover", "macro-F1, claim that fits the marked parties best", *marked.macro())
    report.share("plover", "right root among the claims", among, len(rows))
    report.share("plover", "sentences without a claim", silent, len(rows))
    for root, score in sorted(first.scores.items()):
        report.line("plover", root, score)
    report.worst("plover confusions", first.confused)


def _root(*claims: Claim) -> str:
    return _PART_OF.get(claims[0].type, claims[0].type) if claims else _NONE


def _marked(row: dict[str, str], role: str) -> list[Span]:
    start = row["sentence"].find(row[role])
    return [(start, start + len(row[role]))] if start >= 0 else []


def _between(annotation: ArticleAnnotated, source: Sequence[Span], target: Sequence[Span]) -> list[Claim]:
    """The claims, those first whose source and target are the marked ones; one of them right comes next."""
    mentions = mentions_of(annotation)

    def fit(claim: Claim) -> int:
        return touch(claim.sources, mentions, source) + touch(claim.targets, mentions, target)

    return sorted(annotation.claims, key=fit, reverse=True)
