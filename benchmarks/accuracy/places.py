"""Places on LGL and GeoVirus: names found, and points that they were given."""

import math
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import parse

from benchmarks.accuracy.report import Report
from benchmarks.accuracy.score import Score
from benchmarks.accuracy.subject import run
from services.enrich.annotate.known import Knowledge

NEAR_KM = 161.0
"""100 miles: the usual measure of resolved places (Gritta et al., A Pragmatic Guide to Geoparsing Evaluation)."""
Gold = list[tuple[int, int, str, float | None, float | None]]
Read = Callable[[Path], Iterator[tuple[str, Gold]]]


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


def places(name: str, read: Read, path: Path, known: Knowledge, report: Report, part: slice) -> None:
    """Strict spans found, literal or not, and gold mentions resolved within 161 km."""
    spans, near, located = Score(), 0, 0
    wrong: Counter[str] = Counter()
    for text, gold in list(read(path))[part]:
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
