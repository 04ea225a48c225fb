"""How well annotate does on texts that carry gold labels; prints tables and the worst confusions.

    python -m benchmarks.accuracy FOLDER          # every corpus that it knows below the folder
    python -m benchmarks.accuracy FOLDER --every 2 --from 1   # the odd articles alone: a part that was not tuned on

Corpora: LGL and GeoVirus (places), Zero-Shot-PLOVER (types), ConfliBERT cameo_ner (roles), headlines with cues.
"""

import argparse
import csv
import math
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import parse
from rich.console import Console
from rich.table import Table

from schemas.annotations import ArticleAnnotated
from services.enrich.annotate import known as knowledge
from services.enrich.annotate.annotate import Input, annotate
from services.enrich.annotate.known import Knowledge

NEAR_KM = 161.0
"""100 miles: the usual measure of resolved places (Gritta et al., A Pragmatic Guide to Geoparsing Evaluation)."""
_TODAY = date(2020, 1, 1)
_PART_OF = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}
"""The older PLOVER of the corpus has one type for both."""
Gold = list[tuple[int, int, str, float | None, float | None]]


@dataclass(slots=True)
class Score:
    """Counts of one measure, and what went wrong most often."""

    right: int = 0
    found: int = 0
    gold: int = 0
    missed: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        """Right of what was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Right of the gold."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, found: set[str], gold: set[str]) -> None:
        """Counts one set of labels."""
        self.right += len(found & gold)
        self.found += len(found)
        self.gold += len(gold)
        self.missed.update(gold - found)
        self.extra.update(found - gold)


@dataclass(slots=True)
class Report:
    """The lines of the table, and the confusions under it."""

    table: Table = field(
        default_factory=lambda: Table("corpus", "measure", "P", "R", "F1 / share", "of", title="Accuracy of annotate")
    )
    notes: list[str] = field(default_factory=list)

    def line(self, corpus: str, measure: str, score: Score) -> None:
        """Precision, recall, F1."""
        numbers = (f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}", str(score.gold))
        self.table.add_row(corpus, measure, *numbers)

    def share(self, corpus: str, measure: str, right: float, total: int) -> None:
        """One share."""
        self.table.add_row(corpus, measure, "", "", f"{right / total if total else 0:.3f}", str(total))

    def worst(self, title: str, counts: Counter[str]) -> None:
        """The most frequent errors."""
        self.notes.append(f"{title}: " + ", ".join(f"{name} {count}" for name, count in counts.most_common(25)))


def run(text: str, known: Knowledge, day: date = _TODAY, title: str = "") -> ArticleAnnotated:
    """The annotation of a bare text."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return annotate(Input(article_id="gold", text=text, title=title, published_at=at), known, day)


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance by haversine."""
    one, two = math.radians(lat1), math.radians(lat2)
    half = math.sin((two - one) / 2) ** 2
    half += math.cos(one) * math.cos(two) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 12_742 * math.asin(math.sqrt(min(1.0, half)))


def lgl(path: Path) -> Iterator[tuple[str, Gold]]:
    """Articles of LGL with their toponyms."""
    for article in parse(path).iter("article"):
        gold: Gold = []
        for toponym in article.iter("toponym"):
            tag = toponym.find("gaztag")
            latitude = _number(tag, "lat") if tag is not None else _number(toponym, "lat")
            longitude = _number(tag, "lon") if tag is not None else _number(toponym, "lon")
            gold.append((*_span(toponym), toponym.findtext("phrase") or "", latitude, longitude))
        yield article.findtext("text") or "", gold


def geovirus(path: Path) -> Iterator[tuple[str, Gold]]:
    """Articles of GeoVirus with their locations; its offsets count from 1 before the name."""
    for article in parse(path).iter("article"):
        text = article.findtext("text") or ""
        gold: Gold = []
        for place in article.iter("location"):
            name, (start, end) = place.findtext("name") or "", _span(place)
            if text[start:end] != name and text[start - 1 : end - 1] == name:
                start, end = start - 1, end - 1
            gold.append((start, end, name, _number(place, "lat"), _number(place, "lon")))
        yield text, gold


def _span(element: Element) -> tuple[int, int]:
    return int(element.findtext("start") or 0), int(element.findtext("end") or 0)


def _number(element: Element, name: str) -> float | None:
    text = element.findtext(name)
    return float(text) if text else None


def places(name: str, articles: list[tuple[str, Gold]], known: Knowledge, report: Report) -> None:
    """Strict spans found, literal or not, and gold mentions resolved within 161 km."""
    spans, near, located = Score(), 0, 0
    wrong: Counter[str] = Counter()
    for text, gold in articles:
        annotation = run(text, known)
        found = {(m.start, m.end): place for place in annotation.places for m in place.mentions if m.field == "text"}
        wanted = {(start, end): (word, lat, lon) for start, end, word, lat, lon in gold}
        spans.right += len(found.keys() & wanted.keys())
        spans.found += len(found)
        spans.gold += len(wanted)
        spans.missed.update(wanted[span][0] for span in wanted.keys() - found.keys())
        spans.extra.update(text[start:end] for start, end in found.keys() - wanted.keys())
        for span, (word, lat, lon) in wanted.items():
            if lat is None or lon is None:
                continue
            located += 1
            place = found.get(span)
            if place is not None and place.latitude is not None and place.longitude is not None:
                close = distance_km(lat, lon, place.latitude, place.longitude) <= NEAR_KM
                near += close
                if not close:
                    wrong[f"{word} as {place.name}, {place.admin1 or ''} {place.country or ''}"] += 1
    report.line(name, "places found, strict span", spans)
    report.share(name, "resolved within 161 km, of all gold", near, located)
    report.worst(f"{name} missed", spans.missed)
    report.worst(f"{name} extra", spans.extra)
    report.worst(f"{name} resolved wrong", wrong)


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


def main() -> None:
    """Measures every corpus below the folder."""
    parser = argparse.ArgumentParser(description="Measure annotate on corpora with gold labels.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every n-th text")
    parser.add_argument("--from", dest="first", type=int, default=0, help="start at this text")
    given = parser.parse_args()
    part = slice(given.first, None, given.every)
    known, report, started = knowledge.load(), Report(), time.perf_counter()
    for name, read in (("lgl", lgl), ("geovirus", geovirus)):
        for path in given.folder.rglob(f"{name}.xml"):
            places(name, list(read(path))[part], known, report)
    for pattern, measure in (("plv_*.tsv", types), ("cameo_roles_*.txt", roles), ("headlines.tsv", novelty)):
        for path in sorted(given.folder.rglob(pattern)):
            measure(path, known, report, part)
    if not report.table.rows:
        sys.exit(
            f"no corpus lies below {given.folder}: lgl.xml, geovirus.xml, plv_*.tsv, cameo_roles_*.txt, headlines.tsv"
        )
    console = Console(width=110)
    console.print(report.table)
    for note in report.notes:
        console.print(note, markup=False, highlight=False)
    console.print(f"{time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
