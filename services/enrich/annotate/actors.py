"""Finds who is named in a sentence: names of the lexicon, put together with the words of office beside them.

"Turkish air force commander" is one entity: party TUR, sector military. "opposition activists in Aleppo" waits for its
country. Word boundaries and case are the first guard against false names; the second is what stands beside them.
"""

from dataclasses import replace

from services.enrich.annotate.document import Sentence
from services.enrich.annotate.entities import Entity, Reading
from services.enrich.annotate.offices import MODIFIERS, is_plain_name, placed, role_at, with_sector
from services.enrich.knowledge.lexicon import Lexicon, Name
from services.enrich.knowledge.wordsets import word_set

_NOT_NAMES_AFTER = word_set("actors_not_names_after")
_COMPOUND = word_set("actors_compound")
_BESIDE = word_set("actors_beside")
_PERSONAL_STATES = word_set("actors_personal_states")
_AFTER_BARE_ADJECTIVE = word_set("actors_after_bare_adjective")
_TITLES = word_set("actors_titles")
_RISKY_ACRONYMS = word_set("actors_risky_acronyms")
_OUTLETS = word_set("actors_outlets")


def find(sentence: Sentence, lexicon: Lexicon, reading: Reading) -> list[Entity]:
    """The entities of a sentence from left to right; never two over one token. Adds to `reading` what it names."""
    found: list[Entity] = []
    index, size = 0, len(sentence)
    shouted = _is_shouted(sentence)
    while index < size:
        entity = _name_at(sentence, index, lexicon, reading, shouted) or role_at(
            sentence, index, lexicon, found, reading
        )
        if entity is None:
            index += 1
            continue
        if entity.country and entity.form in {"name", "adjective", "demonym", "capital", "institution"}:
            reading.countries.add(entity.country)
        if entity.kind == "state" and entity.end > entity.name_end:
            reading.offices[sentence.low[entity.end - 1]] = entity
        found.append(entity)
        index = entity.end
    return placed(sentence, found)


def _is_shouted(sentence: Sentence) -> bool:
    """Whether the sentence is in capitals throughout, where case says nothing."""
    letters = [token for token in sentence.tokens if token.isalpha() and len(token) > 1]
    return len(letters) > 2 and sum(token.isupper() for token in letters) > 0.7 * len(letters)


def _name_at(sentence: Sentence, start: int, lexicon: Lexicon, reading: Reading, shouted: bool) -> Entity | None:
    for end, names in lexicon.names.matches(sentence.low, start):
        good = [name for name in names if _is_written(sentence, start, end, name, shouted)]
        name = _choose(sentence, start, good, reading) if good else None
        if name is not None and not _is_other_name(sentence, start, end, name):
            return _composed(sentence, start, end, name, lexicon)
    return None


def _is_written(sentence: Sentence, start: int, end: int, name: Name, shouted: bool) -> bool:
    """Whether the letters' case allows this name: acronyms as they are, others with a capital."""
    if name.written is not None:
        if shouted and name.written.lower() in _RISKY_ACRONYMS:
            return False
        return "".join(sentence.tokens[start:end]) == "".join(name.written.split()) or (
            name.written.replace(".", "").isupper() and end - start > 1 and sentence.tokens[start].isupper()
        )
    first = sentence.tokens[start]
    if first in {"al", "el", "anti", "peshmerga"} and end - start > 1:
        return sentence.tokens[end - 1][0].isupper()
    if first == "the" and end - start > 1:
        return sentence.tokens[start + 1][0].isupper()
    return first[0].isupper()


def _choose(sentence: Sentence, start: int, names: list[Name], reading: Reading) -> Name | None:
    """One of the names that fit: by term of office, by what the article has named, by the words before."""
    others = [name for name in names if name.form not in {"person", "surname"}]
    if others:
        allowed = [n for n in others if not n.theatres or n.theatres & reading.countries or not n.written]
        terms = [n for n in allowed if n.holds_at(reading.day)] or allowed
        known = [n for n in terms if n.country in reading.countries] if len({n.party for n in terms}) > 1 else terms
        return next(iter(known or terms), None)
    return _person(sentence, start, names, reading)


def _person(sentence: Sentence, start: int, names: list[Name], reading: Reading) -> Name | None:
    full = [name for name in names if name.form == "person"]
    if full:
        chosen = _by_term(full, reading)
        surname = sentence.low[start] if len(full[0].name.split()) == 1 else chosen.name.split()[-1].lower()
        reading.persons.setdefault(surname, chosen)
        return chosen
    known = reading.persons.get(sentence.low[start])
    if known is not None:
        return known if any(known.id == name.id for name in names) else None
    titled = start > 0 and sentence.low[start - 1] in _TITLES
    in_office = [name for name in names if name.holds_at(reading.day)] if titled else []
    countries = {name.country for name in in_office}
    if len(countries) > 1:
        in_office = [name for name in in_office if name.country in reading.countries]
        countries = {name.country for name in in_office}
    return in_office[0] if len(countries) == 1 else None


def _by_term(names: list[Name], reading: Reading) -> Name:
    holding = [name for name in names if name.holds_at(reading.day)]
    if holding:
        return holding[0]
    earlier = [name for name in names if name.valid_from[:7] <= reading.day[:7]]
    return max(earlier, key=lambda name: name.valid_from) if earlier else names[0]


def _is_other_name(sentence: Sentence, start: int, end: int, name: Name) -> bool:
    """Whether the name is only a part of a longer one that we do not know: "Washington Post", "Michael Jordan"."""
    following = sentence.low[end] if end < len(sentence) else ""
    if following in _NOT_NAMES_AFTER and name.form in {"capital", "name"} and sentence.tokens[end][0].isupper():
        return True
    if name.form not in {"name", "capital"} or sentence.field == "title":
        return False
    if sentence.low[start] in _PERSONAL_STATES:
        before = sentence.tokens[start - 1] if start > 1 else ""
        after = sentence.tokens[end] if end < len(sentence) else ""
        return is_plain_name(before) or is_plain_name(after)
    return False


def _composed(sentence: Sentence, start: int, end: int, name: Name, lexicon: Lexicon) -> Entity:
    """The entity of a name together with the office that follows it."""
    low, size = sentence.low, len(sentence)
    base = Entity(
        start=start,
        end=end,
        name_end=end,
        form=name.form,
        kind=name.kind,
        id=name.id,
        name=name.name,
        party=name.party,
        country=name.country,
        sector=name.sector,
    )
    if end + 1 < size and low[end] == "-" and low[end + 1] in _COMPOUND:
        return replace(base, modifier=True)
    if name.kind == "person":
        return base
    if name.sector == "media" and (roles := lexicon.roles.matches(low, end)) and low[roles[0][0] - 1] not in _OUTLETS:
        return replace(base, modifier=True)  # "Reuters journalists" are persons of a country
    index = end + 1 if end < size and low[end] in {"'s", "'", "’"} else end
    sector, last, steps = base.sector, end, 0
    while index < size and steps < 4:
        roles = lexicon.roles.matches(low, index)
        if roles and (sentence.tokens[index].islower() or index > end or name.form != "capital"):
            last, values = roles[0]
            sector, index, steps = values[0].sector, last, 0
        elif low[index] in MODIFIERS or (steps and low[index] == "-") or _is_designation(sentence.tokens[index]):
            index, steps = index + 1, steps + 1
        else:
            break
    if last == end:
        beside = low[end] if end < size else ""
        plain = name.form == "adjective" and (end < size and low[end].isalpha()) and not _ends_phrase(beside)
        return replace(base, bare=plain, modifier=beside in _BESIDE)
    return with_sector(base, last, sector)


def _is_designation(piece: str) -> bool:
    """Whether a token is a part of a weapon's name: "Su-24", "MiG", "F-16"."""
    return piece.isdigit() or (len(piece) <= 3 and piece[0].isupper() and piece.isalpha())


def _ends_phrase(word: str) -> bool:
    return word in _AFTER_BARE_ADJECTIVE
