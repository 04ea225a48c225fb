"""The levels at which a relation can be new, widest first, and the key under which each is remembered.

    relation ⊃ direction ⊃ type ⊃ mode ⊃ country ⊃ admin1

A claim that is new at a level is new at each narrower level that it has: its novelty is named by the widest.

A mutual act (a clash) is one of each on the other: remembered in both directions, and new where it is new in both.

A party alone has levels for what it does at home (AT_HOME), from the type on: that our memory holds no act of China
without a partner, or no attack whose target no text named, says nothing about China.
"""

from typing import get_args

from schemas.claims import ClaimType
from schemas.developments import Level
from services.enrich.novelty.observation import Observation
from services.enrich.novelty.relations import is_mutual

WIDEST_FIRST: tuple[Level, ...] = get_args(Level)
ALWAYS_KEPT = frozenset({"relation", "direction", "type", "sign"})
"""Levels of which a relation has few, whatever it sees: three directions of sixteen types, two signs."""

AT_HOME: frozenset[ClaimType] = frozenset({"COERCE", "MOBILIZE", "PROTEST", "RETREAT"})
"""Types that need no counterpart: tests and deployments, arrests, protests, withdrawals."""

_SEPARATOR = "\x1f"


def key(level: str, *parts: str | None) -> str:
    """The key of a level of a relation: its name, and what is told apart there."""
    return _SEPARATOR.join((level, *(part or "" for part in parts)))


def name_of(level_key: str) -> str:
    """The level's name, the key's first part."""
    return level_key.partition(_SEPARATOR)[0]


def path(observation: Observation) -> list[tuple[Level, tuple[str, ...]]]:
    """The levels that the claim has in its relation, widest first, each with its key or, of a mutual act, two keys."""
    direction = observation.made.relation.direction
    found = _path(observation, direction)
    if direction is None or not is_mutual(observation.made):
        return [(level, (one,)) for level, one in found]
    source, _, target = direction.partition(">")
    back = _path(observation, f"{target}>{source}")
    return [(level, tuple(dict.fromkeys((one, other)))) for (level, one), (_, other) in zip(found, back, strict=True)]


def _path(observation: Observation, direction: str | None) -> list[tuple[Level, str]]:
    claim, relation, place = observation.made.claim, observation.made.relation, observation.made.place
    act = (direction, claim.type)
    found: list[tuple[Level, str]] = []
    if relation.kind != "alone":
        found.append(("relation", key("relation")))
        if direction is not None:
            found.append(("direction", key("direction", direction)))
    elif claim.type not in AT_HOME:
        return []
    found.append(("type", key("type", *act)))
    if claim.mode is not None:
        found.append(("mode", key("mode", *act, claim.mode)))
    if place is None or place.country is None:
        return found
    if relation.kind != "territory":
        found.append(("country", key("country", *act, claim.mode, place.country)))
    if place.admin1 is not None:
        found.append(("admin1", key("admin1", *act, claim.mode, place.country, place.admin1)))
    return found


def stated_key(observation: Observation) -> str | None:
    """The key of what the claim itself states as new, or None; only the principal relation carries it."""
    claim, relation = observation.made.claim, observation.made.relation
    if claim.novelty is None or not relation.principal:
        return None
    when = "planned" if observation.role == "planned" else "happened"
    return key("stated", claim.novelty.kind, when, relation.direction, claim.type, claim.mode)
