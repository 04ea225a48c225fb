"""Finds the names of places in a sentence; which place each is, resolve.py decides.

A name of the gazetteer is not yet a place: "Nice", "Reading", "Jordan Peterson". What counts is what stands beside it:
a preposition of place, a region after a comma, a word of its kind ("the town of"), against a person's name or a verb.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from services.enrich.annotate import literal
from services.enrich.annotate.document import Sentence
from services.enrich.annotate.entities import Entity
from services.enrich.knowledge.compile import key
from services.enrich.knowledge.gazetteer import Candidate, Gazetteer
from services.enrich.knowledge.wordsets import word_set

MAX_WORDS = 5
_LOCATIVE = word_set("places_locative")
_KINDS = word_set("places_kinds")
_CIVIC = word_set("places_civic")
_NAMING = word_set("places_naming")
_LINKS = word_set("places_links")
_OPENERS = word_set("places_openers")
_CALENDAR = word_set("places_calendar")
_SPEAKING = word_set("places_speaking")
_TITLES = word_set("places_titles")
_WORDS = word_set("places_common")
_WEAK = 50_000
"""Population from which a bare name may be a place without any sign beside it."""
_REGION_WEIGHT = 500_000
"""What a region, sea or other site counts for as if it were people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A name that may be a place: tokens start to end, its candidates, and how sure the words around make it.

    strong: something beside it says place. country, admin1: of the region or country right after it ("Paris, Texas");
    admin1 is the region's name in the gazetteer.
    """

    start: int
    end: int
    candidates: tuple[Candidate, ...]
    strong: bool
    literal: bool
    country: str | None = None
    admin1: str | None = None
    dateline: bool = False
    entity: Entity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """The gazetteer, and the names of US states, short ones too, to the state."""

    gazetteer: Gazetteer
    us_states: dict[str, str]


def find(sentence: Sentence, entities: list[Entity], atlas: Atlas, persons: set[str]) -> list[Spot]:
    """The spots of a sentence from left to right. persons: surnames that the article has told; adds those it sees."""
    return list(_Search(sentence, entities, atlas, persons).spots())


class _Search:
    """One pass over a sentence."""

    def __init__(self, sentence: Sentence, entities: list[Entity], atlas: Atlas, persons: set[str]) -> None:
        self.sentence, self.low, self.tokens, self.atlas = sentence, sentence.low, sentence.tokens, atlas
        self.persons = persons
        self.at: list[Entity | None] = [None] * len(sentence)
        for named in entities:
            if named.form != "role":
                self.at[named.start : named.end] = [named] * (named.end - named.start)
        letters = [piece for piece in sentence.tokens if piece.isalpha() and len(piece) > 3]
        self.titled = len(letters) > 3 and sum(piece[0].isupper() for piece in letters) > 0.75 * len(letters)
        self.dateline = literal.dateline_end(sentence)

    def spots(self) -> Iterator[Spot]:
        """The spots from left to right."""
        index = 0
        while index < len(self.low):
            entity = self.at[index]
            spot = self._of_entity(entity) if entity is not None else self._state_at(index) or self._longest(index)
            if spot is not None:
                yield spot
            index = entity.end if entity is not None else spot.end if spot is not None else index + 1

    def _of_entity(self, entity: Entity) -> Spot | None:
        """A country or capital as a place; literal unless it acts."""
        if entity.form not in {"name", "capital"} or entity.kind != "state" or entity.modifier:
            return None
        named = self.atlas.gazetteer.candidates(key(self.low[entity.start : entity.name_end]))
        dateline = entity.start < self.dateline
        lies = dateline or not literal.acts(self.sentence, entity)
        region = self._region_after(entity.end) if entity.form == "capital" else None
        fitting, country, admin1 = named, None, None
        if region is not None:
            country, admin1 = region
        elif not (lies and entity.form == "capital"):
            fitting, country = _of_country(named, entity)
        return Spot(
            start=entity.start,
            end=entity.name_end,
            candidates=fitting,
            strong=True,
            literal=lies,
            dateline=dateline,
            country=country,
            admin1=admin1,
            entity=entity,
        )

    def _state_at(self, start: int) -> Spot | None:
        """A state of the USA after a comma, abbreviated or not: "Mobile, Ala.", "Paris, Texas"."""
        if start == 0 or self.tokens[start - 1] != "," or not self.tokens[start][0].isupper():
            return None
        found = self._state(start)
        if found is None:
            return None
        state, end = found
        candidates = self.atlas.gazetteer.candidates(key([state.lower()]) if " " not in state else state.lower())
        fitting = tuple(c for c in candidates if c.feature == "admin1" and c.country == "USA")
        return (
            Spot(start=start, end=end, candidates=fitting, strong=True, literal=True, country="USA", admin1=state)
            if fitting
            else None
        )

    def _state(self, start: int) -> tuple[str, int] | None:
        """The state named from this token on, and the token after it; a full stop belongs to an abbreviation."""
        for last in range(min(len(self.low), start + 4), start, -1):
            state = self.atlas.us_states.get(" ".join(self.low[start:last]))
            if state is not None and all(piece[0].isupper() or piece == "." for piece in self.tokens[start:last]):
                return state, last
        return None

    def _longest(self, start: int) -> Spot | None:
        tokens, low = self.tokens, self.low
        article = low[start] in _OPENERS and start + 2 < len(tokens) and tokens[start + 1] in "-‐‑–"
        if not (_is_name(tokens[start]) or (article and _is_name(tokens[start + 2]))):
            return None
        for end in self._ends(start):
            candidates = self.atlas.gazetteer.candidates(key(low[start:end]))
            if candidates:
                return self._accepted(start, end, candidates)
        return None

    def _ends(self, start: int) -> Iterator[int]:
        """Where a name that starts here may end, the longest first."""
        ends: list[int] = []
        for index in range(start, min(len(self.low), start + 9)):
            gap = index > start and self.sentence.starts[index] > self.sentence.ends[index - 1] + 1
            if self.at[index] is not None or gap or len(ends) == MAX_WORDS:
                break
            if _is_name(self.tokens[index]) or (index == start and self.low[start] in _OPENERS):
                ends.append(index + 1)
            elif self.low[index] not in _LINKS:
                break
        return iter(reversed(ends))

    def _accepted(self, start: int, end: int, candidates: tuple[Candidate, ...]) -> Spot | None:
        """The spot, where what stands beside the name allows a place."""
        region = self._region_after(end)
        dateline = start < self.dateline
        told = dateline or region is not None or self._has_kind(start, end)
        strong = told or self._is_locative_before(start)
        if end - start == 1 and not self._may_stand_alone(start, told, strong, candidates):
            return None
        if not told and self._in_longer_name(start, end, strong):
            return None
        country, admin1 = region or (None, None)
        return Spot(
            start=start,
            end=end,
            candidates=candidates,
            strong=strong,
            literal=True,
            dateline=dateline,
            country=country,
            admin1=admin1,
        )

    def _may_stand_alone(self, start: int, told: bool, strong: bool, candidates: tuple[Candidate, ...]) -> bool:
        word = self.low[start]
        if (
            word in _CALENDAR
            or ((word in _WORDS or word in self.persons) and not told)
            or (len(word) < 4 and not strong)
        ):
            return False
        after = self.low[start + 1] if start + 1 < len(self.low) else ""
        if not told and (after in _SPEAKING or (start and self.low[start - 1] in _TITLES)):
            self.persons.add(word)
            return False
        size = max(c.population if c.feature == "city" else _REGION_WEIGHT for c in candidates)
        opening = start == 0 or self.titled or self.tokens[start - 1] in {".", '"', "“", ":"}
        return strong or size >= (4 * _WEAK if opening else _WEAK)

    def _has_kind(self, start: int, end: int) -> bool:
        """Whether a word of its kind stands by: "the town of X", "X province"."""
        before = start > 1 and self.low[start - 1] == "of" and self.low[start - 2] in _KINDS
        after = end < len(self.low) and self.low[end] in _KINDS and self.tokens[end].islower()
        return before or after

    def _is_locative_before(self, start: int) -> bool:
        index = start - 1
        if index >= 0 and self.low[index] == "the":
            index -= 1
        return index >= 0 and self.low[index] in _LOCATIVE

    def _in_longer_name(self, start: int, end: int, strong: bool) -> bool:
        """Whether capitalised words beside it make it a part of another name: "Jordan Peterson", "Mary Lincoln"."""
        following = self.low[end] if end < len(self.low) else ""
        if following in _NAMING and self.tokens[end][0].isupper():
            return True
        if self.titled:
            return False
        opening = start == 1 and self.low[0] in _WORDS
        before = start > 0 and not opening and self._is_part(start - 1)
        if before and end - start == 1 and not self.titled:
            self.persons.add(self.low[start])
        after = end < len(self.low) and self._is_part(end) and self.low[end] not in _CIVIC
        if end - start > 1:
            return before and not strong
        return before or after

    def _is_part(self, index: int) -> bool:
        piece, word = self.tokens[index], self.low[index]
        known = self.at[index] is not None or word in _CALENDAR or word in _LOCATIVE or word in _KINDS
        return _is_name(piece) and not known and len(piece) > 1

    def _region_after(self, end: int) -> tuple[str | None, str | None] | None:
        """(country, first-level region) after a comma: "Paris, Texas", "Aleppo, Syria", "Mobile, Ala."."""
        if end + 1 >= len(self.low) or self.tokens[end] != ",":
            return None
        entity = self.at[end + 1]
        if entity is not None:
            return (entity.country, None) if entity.form == "name" and entity.kind == "state" else None
        found = self._state(end + 1)
        return ("USA", found[0]) if found else None


def _of_country(named: tuple[Candidate, ...], entity: Entity) -> tuple[tuple[Candidate, ...], str | None]:
    """The candidates that a country's name or a government's seat may mean, and the country where that is plain."""
    wanted = {"country", "admin1"} if entity.form == "name" else {"city"}
    own = [candidate for candidate in named if candidate.country == entity.country]
    fitting = [candidate for candidate in own if candidate.feature in wanted] or own
    if entity.form == "name" and entity.country == "GEO":  # Georgia is a state of the USA too
        states = [candidate for candidate in named if candidate.feature == "admin1" and candidate.country == "USA"]
        return (*fitting, *states), None
    return tuple(fitting), entity.country


def _is_name(piece: str) -> bool:
    return piece[0].isupper() and piece[0].isalpha()
