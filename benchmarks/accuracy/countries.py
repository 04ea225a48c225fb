"""Countries of the actors of a sentence, against labels by hand (labels/country_sets.tsv states the rule)."""

import csv
from dataclasses import dataclass
from pathlib import Path

from benchmarks.accuracy.report import Report
from benchmarks.accuracy.roles import cameo
from benchmarks.accuracy.score import Score
from benchmarks.accuracy.subject import run
from schemas.annotations import ArticleAnnotated
from services.enrich.annotate.known import Knowledge

_LABELS = Path(__file__).parent.parent / "labels" / "country_sets.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Countries:
    """The labels of one sentence: `named` must be found, `open` may be."""

    number: int
    named: frozenset[str]
    open: frozenset[str]


def labels(path: Path = _LABELS) -> list[Countries]:
    """The labelled sentences in the order of their numbers."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter="\t")
    return [
        Countries(number=int(row["number"]), named=_codes(row["countries"]), open=_codes(row["open"])) for row in rows
    ]


def _codes(cell: str) -> frozenset[str]:
    return frozenset() if cell == "-" else frozenset(cell.split(","))


def named_countries(annotation: ArticleAnnotated) -> frozenset[str]:
    """Countries of the actors that the text mentions."""
    return frozenset(
        actor.country
        for actor in annotation.actors
        if actor.country is not None and any(mention.field == "text" for mention in actor.mentions)
    )


def countries(path: Path, known: Knowledge, report: Report, part: slice) -> None:
    """Codes of each labelled sentence, counted together (micro); and the share of sentences with exactly the set.

    Open codes count for nothing there; the last line counts every one that is found as wrong, the least it can be.
    """
    sentences = [text for text, _, _ in cameo(path)]
    score, strict, exact = Score(), Score(), 0
    measured = [label for label in labels() if label.number in range(len(sentences))[part]]
    for label in measured:
        told = named_countries(run(sentences[label.number], known))
        strict.add(set(told), set(label.named))
        found = told - label.open
        score.add(set(found), set(label.named))
        exact += found == label.named
        if found != label.named:
            report.error("countries", f"{label.number} {_difference(found, label.named)}: {sentences[label.number]}")
    report.line("cameo", "countries of actors, a sentence", score)
    report.share("cameo", "sentences with exactly those", exact, len(measured))
    report.line("cameo", "countries, with open ones wrong", strict)
    report.worst("countries missed", score.missed)
    report.worst("countries extra", score.extra)


def _difference(found: frozenset[str], gold: frozenset[str]) -> str:
    return " ".join([f"-{code}" for code in sorted(gold - found)] + [f"+{code}" for code in sorted(found - gold)])
