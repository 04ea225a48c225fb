"""What a name means: one of the ways in which the news names one actor."""

from dataclasses import dataclass
from typing import Literal

from schemas.claims import ActorKind

Form = Literal[
    "name",
    "adjective",
    "demonym",
    "capital",
    "institution",
    "organisation",
    "group",
    "person",
    "surname",
    "lookalike",
]
STATE_SECTORS = frozenset({"government", "military", "police", "intelligence", "legislature", "judiciary"})
"""Sectors that act for their state; the others are parties of their own (SYR/opposition)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name of one actor. written: the exact tokens, for acronyms ("US", "IS", "WHO"), which count only so.

    party: the country or non-state actor that it acts for. theatres: countries one of which the article must name.
    lookalikes are no actors of their own: `states` are those that the name means, often none ("Gulf of Mexico").
    surname: folded, of a person: what later mentions use ("xi" of Xi Jinping).
    valid_from, valid_to: ISO 8601, as precise as known; empty is open.
    """

    id: str
    name: str
    kind: ActorKind
    form: Form
    party: str
    country: str | None = None
    sector: str | None = None
    written: str | None = None
    theatres: frozenset[str] = frozenset()
    valid_from: str = ""
    valid_to: str = ""
    states: tuple[str, ...] = ()
    surname: str = ""

    def holds_at(self, day: str) -> bool:
        """Whether the term covers this ISO day; a year is added, in which former holders keep their title."""
        late = f"{int(self.valid_to[:4]) + 1}{self.valid_to[4:]}" if self.valid_to else "9999"
        return self.valid_from[:7] <= day[:7] and day[:7] <= late
