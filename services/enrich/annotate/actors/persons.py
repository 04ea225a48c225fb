"""Which person a name means: the holder of an office on the article's day, or who the article has named in full."""

from services.enrich.annotate.actors.entities import Entity, Reading
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.names import Name
from services.enrich.knowledge.wordsets import word_set

_TITLES = word_set("actors_titles")
_GIVEN_NAMES = word_set("actors_given_names")
_FORMER = frozenset({"former", "ex", "then", "late", "onetime", "outgoing"})


def choose(sentence: Sentence, start: int, names: list[Name], reading: Reading, found: list[Entity]) -> Name | None:
    """The person that one of these names means here, if that is plain. Adds to `reading` who is named in full."""
    surname_alone = [name for name in names if name.form == "surname" or name.surname == sentence.low[start]]
    full = [name for name in names if name.form == "person"]
    known = reading.persons.get(sentence.low[start])
    if full and not (surname_alone and known is not None):
        if surname_alone and _is_anothers(sentence, start, full):
            return None
        chosen = _by_term(full, reading)
        reading.persons[chosen.surname] = chosen
        return chosen
    if _is_anothers(sentence, start, names):
        return None
    if known is not None:
        return known if any(known.id == name.id for name in names) else None
    return _titled(sentence, start, names, reading, found)


def _is_anothers(sentence: Sentence, start: int, names: list[Name]) -> bool:
    """Whether another given name stands before a surname: "Michelle Obama", "Jeb Bush"."""
    if not is_given_name(sentence, start - 1):
        return False
    before = sentence.low[start - 1]
    return not any(before in name.name.lower().split() for name in names)


def is_given_name(sentence: Sentence, index: int) -> bool:
    """Whether the token is a common given name, or an initial."""
    if index < 0 or not sentence.tokens[index][0].isupper():
        return False
    return sentence.low[index] in _GIVEN_NAMES


def _titled(sentence: Sentence, start: int, names: list[Name], reading: Reading, found: list[Entity]) -> Name | None:
    """The holder of the title before a surname, on the article's day; nobody where several states have one."""
    if start == 0 or sentence.low[start - 1] not in _TITLES:
        return None
    office = found[-1] if found and found[-1].end == start else None
    if office is not None and office.country:
        names = [name for name in names if name.country == office.country] or names
    former = not _FORMER.isdisjoint(sentence.low[max(0, start - 4) : start - 1])
    held = [name for name in names if not former and name.holds_at(reading.day)]
    earlier = [name for name in names if not reading.day or name.valid_from[:7] <= reading.day[:7]]
    candidates = held or earlier
    if len({name.country for name in candidates}) > 1:
        candidates = [name for name in candidates if name.country in reading.countries]
    if len({name.country for name in candidates}) != 1:
        return None
    return held[0] if held else max(candidates, key=lambda name: name.valid_from)


def _by_term(names: list[Name], reading: Reading) -> Name:
    holding = [name for name in names if name.holds_at(reading.day)]
    if holding:
        return holding[0]
    earlier = [name for name in names if name.valid_from[:7] <= reading.day[:7]]
    return max(earlier, key=lambda name: name.valid_from) if earlier else names[0]
