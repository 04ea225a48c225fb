"""Where an article is: the countries and regions that it names, and where its other names are likely to lie.

Each name votes for the places that it may mean, in shares that sum to one, so that a common name says little. What
lies near what many names may mean wins over what lies alone: a county and three small towns of one state settle each
other, though each by itself is a larger place elsewhere.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.gazetteer import Candidate

Region = tuple[str, str]
"""A country's code and the name of a first-level region of it."""
_Where = TypeVar("_Where", bound=Hashable)
LOCAL = frozenset({"city", "admin2"})
"""Features that lie in one spot: a river or a state is near to too much."""
WORTH = 0.02
"""The share from which a candidate votes."""
_ROW = 4096
"""Cells are counted from west to east in rows of so many."""
_FINE, _FINE_CELLS = 3, 1 << 24
"""Fine cells to a degree, and where their numbers begin."""
_AROUND = tuple(row * _ROW + column for row in (-1, 0, 1) for column in (-1, 0, 1))
_ELSEWHERE = frozenset({"city", "county", "township"})
"""What follows a state's name in the name of something that may lie elsewhere: "Kansas City", "Delaware County"."""
_POSTAL = 4
"""Letters of a short form, up to which it may be a word: "Ore.", "Miss", "La"."""
_NOT_PLAIN = frozenset({"washington", "georgia", "new york"})
"""States whose names are as often a city's or a country's."""
_FIRST_HALVES = frozenset({"new", "north", "south", "west", "rhode"})


@dataclass(frozen=True, slots=True)
class Votes:
    """Weights of countries, of first-level regions, and of cells (each with the eight around it)."""

    countries: dict[str, float] = field(default_factory=dict)
    regions: dict[Region, float] = field(default_factory=dict)
    cells: dict[int, float] = field(default_factory=dict)

    def add(self, other: "Votes") -> None:
        """Adds the other's weights to these."""
        add(self.countries, other.countries)
        add(self.regions, other.regions)
        add(self.cells, other.cells)


def add(mine: dict[_Where, float], more: Mapping[_Where, float]) -> None:
    """Adds weights to mine, where by where."""
    known = mine.get
    for where, weight in more.items():
        mine[where] = known(where, 0.0) + weight


def votes(shares: Iterable[tuple[Candidate, float]]) -> Votes:
    """The votes of one name: its candidates with their shares."""
    made = Votes()
    for place, share in shares:
        if share < WORTH:
            continue
        if place.country:
            made.countries[place.country] = made.countries.get(place.country, 0.0) + share
            if place.admin1:
                region = (place.country, place.admin1)
                made.regions[region] = made.regions.get(region, 0.0) + share
        if place.feature in LOCAL:
            wide, close = cells(place)
            add_around(made.cells, wide, share)
            add_around(made.cells, close, share)
    return made


def add_around(weights: dict[int, float], middle: int, share: float) -> None:
    """Adds a share to a cell and to the eight around it."""
    known = weights.get
    for step in _AROUND:
        cell = middle + step
        weights[cell] = known(cell, 0.0) + share


def cells(place: Candidate) -> tuple[int, int]:
    """The cell of a degree, and the one of a third of it, in which a place lies."""
    north, east = place.latitude + 90.0, place.longitude + 180.0
    return int(north) * _ROW + int(east), _FINE_CELLS + int(north * _FINE) * _ROW + int(east * _FINE)


def states_named(sentences: Iterable[Sentence], us_states: Mapping[str, str]) -> Counter[Region]:
    """How often the text names each state of the USA, also in other names: "Ohio State Police"."""
    found: Counter[Region] = Counter()
    for sentence in sentences:
        low = (*sentence.low, "", "")
        for index, word in enumerate(sentence.low):
            if word in _FIRST_HALVES:
                name, after = f"{word} {low[index + 1]}", low[index + 2]
            elif word in us_states:
                name, after = word, low[index + 1]
            else:
                continue
            state = us_states.get(name) if len(name) > _POSTAL and name not in _NOT_PLAIN else None
            if state is not None and sentence.tokens[index][0].isupper() and after not in _ELSEWHERE:
                found["USA", state] += 1
    return found
