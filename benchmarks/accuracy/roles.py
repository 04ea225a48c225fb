"""Who did it to whom, on ConfliBERT's cameo_ner: sentences with the spans of sources and of targets."""

import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks.accuracy.report import Report
from benchmarks.accuracy.subject import run
from services.enrich.annotate.known import Knowledge


def cameo(path: Path) -> Iterator[tuple[str, list[tuple[int, int]], list[tuple[int, int]]]]:
    """Sentences of the BIO file with the spans of sources and of targets."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        pairs = [line.rsplit(" ", 1) for line in block.splitlines() if " " in line]
        text = ""
        spans: dict[str, list[tuple[int, int]]] = {}
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


def roles(path: Path, known: Knowledge, report: Report, part: slice) -> None:
    """Source and target of any claim of the sentence overlap the gold spans; measured on sentences with a claim."""
    sentences = list(cameo(path))[part]
    both = source_right = target_right = claimed = full = 0
    for text, sources, targets in sentences:
        annotation = run(text, known)
        if not annotation.claims:
            continue
        claimed += 1
        spans = {actor.party: [] for actor in annotation.actors}  # type: dict[str | None, list[tuple[int, int]]]
        for actor in annotation.actors:
            spans[actor.party] += [(m.start, m.end) for m in actor.mentions]
        hits = [
            (_touches(claim.sources, spans, sources), _touches(claim.targets, spans, targets))
            for claim in annotation.claims
        ]
        source_right += any(source for source, _ in hits)
        target_right += any(target for _, target in hits)
        full += bool(sources and targets)
        both += any(source and target for source, target in hits)
    report.share("cameo", "sentences with a claim", claimed, len(sentences))
    report.share("cameo", "source right, of those", source_right, claimed)
    report.share("cameo", "target right, of those with both in gold", target_right, full)
    report.share("cameo", "both right, of those with both in gold", both, full)


def _touches(ids: tuple[str, ...], spans: dict[str | None, list[tuple[int, int]]], gold: list[tuple[int, int]]) -> bool:
    mentions = [span for ident in ids for span in spans.get(ident, [])]
    return any(start < end2 and start2 < end for start, end in mentions for start2, end2 in gold)
