"""A subscription: a filter with a webhook endpoint. What one says; `grammar` reads them from YAML."""

from dataclasses import dataclass
from typing import get_args
from urllib.parse import urlsplit

from schemas.claims import ClaimType, Status
from schemas.developments import Basis, NoveltyKind
from schemas.ids import derive

EVERYTHING_BUT_PLANNED: tuple[Status, ...] = tuple(status for status in get_args(Status) if status != "planned")
"""Statuses of a filter that names none: what is only planned has not happened."""

DEFAULT_RATE_PER_MINUTE = 600.0
DEFAULT_CONCURRENCY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Degrees, WGS 84, borders included. west > east crosses the 180th meridian."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """A point in degrees, WGS 84, and a radius along the ground."""

    latitude: float
    longitude: float
    radius_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Admin1:
    """A first-level division, "Aleppo" or "SYR/Aleppo"; country is None in the first form."""

    name: str
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where: one of these is enough. Countries are ISO 3166-1 alpha-3."""

    country: tuple[str, ...] = ()
    admin1: tuple[Admin1, ...] = ()
    box: tuple[Box, ...] = ()
    around: tuple[Around, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which developments. Each field that is given must hold; within a list one entry is enough, but for actors_all.

    kinds and basis are of one novelty: `kinds: [first]` with `basis: [observed]` wants an observed first.
    """

    actors_any: tuple[str, ...] = ()
    actors_all: tuple[str, ...] = ()
    places: Places | None = None
    types: tuple[ClaimType, ...] = ()
    kinds: tuple[NoveltyKind, ...] = ()
    basis: tuple[Basis, ...] = ()
    statuses: tuple[Status, ...] = EVERYTHING_BUT_PLANNED
    min_independent_reports: int = 0
    min_confidence: float = 0.0
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretSource:
    """Where a signing secret is, never its text: a file (relative to the subscriptions) or an environment variable."""

    kind: str
    name: str
    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A rule with a webhook endpoint. rate_per_minute and concurrency are the endpoint's limits in one process."""

    name: str
    endpoint: str
    secrets: tuple[SecretSource, ...]
    filter: Filter = Filter()
    rate_per_minute: float = DEFAULT_RATE_PER_MINUTE
    concurrency: int = DEFAULT_CONCURRENCY

    @property
    def endpoint_id(self) -> str:
        """Id of the endpoint: two subscriptions with the same URL share its circuit and its limits."""
        return derive("endpoint", self.endpoint)

    @property
    def host(self) -> str:
        """The host of the endpoint: the rest of its URL may hold a token, and is told to nobody."""
        return urlsplit(self.endpoint).hostname or ""
