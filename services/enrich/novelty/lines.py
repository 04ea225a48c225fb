"""A line of annotations, as `annotate`, `history` or a person wrote it: what novelty needs of it, leniently read.

Only `article_id` and the claims' `type`, `time` and actors are asked for. What else a claim must have is filled in: an
id from the article and its number, status actual, confidence 0.5, no evidence.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from schemas import ids
from schemas.annotations import ArticleAnnotated
from schemas.codec import InvalidData, decode_data
from services.enrich.errors import BadAnnotation

_EVIDENCE = {"field": "text", "start": 0, "end": 0, "text": ""}


def annotation(line: object) -> ArticleAnnotated:
    """The annotation that a parsed line holds; mentions are left out. Raises BadAnnotation."""
    if not isinstance(line, dict):
        raise BadAnnotation(f"an annotation is a JSON object, this is {type(line).__name__}")
    if "error" in line and "claims" not in line:
        raise BadAnnotation(f"the article was not annotated: {line['error']}")
    article = line.get("article_id") or line.get("id")
    filled = {
        **line,
        "article_id": article,
        "published_at": _zoned(line.get("published_at")),
        "actors": [_actor(each) for each in _objects(line, "actors")],
        "places": [{**each, "mentions": []} for each in _objects(line, "places")],
        "claims": [_claim(each, article, number) for number, each in enumerate(_objects(line, "claims"))],
    }
    try:
        return decode_data(ArticleAnnotated, filled)
    except InvalidData as error:
        raise BadAnnotation(str(error)) from None


def _objects(line: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = line.get(name) or []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise BadAnnotation(f"{name} of an annotation is a list of objects")
    return found


def _actor(found: Mapping[str, Any]) -> dict[str, Any]:
    country = found.get("country")
    kind = "state" if country is not None and country == found.get("id") else "organisation"
    return {"name": found.get("id"), "kind": kind, **found, "mentions": []}


def _claim(found: Mapping[str, Any], article: object, number: int) -> dict[str, Any]:
    made = ids.derive("claim", article, found.get("type"), number)
    filled = {"id": made, "status": "actual", "confidence": 0.5, "evidence": _EVIDENCE, **found}
    return filled | {"time": _time(found.get("time"))}


def _time(found: object) -> object:
    """A bare "2017-01-18", "2017-01" or "2017" says its own precision."""
    if not isinstance(found, str):
        return found
    precision = {4: "year", 7: "month"}.get(len(found), "day")
    return {"value": found, "precision": precision}


def _zoned(text: object) -> object:
    """A time without a zone, or a bare date, is taken as UTC: what people write by hand."""
    if not isinstance(text, str):
        return text
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadAnnotation(f"published_at {text!r} is no ISO 8601 time") from None
    return (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).isoformat()
