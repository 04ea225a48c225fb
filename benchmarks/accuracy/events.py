"""Types and roles on sentences of our own (events.txt): root, source and target, as their writer meant them."""

from pathlib import Path

from benchmarks.accuracy import plover, roles
from benchmarks.accuracy.report import Report
from benchmarks.accuracy.spans import Span
from services.enrich.annotate.known import Knowledge

_OWN = Path(__file__).parent.parent / "events.txt"


def own(path: Path = _OWN) -> list[plover.Sentence]:
    """ROOT|source|target|sentence, in the order of the file; several parties of a side are joined by " & "."""
    rows = [line.split("|") for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [
        plover.Sentence(text=text, root=root, sources=_spans(text, source), targets=_spans(text, target))
        for root, source, target, text in rows
    ]


def events(path: Path, known: Knowledge, report: Report, part: slice) -> None:
    """Such a file: the roots, and both roles of the sentences that have a claim."""
    sentences = own(path)[part]
    plover.measure(path.stem, sentences, known, report)
    roles.measure(path.stem, [(one.text, one.sources, one.targets) for one in sentences], known, report)


def own_events(known: Knowledge, report: Report, part: slice) -> None:
    """Ours."""
    events(_OWN, known, report, part)


def _spans(text: str, words: str) -> tuple[Span, ...]:
    return tuple(span for party in words.split(" & ") for span in plover.spans_of(text, party))
