"""History: rows of event data as annotations, so that the memory knows what happened before it began to watch."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from typing import Any, cast
from zlib import crc32

from schemas import ids
from schemas.annotations import Actor, ArticleAnnotated, Place
from schemas.claims import Claim, EventTime, Evidence
from services.enrich.errors import BadAnnotation
from services.enrich.novelty.mapping import MappingTable, Row

CONFIDENCE = 0.8
"""Rows are coded by people from several sources, but one row is still one source here."""

Naming = Callable[[str], Actor | None]
"""The actor that a name names (services.enrich.novelty.naming), or None where it is not known."""

CountryCode = Callable[[str], str | None]
"""The ISO 3166-1 alpha-3 code of a country's name."""

_OFFICIAL = re.compile(
    r"^(?:the )?(?:government|military forces|police forces|armed forces|state forces) of (.+)$", re.I
)
_PEOPLE = (
    (re.compile(r"^(?:civilian|citizen|protester|rioter|labor group|student|refugee)s?\b", re.I), "civilian"),
    (re.compile(r"^unidentified (?:armed group|gunm[ae]n|militia)", re.I), "rebel"),
)
"""People as annotate knows them, by country and sector: "SYR/civilian"."""

_PARENTHESES = re.compile(r"\s*\([^()]*\)")


def annotation(
    row: Row, mapping: MappingTable, naming: Naming, country: CountryCode, *, news: bool
) -> ArticleAnnotated:
    """The row as an annotation with one claim; history unless it is news. Raises BadAnnotation: what the row lacks."""
    day, act = mapping.day(row), mapping.given(row, "act")
    name, identity = mapping.text(row, "source"), mapping.text(row, "id")
    if identity is None or day is None or act is None or name is None:
        lacks = {"id": identity, "day": day, "act": act, "source": name}
        raise BadAnnotation(f"the row gives no {', no '.join(what for what, value in lacks.items() if value is None)}")
    where = mapping.text(row, "country")
    source = _actor(name, mapping.text(row, "source_country"), where, naming, country)
    other = mapping.text(row, "target")
    target = None if other is None else _actor(other, mapping.text(row, "target_country"), where, naming, country)
    place = _place(row, mapping, country)
    article = ids.derive("article", "history", mapping.name, identity)
    return ArticleAnnotated(
        article_id=article,
        published_at=datetime.combine(day, time(), UTC),
        publisher=mapping.text(row, "publisher") or mapping.name,
        url=mapping.text(row, "url"),
        actors=(source,) if target is None or target.id == source.id else (source, target),
        places=() if place is None else (place,),
        claims=(_claim(row, mapping, article, act, day, source, target, place),),
        history=not news,
        annotator=f"history/{mapping.name}",
    )


def _claim(
    row: Row,
    mapping: MappingTable,
    article: str,
    act: str,
    day: date,
    source: Actor,
    target: Actor | None,
    place: Place | None,
) -> Claim:
    claim_type, _, mode = act.partition(":")
    precision = cast(Any, mapping.given(row, "precision") or "day")
    text = mapping.text(row, "text") or ""
    return Claim(
        id=ids.claim_id(article, 1, "text", 0, len(text), claim_type, 0),
        type=cast(Any, claim_type),
        mode=mode or None,
        sources=(source.id,),
        targets=() if target is None else (target.id,),
        place=None if place is None else place.geonames_id,
        time=EventTime(value=day.isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]], precision=precision),
        status="actual",
        evidence=Evidence(field="text", start=0, end=len(text), text=text),
        confidence=CONFIDENCE,
    )


def _actor(name: str, of_country: str | None, where: str | None, naming: Naming, country: CountryCode) -> Actor:
    """Known by its full name, as the forces of a country, by the country that the row gives, or by itself.

    People without a group of their own ("Civilians (Syria)") are those of the country named with them, or of the place.
    """
    bare = _PARENTHESES.sub("", name).strip() or name
    official = _OFFICIAL.match(bare)
    if official is not None and (code := country(official[1])) is not None:
        return _state(code, official[1])
    sector = next((sector for pattern, sector in _PEOPLE if pattern.match(bare)), None)
    home = _first_code(country, (*_named_with(name), of_country, where))
    if sector is not None and home is not None:
        ident = f"{home}/{sector}"
        return Actor(id=ident, name=name, kind="organisation", country=home, sector=sector, party=ident)
    known = naming(name) or naming(bare)
    if known is not None:
        return known
    code = _first_code(country, (bare, of_country))
    return (
        Actor(id=bare, name=bare, kind="armed_group", party=bare) if code is None else _state(code, of_country or bare)
    )


def _named_with(name: str) -> list[str]:
    return [text.strip(" ()") for text in _PARENTHESES.findall(name)]


def _first_code(country: CountryCode, names: Iterable[str | None]) -> str | None:
    codes = (country(name) for name in names if name)
    return next((code for code in codes if code is not None), None)


def _state(code: str, name: str) -> Actor:
    return Actor(id=code, name=name, kind="state", country=code, party=code)


def _place(row: Row, mapping: MappingTable, country: CountryCode) -> Place | None:
    """The row's place. Its id is negative: it is no entry of GeoNames, and only ties the claim to it."""
    named = mapping.text(row, "country")
    code = None if named is None else country(named)
    name, admin1 = mapping.text(row, "place"), mapping.text(row, "admin1")
    if code is None and name is None:
        return None
    return Place(
        geonames_id=-1 - crc32(f"{code}|{admin1}|{name}".encode()),
        name=name or named or "",
        country=code,
        admin1=admin1,
        latitude=_degrees(mapping.text(row, "latitude")),
        longitude=_degrees(mapping.text(row, "longitude")),
    )


def _degrees(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None
