"""A name together with what stands right after it: the office that makes it an organ, the noun that makes it none.

"Turkish air force commander" is one entity, "Iran-backed" and "Russian rouble" are no actors.
"""

from dataclasses import replace

from services.enrich.annotate.actors.entities import Entity, entity_of
from services.enrich.annotate.actors.offices import MODIFIERS, of_state, roles_at, with_sector
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.lexicon import Lexicon
from services.enrich.knowledge.names import Name
from services.enrich.knowledge.wordsets import word_set

_COMPOUND = word_set("composed_compound")
_BESIDE = word_set("composed_beside")
_AFTER_BARE_ADJECTIVE = word_set("composed_after_bare_adjective")
_OUTLETS = word_set("composed_outlets")


def with_office(sentence: Sentence, start: int, end: int, name: Name, lexicon: Lexicon) -> Entity:
    """The entity of a name together with the office that follows it."""
    low, size = sentence.low, len(sentence)
    base = entity_of(start, end, name)
    if end + 1 < size and low[end] == "-" and low[end + 1] in _COMPOUND:
        return replace(base, modifier=True)
    if name.kind == "person":
        return base
    if name.sector == "media" and (roles := roles_at(sentence, end, lexicon)) and low[roles[0][0] - 1] not in _OUTLETS:
        return replace(base, modifier=True)  # "Reuters journalists" are persons of a country
    if name.kind == "organisation" and name.country is None and low[start + 1 : start + 2] == ["-"]:
        leading = lexicon.names.matches(low[start : start + 1], 0)  # "U.S.-led coalition"
        base = replace(base, country=leading[0][1][0].country if leading else None)
    last, sector = _office_after(sentence, end, name, lexicon)
    if last == end:
        beside = low[end] if end < size else ""
        plain = name.form == "adjective" and (end < size and low[end].isalpha()) and not _ends_phrase(beside)
        modifier = beside in _BESIDE
        return replace(base, bare=plain, modifier=modifier) if plain or modifier else base
    if name.kind == "state" and name.country:
        return of_state(base, last, sector, name.country, lexicon.state_names[name.country])
    return with_sector(base, last, sector)


def _office_after(sentence: Sentence, end: int, name: Name, lexicon: Lexicon) -> tuple[int, str | None]:
    """Where the office ends that follows a name, and its sector: "'s Kurdish rebels", " air force commander"."""
    low, size = sentence.low, len(sentence)
    index = end + 1 if end < size and low[end] in {"'s", "'", "’"} else end
    sector, last, steps = name.sector, end, 0
    while index < size and steps < 4:
        roles = roles_at(sentence, index, lexicon)
        if roles and (sentence.tokens[index].islower() or index > end or name.form != "capital"):
            last, values = roles[0]
            sector, index, steps = values[0].sector, last, 0
            continue
        people = lexicon.peoples.matches(low, index) if name.form == "adjective" else []
        if people and people[0][1][0]:
            return people[0][0], "civilian"
        if people:
            index, steps = people[0][0], steps + 1
        elif low[index] in MODIFIERS or (steps and low[index] == "-") or _is_designation(sentence.tokens[index]):
            index, steps = index + 1, steps + 1
        else:
            break
    return last, sector


def _is_designation(piece: str) -> bool:
    """Whether a token is a part of a weapon's name: "Su-24", "MiG", "F-16"."""
    return piece.isdigit() or (len(piece) <= 3 and piece[0].isupper() and piece.isalpha())


def _ends_phrase(word: str) -> bool:
    return word in _AFTER_BARE_ADJECTIVE
