"""Finds who is named in a sentence: names of the lexicon, put together with the words of office beside them.

"Turkish air force commander" is one entity: party TUR, sector military. "opposition activists in Aleppo" waits for its
country. Word boundaries and case are the first guard against false names; the second is what stands beside them.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from schemas.claims import ActorKind
from services.enrich.annotate.document import Sentence
from services.enrich.knowledge.lexicon import Lexicon, Name
from services.enrich.knowledge.wordsets import word_set

EntityForm = Literal[
    "name", "adjective", "demonym", "capital", "institution", "organisation", "group", "person", "surname", "role"
]
STATE_SECTORS = frozenset({"government", "military", "police", "intelligence", "legislature", "judiciary"})
"""Sectors that act for their state; the others are parties of their own (SYR/opposition)."""
_MODIFIERS = word_set("actors_modifiers")
_NOT_NAMES_AFTER = word_set("actors_not_names_after")
_COMPOUND = word_set("actors_compound")
_BESIDE = word_set("actors_beside")
_PERSONAL_STATES = word_set("actors_personal_states")
_AFTER_BARE_ADJECTIVE = word_set("actors_after_bare_adjective")
_TITLES = word_set("actors_titles")
_RISKY_ACRONYMS = word_set("actors_risky_acronyms")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """An actor as a sentence names it: tokens start to end, of which name_end ends the name itself.

    party is None while a role waits for its country. modifier: part of a compound ("Iran-backed"): no actor of claims.
    bare: an adjective beside a noun that is no office ("Russian gas"). literal: a place first of all.
    """

    start: int
    end: int
    name_end: int
    form: EntityForm
    kind: ActorKind
    id: str
    name: str
    party: str | None
    country: str | None
    sector: str | None = None
    modifier: bool = False
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the article has told so far: its day, the persons and countries named, and whose each office was."""

    day: str
    persons: dict[str, Name]
    countries: set[str]
    offices: dict[str, Entity]


def find(sentence: Sentence, lexicon: Lexicon, reading: Reading) -> list[Entity]:
    """The entities of a sentence from left to right; never two over one token. Adds to `reading` what it names."""
    found: list[Entity] = []
    index, size = 0, len(sentence)
    shouted = _is_shouted(sentence)
    while index < size:
        entity = _name_at(sentence, index, lexicon, reading, shouted) or _role_at(
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
    return _placed_roles(sentence, found)


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
        return _is_plain_name(before) or _is_plain_name(after)
    return False


def _is_plain_name(token: str) -> bool:
    return len(token) > 2 and token[0].isupper() and token[1:].islower() and token.lower() not in _MODIFIERS


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
    index = end + 1 if end < size and low[end] in {"'s", "'", "’"} else end
    sector, last, steps = base.sector, end, 0
    while index < size and steps < 4:
        roles = lexicon.roles.matches(low, index)
        if roles and (sentence.tokens[index].islower() or index > end or name.form != "capital"):
            last, values = roles[0]
            sector, index, steps = values[0].sector, last, 0
        elif low[index] in _MODIFIERS or (low[index] == "-" and steps):
            index, steps = index + 1, steps + 1
        else:
            break
    if last == end:
        beside = low[end] if end < size else ""
        plain = name.form == "adjective" and (end < size and low[end].isalpha()) and not _ends_phrase(beside)
        return replace(base, bare=plain, modifier=beside in _BESIDE)
    return _with_sector(base, last, sector)


def _ends_phrase(word: str) -> bool:
    return word in _AFTER_BARE_ADJECTIVE


def _with_sector(base: Entity, end: int, sector: str | None) -> Entity:
    if base.kind != "state":
        return replace(base, end=end)
    state_organ = sector is None or sector in STATE_SECTORS
    ident = f"{base.country}/{sector}" if sector else base.id
    name = f"{base.name}: {sector}" if sector else base.name
    return replace(base, end=end, sector=sector, id=ident, name=name, party=base.party if state_organ else ident)


def _role_at(sentence: Sentence, start: int, lexicon: Lexicon, found: list[Entity], reading: Reading) -> Entity | None:
    roles = lexicon.roles.matches(sentence.low, start)
    if not roles:
        return None
    end, values = roles[0]
    sector, steps, index = values[0].sector, 0, end
    while index < len(sentence) and steps < 2:  # "army chief of staff", "opposition fighters"
        more = lexicon.roles.matches(sentence.low, index)
        if not more or sentence.low[index] in {"people"}:
            break
        end, values = more[0]
        sector, index, steps = values[0].sector, end, steps + 1
    role = Entity(
        start=start,
        end=end,
        name_end=start,
        form="role",
        kind="organisation",
        id="",
        name=sector,
        party=None,
        country=None,
        sector=sector,
        bare=not values[0].alone,
    )
    return _owned(sentence, role, found, reading)


def _owned(sentence: Sentence, role: Entity, found: list[Entity], reading: Reading) -> Entity:
    """Gives an office its country: "Pakistan ..., its ministry said"; "the ministry" after "Russian ministry"."""
    low = sentence.low
    before = low[role.start - 1] if role.start else ""
    if before in {"its", "their", "his", "her"}:
        owner = next((one for one in found if one.kind == "state" and one.country and not one.modifier), None)
        return at_home(role, owner.country, owner.name.split(":")[0]) if owner and owner.country else role
    earlier = reading.offices.get(low[role.end - 1]) if before == "the" else None
    following = low[role.end] if role.end < len(low) else ""
    if earlier is not None and earlier.country and following not in {"of", "in", "from"}:
        return at_home(role, earlier.country, earlier.name.split(":")[0])
    return role


def _placed_roles(sentence: Sentence, found: list[Entity]) -> list[Entity]:
    """Gives a role the country that follows it: "president of Russia", "police in Colombia"."""
    made: list[Entity] = []
    for position, entity in enumerate(found):
        following = found[position + 1] if position + 1 < len(found) else None
        if entity.form == "role" and following is not None and following.kind == "state" and following.country:
            between = sentence.low[entity.end : following.start]
            if between and len(between) <= 2 and between[0] in {"of", "in", "from"}:
                entity = at_home(entity, following.country, following.name.split(":")[0])  # noqa: PLW2901
        if entity.form == "role" and entity.party is None and sentence.low[entity.end : entity.end + 1] == ["of"]:
            entity = replace(entity, modifier=True)  # noqa: PLW2901  # "jets of two former foes": not the article's own
        made.append(entity)
    return made


def at_home(role: Entity, country: str, state_name: str) -> Entity:
    """The entity of a role of this country."""
    base = replace(role, kind="state", id=country, name=state_name, party=country, country=country, bare=False)
    return _with_sector(base, role.end, role.sector)


def with_defaults(
    entities: Collection[Entity], country: str | None, group: Entity | None, names: dict[str, str]
) -> list[Entity]:
    """Gives the roles that still wait the country that the article is about, rebels the one group that it names."""
    made: list[Entity] = []
    for entity in entities:
        if entity.form != "role" or entity.party is not None or entity.modifier:
            made.append(entity)
        elif entity.sector == "rebel" and group is not None:
            made.append(replace(group, start=entity.start, end=entity.end, name_end=entity.start, form="role"))
        elif country is not None:
            made.append(at_home(entity, country, names.get(country, country)))
        else:
            made.append(entity)
    return made
