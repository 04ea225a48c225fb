"""Claims made of sentences in which nothing happens: our own sentences (no_event.txt), so no corpus is needed."""

from collections import Counter
from pathlib import Path

from benchmarks.accuracy.report import Report
from benchmarks.accuracy.subject import run
from schemas.claims import Claim
from services.enrich.annotate.known import Knowledge

_SENTENCES = Path(__file__).parent.parent / "no_event.txt"


def sentences(part: slice = slice(None), path: Path = _SENTENCES) -> list[str]:
    """Those of the part, which counts from the first sentence of the file."""
    lines = path.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")][part]


def false_claims(text: str, known: Knowledge) -> tuple[Claim, ...]:
    """Every claim made of it, for none is right."""
    return run(text, known).claims


def no_event(known: Knowledge, report: Report, part: slice) -> None:
    """Ours."""
    eventless(_SENTENCES, known, report, part)


def eventless(path: Path, known: Knowledge, report: Report, part: slice) -> None:
    """False claims per 100 sentences of such a file, and how many sentences have one."""
    measured, corpus = sentences(part, path), path.stem.replace("_", " ")
    types: Counter[str] = Counter()
    with_claims = 0
    for text in measured:
        claims = false_claims(text, known)
        with_claims += bool(claims)
        types.update(claim.type for claim in claims)
        if claims:
            report.error(corpus, f"{' '.join(claim.type for claim in claims)}: {text}")
    report.rate(corpus, "false claims per 100 sentences", types.total() * 100, len(measured))
    report.share(corpus, "sentences with a false claim", with_claims, len(measured))
    report.worst(f"{corpus} types", types)
