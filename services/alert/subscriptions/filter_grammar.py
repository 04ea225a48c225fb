"""The filter of a subscription as YAML says it: every field, its words and its bounds. Pure."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, get_args

import yaml

from schemas.claims import ClaimType, Status
from schemas.developments import Basis, NoveltyKind
from services.alert.subscriptions.nodes import EMPTY, Reader
from services.alert.subscriptions.subscription import Admin1, Around, Box, Filter, Places

FILTER_KEYS = (
    "actors",
    "places",
    "types",
    "kinds",
    "basis",
    "statuses",
    "min_independent_reports",
    "min_confidence",
    "tags",
    "languages",
)
_COUNTRY = re.compile(r"[A-Z]{3}")
_BOX = {"west": 180.0, "south": 90.0, "east": 180.0, "north": 90.0}
_AROUND = {"latitude": (-90.0, 90.0), "longitude": (-180.0, 180.0), "radius_km": (0.001, 20_038.0)}
"""Least and most of each; half of the equator is as far as one can go."""


def read_filter(reader: Reader, node: yaml.Node) -> Filter:
    if isinstance(node, yaml.ScalarNode) and not node.value.strip():
        return Filter()
    found = reader.mapping(node, "filter", FILTER_KEYS)
    values: dict[str, Any] = {}
    for key, words in _WORDS.items():
        if key in found:
            values[key] = reader.choices(found[key], f"filter.{key}", words)
    for key in ("tags", "languages"):
        if key in found:
            values[key] = reader.texts(found[key], f"filter.{key}")
    if "actors" in found:
        values |= _actors(reader, found["actors"])
    if "places" in found:
        values["places"] = _places(reader, found["places"])
    if "min_independent_reports" in found:
        field = "min_independent_reports"
        values[field] = reader.whole(found[field], f"filter.{field}", 0, 1_000)
    if "min_confidence" in found:
        values["min_confidence"] = reader.number(found["min_confidence"], "filter.min_confidence", 0, 1)
    return Filter(**values)


_WORDS = {
    "types": get_args(ClaimType),
    "kinds": get_args(NoveltyKind),
    "basis": get_args(Basis),
    "statuses": get_args(Status),
}


def _actors(reader: Reader, node: yaml.Node) -> dict[str, tuple[str, ...]]:
    found = _some(reader, node, "filter.actors", ("any", "all"))
    return {f"actors_{key}": reader.texts(value, f"filter.actors.{key}") for key, value in found.items()}


def _places(reader: Reader, node: yaml.Node) -> Places:
    field = "filter.places"
    found = _some(reader, node, field, ("country", "admin1", "box", "around"))
    reads: dict[str, Callable[[Reader, yaml.Node, str], object]] = {
        "country": _country,
        "admin1": _admin1,
        "box": _box,
        "around": _around,
    }
    values: dict[str, Any] = {
        key: reader.each(value, f"{field}.{key}", partial(reads[key], reader)) for key, value in found.items()
    }
    return Places(**values)


def _some(reader: Reader, node: yaml.Node, field: str, allowed: tuple[str, ...]) -> dict[str, yaml.Node]:
    """The values of a mapping that says something: what an empty one should match, nobody could tell."""
    if isinstance(node, yaml.MappingNode) and not node.value:
        reader.fault(node, field, EMPTY)
    return reader.mapping(node, field, allowed)


def _country(reader: Reader, node: yaml.Node, field: str) -> str | None:
    code = reader.text(node, field)
    if code is not None and not _COUNTRY.fullmatch(code):
        reader.fault(node, field, f"{code!r} is no ISO 3166-1 alpha-3 code; Syria, say, is SYR")
        return None
    return code


def _admin1(reader: Reader, node: yaml.Node, field: str) -> Admin1 | None:
    text = reader.text(node, field)
    if text is None:
        return None
    country, slash, name = text.partition("/")
    if slash and (not _COUNTRY.fullmatch(country) or not name):
        reader.fault(node, field, f"{text!r} is neither a name nor an alpha-3 code, a slash and a name (SYR/Aleppo)")
        return None
    return Admin1(name=name, country=country) if slash else Admin1(name=text)


def _box(reader: Reader, node: yaml.Node, field: str) -> Box | None:
    found = _numbers(reader, node, field, {key: (-most, most) for key, most in _BOX.items()})
    if found is not None and found["south"] > found["north"]:
        reader.fault(node, field, f"south ({found['south']:g}) lies north of north ({found['north']:g})")
        return None
    return None if found is None else Box(**found)


def _around(reader: Reader, node: yaml.Node, field: str) -> Around | None:
    found = _numbers(reader, node, field, _AROUND)
    return None if found is None else Around(**found)


def _numbers(
    reader: Reader, node: yaml.Node, field: str, bounds: dict[str, tuple[float, float]]
) -> dict[str, float] | None:
    found = reader.mapping(node, field, tuple(bounds))
    if isinstance(node, yaml.MappingNode) and (missing := [key for key in bounds if key not in found]):
        reader.fault(node, field, f"lacks {', '.join(missing)}")
    read = {key: reader.number(found[key], f"{field}.{key}", *bounds[key]) for key in bounds if key in found}
    values = {key: value for key, value in read.items() if value is not None}
    return values if len(values) == len(bounds) else None
