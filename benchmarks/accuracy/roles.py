"""Who did it to whom, on ConfliBERT's cameo_ner: sentences with the spans of sources and of targets."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.accuracy.report import Report
from benchmarks.accuracy.spans import Span, mentions_of, touch
from benchmarks.accuracy.subject import run
from schemas.annotations import ArticleAnnotated
from schemas.claims import Claim
from services.enrich.annotate.known import Knowledge


def cameo(path: Path) -> Iterator[tuple[str, list[Span], list[Span]]]:
    """Sentences of the BIO file with the spans of sources and of targets."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        pairs = [line.rsplit(" ", 1) for line in block.splitlines() if " " in line]
        text = ""
        spans: dict[str, list[Span]] = {}
        for word, label in pairs:
            glue = "" if not text or re.match(r"^[,.;:!?)%]$|^'s$|^n't$", word) else " "
            start = len(text) + len(glue)
            text += glue + word
            kind = label[-1]
            if label.startswith("B-"):
                spans.setdefault(kind, []).append((start, len(text)))
            elif label.startswith("I-") and spans.get(kind):
                spans[kind][-1] = (spans[kind][-1][0], len(text))
        if text:
            yield text, spans.get("S", []), spans.get("T", [])


@dataclass(slots=True)
class Judged:
    """Sentences and claims, and how many of them have their parties right."""

    sentences: int = 0
    claimed: int = 0
    source: int = 0
    full: int = 0
    target: int = 0
    both: int = 0
    claims: int = 0
    claims_right: int = 0

    def add(self, annotation: ArticleAnnotated, sources: Sequence[Span], targets: Sequence[Span]) -> None:
        """Counts one sentence."""
        self.sentences += 1
        if not annotation.claims:
            return
        self.claimed += 1
        mentions = mentions_of(annotation)
        hits = [_hits(claim, mentions, sources, targets) for claim in annotation.claims]
        self.source += any(source for source, _ in hits)
        if not (sources and targets):
            return
        self.full += 1
        self.target += any(target for _, target in hits)
        self.both += any(source and target for source, target in hits)
        two_sided = [hit for claim, hit in zip(annotation.claims, hits, strict=True) if claim.sources and _aims(claim)]
        self.claims += len(two_sided)
        self.claims_right += sum(source and target for source, target in two_sided)


def roles(path: Path, known: Knowledge, report: Report, part: slice) -> None:
    """A role is right if a mention of one of its actors overlaps a span of gold; measured on sentences with a claim.

    Of several claims the one that fits best stands for the sentence (gold marks one event of it). The last line is
    stricter: every claim with two sides, in sentences where gold has both; a second event of the sentence, which gold
    leaves out, counts as wrong there.
    """
    measure("cameo", list(cameo(path))[part], known, report)


def measure(
    corpus: str, sentences: Iterable[tuple[str, Sequence[Span], Sequence[Span]]], known: Knowledge, report: Report
) -> None:
    """The same for any sentences with their sources and targets."""
    judged = Judged()
    for text, sources, targets in sentences:
        judged.add(run(text, known), sources, targets)
    report.share(corpus, "sentences with a claim", judged.claimed, judged.sentences)
    report.share(corpus, "source right, of those", judged.source, judged.claimed)
    report.share(corpus, "target right, of those with both in gold", judged.target, judged.full)
    report.share(corpus, "both right in one claim, of those", judged.both, judged.full)
    report.share(corpus, "both right, of their claims with two sides", judged.claims_right, judged.claims)


def _aims(claim: Claim) -> tuple[str, ...]:
    """Whom a claim aims at: in a joint act without a target each of the parties meets the others."""
    return claim.targets or (claim.sources if claim.joint and len(claim.sources) > 1 else ())


def _hits(
    claim: Claim, mentions: dict[str, list[Span]], sources: Sequence[Span], targets: Sequence[Span]
) -> tuple[bool, bool]:
    return touch(claim.sources, mentions, sources), touch(_aims(claim), mentions, targets)
