"""Types of claims on sentences with one root for what the marked source does to the marked target: Zero-Shot-PLOVER."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with its root, and where its parties stand; a side that it does not name is empty."""

    text: str
    root: str
    sources: tuple[Span, ...] = ()
    targets: tuple[Span, ...] = ()


def types(path: Path, known: Knowledge, report: Report, part: slice) -> None:
    """The corpus."""
    measure("plover", read(path)[part], known, report)


def read(path: Path) -> list[Sentence]:
    """The sentences of the corpus in their order."""
    rows = list(csv.DictReader(path.open(encoding="utf-8"), delimiter="\t"))
    return [
        Sentence(
            text=row["sentence"],
            root=row["gold_root"],
            sources=tuple(spans_of(row["sentence"], row["source"])),
            targets=tuple(spans_of(row["sentence"], row["target"])),
        )
        for row in rows
    ]


def measure(corpus: str, sentences: Sequence[Sentence], known: Knowledge, report: Report) -> None:
    """Macro-F1 over the roots of the first claim, of the most confident, and of the one between the marked parties."""
    first, best, marked = Roots(), Roots(), Roots()
    silent = among = 0
    for sentence in sentences:
        gold, annotation = sentence.root, run(sentence.text, known)
        claims = annotation.claims
        silent += not claims
        among += gold in {_root(claim) for claim in claims}
        first.add(_root(*claims[:1]), gold)
        best.add(_root(*sorted(claims, key=lambda claim: -claim.confidence)[:1]), gold)
        marked.add(_root(*_between(annotation, sentence.sources, sentence.targets)[:1]), gold)
        if _root(*claims[:1]) != gold:
            report.error(f"{corpus} type", f"{gold} as {_root(*claims[:1])}: {sentence.text}")
    report.share(corpus, "macro-F1, first claim", *first.macro())
    report.share(corpus, "macro-F1, most confident claim", *best.macro())
    report.share(corpus, "macro-F1, claim that fits the marked parties best", *marked.macro())
    report.share(corpus, "right root among the claims", among, len(sentences))
    report.share(corpus, "sentences without a claim", silent, len(sentences))
    for root, score in sorted(first.scores.items()):
        report.line(corpus, root, score)
    report.worst(f"{corpus} confusions", first.confused)


def spans_of(text: str, words: str) -> Iterable[Span]:
    """Where the words first stand in the text, if they do."""
    start = text.find(words) if words else -1
    return [(start, start + len(words))] if start >= 0 else []


def _root(*claims: Claim) -> str:
    return _PART_OF.get(claims[0].type, claims[0].type) if claims else _NONE


def _between(annotation: ArticleAnnotated, source: Sequence[Span], target: Sequence[Span]) -> list[Claim]:
    """The claims, those first whose source and target are the marked ones; one of them right comes next."""
    mentions = mentions_of(annotation)

    def fit(claim: Claim) -> int:
        return touch(claim.sources, mentions, source) + touch(claim.targets, mentions, target)

    return sorted(annotation.claims, key=fit, reverse=True)
