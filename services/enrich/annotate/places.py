"""Finds the names of places in a sentence; which place each is, resolve.py decides.

A name of the gazetteer is not yet a place: "Nice", "Reading", "Jordan Peterson". What counts is what stands beside it:
a preposition of place, a region after a comma, a word of its kind ("the town of"), against a person's name or a verb.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from services.enrich.annotate.actors import Entity
from services.enrich.annotate.document import Sentence
from services.enrich.annotate.roles import is_locative
from services.enrich.knowledge.compile import key
from services.enrich.knowledge.gazetteer import Candidate, Gazetteer
from services.enrich.knowledge.wordsets import word_set

MAX_WORDS = 5
_LOCATIVE = word_set("places_locative")
_KINDS = word_set("places_kinds")
_LINKS = word_set("places_links")
_PARTS = word_set("places_parts")
_OPENERS = word_set("places_openers")
_CALENDAR = word_set("places_calendar")
_WORDS = word_set("places_common")
"""Words and given names that the gazetteer knows as villages: no places unless the text says so ("in Reading")."""
_WEAK = 50_000
"""Population from which a bare name may be a place without any sign beside it."""
_LITERAL_BEFORE = word_set("places_literal_before")
_ACTING_AFTER = word_set("places_acting_after")
_AGENCIES = word_set("places_agencies")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A name that may be a place: tokens start to end, its candidates, and how sure the words around make it.

    strong: something beside it says place. country, admin1: of the region or country right after it ("Paris, Texas");
    admin1 is folded.
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


def find(sentence: Sentence, entities: list[Entity], gazetteer: Gazetteer, regions: dict[str, str]) -> list[Spot]:
    """The spots of a sentence from left to right. regions: names of US states, short ones too, to the state."""
    at: list[Entity | None] = [None] * len(sentence)
    for named in entities:
        if named.form != "role":
            at[named.start : named.end] = [named] * (named.end - named.start)
    dateline = _dateline_end(sentence)
    found: list[Spot] = []
    index = 0
    titled = _is_titled(sentence)
    while index < len(sentence):
        entity = at[index]
        if entity is not None:
            spot = _of_entity(sentence, entity, gazetteer, index < dateline)
            if spot is not None:
                found.append(spot)
            index = entity.end
            continue
        spot = _longest(sentence, index, at, gazetteer, regions, titled, index < dateline)
        if spot is None:
            index += 1
        else:
            found.append(spot)
            index = spot.end
    return found


def _of_entity(sentence: Sentence, entity: Entity, gazetteer: Gazetteer, dateline: bool) -> Spot | None:
    """A country or capital as a place; literal unless it acts."""
    if entity.form not in {"name", "capital"} or entity.kind != "state" or entity.modifier:
        return None
    named = gazetteer.candidates(key(sentence.low[entity.start : entity.name_end]))
    wanted = {"country"} if entity.form == "name" else {"city", "admin1"}
    fitting = tuple(c for c in named if c.feature in wanted and c.country == entity.country)
    if entity.form == "name" and not fitting:
        fitting = tuple(c for c in named if c.country == entity.country)
    literal = dateline or not _acts(sentence, entity)
    return Spot(
        start=entity.start,
        end=entity.name_end,
        candidates=fitting,
        strong=True,
        literal=literal,
        dateline=dateline,
        country=entity.country,
        entity=entity,
    )


def _acts(sentence: Sentence, entity: Entity) -> bool:
    """Whether a country or capital stands for its government or people: it begins a clause, owns what follows, is told
    of by an office, or stands beside one that does. After a preposition of place it never does."""
    low = sentence.low
    index = entity.start - 1
    while index >= 0 and low[index] in {"the", "both"}:
        index -= 1
    before = low[index] if index >= 0 else ""
    after = low[entity.end] if entity.end < len(sentence) else "."
    if before == "of" and index > 0 and low[index - 1] not in _PARTS:
        return True
    if before in _LITERAL_BEFORE or is_locative(sentence, entity):
        return after in {"'s", "'"} and before not in _LITERAL_BEFORE and entity.form == "name" and before != "in"
    if entity.end > entity.name_end or after in {"'s", "'"}:
        return True
    return before in _ACTING_AFTER and after not in {".", ""}


def _is_titled(sentence: Sentence) -> bool:
    letters = [piece for piece in sentence.tokens if piece.isalpha() and len(piece) > 3]
    return len(letters) > 3 and sum(piece[0].isupper() for piece in letters) > 0.75 * len(letters)


def _dateline_end(sentence: Sentence) -> int:
    """The piece after a dateline ("BEIJING, Jan 18 (Reuters) -"), or 0."""
    low = sentence.low
    if sentence.field != "text" or sentence.start > 60 or not sentence.tokens[0][0].isupper():
        return 0
    for index, piece in enumerate(low[:14]):
        if piece in {"-", "—", "–"} and index and _spaced(sentence, index):
            capital = sentence.tokens[0].isupper() and len(sentence.tokens[0]) > 2
            agency = any(word in _AGENCIES for word in low[:index])
            return index if agency or (capital and index < 8) or index <= 3 else 0
        if piece == ":" and 0 < index <= 3:
            return index if sentence.tokens[0].isupper() and len(sentence.tokens[0]) > 2 else 0
    return 0


def _spaced(sentence: Sentence, index: int) -> bool:
    return sentence.starts[index] > sentence.ends[index - 1]


def _is_name_token(piece: str) -> bool:
    return piece[0].isupper() and piece[0].isalpha()


def _longest(
    sentence: Sentence,
    start: int,
    at: list[Entity | None],
    gazetteer: Gazetteer,
    regions: dict[str, str],
    titled: bool,
    dateline: bool,
) -> Spot | None:
    tokens, low = sentence.tokens, sentence.low
    opener = (
        low[start] in _OPENERS
        and start + 2 < len(tokens)
        and tokens[start + 1] in "-‐‑–"
        and _is_name_token(tokens[start + 2])
    )
    if not (_is_name_token(tokens[start]) or opener):
        return None
    for end in _ends(sentence, start, at):
        candidates = gazetteer.candidates(key(low[start:end]))
        if candidates:
            return _accepted(sentence, start, end, candidates, titled, dateline, at, regions)
    return None


def _ends(sentence: Sentence, start: int, at: list[Entity | None]) -> Iterator[int]:
    """Where a name that starts here may end, the longest first."""
    ends: list[int] = []
    words_seen = 0
    for index in range(start, min(len(sentence), start + 9)):
        if at[index] is not None or (index > start and sentence.starts[index] > sentence.ends[index - 1] + 1):
            break
        piece = sentence.tokens[index]
        if _is_name_token(piece) or (sentence.low[start] in _OPENERS and index == start):
            words_seen += 1
            ends.append(index + 1)
            if words_seen == MAX_WORDS:
                break
        elif sentence.low[index] not in _LINKS:
            break
    return iter(reversed(ends))


def _accepted(
    sentence: Sentence,
    start: int,
    end: int,
    candidates: tuple[Candidate, ...],
    titled: bool,
    dateline: bool,
    at: list[Entity | None],
    regions: dict[str, str],
) -> Spot | None:
    """The spot, where what stands beside the name allows a place."""
    low = sentence.low
    region = _region_after(sentence, end, at, regions)
    before = low[start - 1] if start else ""
    kind_before = before == "of" and start > 1 and low[start - 2] in _KINDS
    kind_after = end < len(low) and low[end] in _KINDS and sentence.tokens[end].islower()
    strong = dateline or region is not None or kind_before or kind_after or _is_locative_before(sentence, start)
    single = end - start == 1
    if single and (low[start] in _CALENDAR or (low[start] in _WORDS and not (dateline or region or kind_before))):
        return None
    if single and len(low[start]) < 4 and not strong:
        return None
    if not dateline and region is None and _in_longer_name(sentence, start, end, at, titled):
        return None
    top = max(c.population if c.feature == "city" else _WEAK for c in candidates)
    if single and not strong and (top < _WEAK or ((start == 0 or titled) and top < 4 * _WEAK)):
        return None
    return Spot(
        start=start,
        end=end,
        candidates=candidates,
        strong=strong,
        literal=True,
        dateline=dateline,
        country=region[0] if region else None,
        admin1=region[1] if region else None,
    )


def _is_locative_before(sentence: Sentence, start: int) -> bool:
    index = start - 1
    if index >= 0 and sentence.low[index] == "the":
        index -= 1
    return index >= 0 and sentence.low[index] in _LOCATIVE


def _in_longer_name(sentence: Sentence, start: int, end: int, at: list[Entity | None], titled: bool) -> bool:
    """Whether capitalised words beside it make it a part of another name: "Jordan Peterson", "Mary Lincoln"."""
    if titled:
        return False
    before = start > 0 and _is_part(sentence, start - 1, at) and (start > 1 or sentence.low[0] not in _WORDS)
    after = end < len(sentence) and _is_part(sentence, end, at)
    return before or after


def _is_part(sentence: Sentence, index: int, at: list[Entity | None]) -> bool:
    piece = sentence.tokens[index]
    if at[index] is not None or not _is_name_token(piece):
        return False
    return sentence.low[index] not in _CALENDAR and sentence.low[index] not in _LOCATIVE and len(piece) > 1


def _region_after(
    sentence: Sentence, end: int, at: list[Entity | None], regions: dict[str, str]
) -> tuple[str | None, str | None] | None:
    """(country, folded first-level region) after a comma: "Paris, Texas", "Aleppo, Syria", "Mobile, Ala."."""
    if end + 1 >= len(sentence) or sentence.tokens[end] != ",":
        return None
    entity = at[end + 1]
    if entity is not None:
        return (entity.country, None) if entity.form == "name" and entity.kind == "state" else None
    stop = end + 1
    while stop < min(len(sentence), end + 4) and _is_name_token(sentence.tokens[stop]):
        stop += 1
    for last in range(stop, end + 1, -1):
        state = regions.get(" ".join(sentence.low[end + 1 : last]))
        if state is not None:
            return "USA", state
    return None
