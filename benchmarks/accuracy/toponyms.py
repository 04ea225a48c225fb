"""Corpora of places: articles with their toponyms, where they stand and where they lie."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """A name in a text. start, end: code points. point: latitude and longitude in degrees, if the corpus has them."""

    start: int
    end: int
    word: str
    point: tuple[float, float] | None


Article = tuple[str, list[Toponym]]
Read = Callable[[Path], Iterator[Article]]


def lgl(path: Path) -> Iterator[Article]:
    """Articles of LGL: local American news."""
    for article in parse(path).iter("article"):
        yield article.findtext("text") or "", [_lgl_toponym(each) for each in article.iter("toponym")]


def _lgl_toponym(found: Element) -> Toponym:
    tag = found.find("gaztag")
    point = _point(found if tag is None else tag)
    return Toponym(start=_at(found, "start"), end=_at(found, "end"), word=found.findtext("phrase") or "", point=point)


def geovirus(path: Path) -> Iterator[Article]:
    """Articles of GeoVirus: world news of epidemics."""
    for article in parse(path).iter("article"):
        text = article.findtext("text") or ""
        yield text, [_geovirus_toponym(each, text) for each in article.iter("location")]


def _geovirus_toponym(found: Element, text: str) -> Toponym:
    """Some of its offsets count from 1."""
    word, start, end = found.findtext("name") or "", _at(found, "start"), _at(found, "end")
    shift = int(text[start:end] != word and text[start - 1 : end - 1] == word)
    return Toponym(start=start - shift, end=end - shift, word=word, point=_point(found))


def _at(element: Element, name: str) -> int:
    return int(element.findtext(name) or 0)


def _point(element: Element) -> tuple[float, float] | None:
    latitude, longitude = element.findtext("lat"), element.findtext("lon")
    return (float(latitude), float(longitude)) if latitude and longitude else None
