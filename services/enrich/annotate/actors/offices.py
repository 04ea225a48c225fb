"""Offices and trades: "police", "the foreign ministry", "rebels". Whose they are, the words beside them tell.

"president of Russia", "police in Colombia", "Pakistan ..., its foreign ministry said", "the ministry" after the Russian
one; the rest waits for homes.py.
"""

from dataclasses import replace

from services.enrich.annotate.actors.entities import Entity, Reading
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.lexicon import Lexicon, Role
from services.enrich.knowledge.names import STATE_SECTORS
from services.enrich.knowledge.wordsets import word_set

MODIFIERS = word_set("actors_modifiers")
_ALSO_ADJECTIVES = frozenset({"military", "national"})
_OF_NO_PLACE = frozenset({"peacekeepers", "peacekeeper", "force"})
"""Who serves abroad: the place beside them is not theirs."""
_OWNING = frozenset({"the", "its", "their", "his", "her", "'s", "'", "and", "whose", ","})


def with_sector(base: Entity, end: int, sector: str | None) -> Entity:
    """The entity with the sector of the office that ends at `end`: a state's organ is of its party."""
    if base.kind != "state":
        return replace(base, end=end)
    state_organ = sector is None or sector in STATE_SECTORS
    ident = f"{base.country}/{sector}" if sector else base.id
    name = f"{base.name}: {sector}" if sector else base.name
    return replace(base, end=end, sector=sector, id=ident, name=name, party=base.party if state_organ else ident)


def of_state(base: Entity, end: int, sector: str | None, country: str, state_name: str) -> Entity:
    """The entity as this state's, up to the office of the sector that ends at `end`; the state itself without one."""
    ident = f"{country}/{sector}" if sector else country
    return replace(
        base,
        end=end,
        kind="state",
        id=ident,
        name=f"{state_name}: {sector}" if sector else state_name,
        party=country if sector is None or sector in STATE_SECTORS else ident,
        country=country,
        sector=sector,
        bare=False,
    )


def role_at(sentence: Sentence, start: int, lexicon: Lexicon, found: list[Entity], reading: Reading) -> Entity | None:
    """The office that starts at this token, with its country where the words beside it tell one."""
    roles = roles_at(sentence, start, lexicon)
    if not roles or _is_adjective(sentence, start, roles[0][0]):
        return None
    end, values = roles[0]
    sector, steps, index = values[0].sector, 0, end
    while index < len(sentence) and steps < 2:  # "army chief of staff", "opposition fighters"
        more = roles_at(sentence, index, lexicon)
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


def roles_at(sentence: Sentence, start: int, lexicon: Lexicon) -> list[tuple[int, list[Role]]]:
    """The offices that start at this token, the longest first; "PM" only as it is written."""
    roles = lexicon.roles.matches(sentence.low, start) if start < len(sentence.low) else []
    if roles and roles[0][1][0].written not in {None, sentence.tokens[start]}:
        return []
    return roles


def _is_adjective(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a word that is an office as well tells of a thing: "any military solution"."""
    if end > start + 1 or sentence.low[start] not in _ALSO_ADJECTIVES:
        return False
    before = sentence.low[start - 1] if start else "the"
    return before not in _OWNING


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


def placed(sentence: Sentence, found: list[Entity]) -> list[Entity]:
    """Gives a role the country that follows it: "president of Russia", "police in Colombia"."""
    made: list[Entity] = []
    for position, entity in enumerate(found):
        following = found[position + 1] if position + 1 < len(found) else None
        waits = entity.form == "role" and entity.party is None
        if waits and following is not None and following.kind == "state" and following.country:
            between = sentence.low[entity.end : following.start]
            if between and len(between) <= 2 and between[0] in _leading(sentence, entity):
                entity = at_home(entity, following.country, following.name.split(":")[0])  # noqa: PLW2901
        waits = waits and entity.party is None
        named = following is not None and following.kind == "person" and following.start == entity.end
        if waits and named and following is not None and following.country:
            entity = at_home(entity, following.country, following.country)  # noqa: PLW2901
        loose = sentence.low[entity.end - 1] in _OF_NO_PLACE
        if entity.form == "role" and entity.party is None and (loose or _is_anothers(sentence, entity)):
            entity = replace(entity, modifier=True)  # noqa: PLW2901
        made.append(entity)
    return made


def _leading(sentence: Sentence, role: Entity) -> frozenset[str]:
    """The prepositions that lead from an office to its state: troops may be withdrawn "from" anywhere."""
    if sentence.low[role.end - 1] in _OF_NO_PLACE:
        return frozenset({"of"})
    return frozenset({"of", "in"} if role.sector == "military" else {"of", "in", "from"})


def _is_anothers(sentence: Sentence, role: Entity) -> bool:
    """Whether an office is someone's whom we do not know: "jets of two former foes", "President Bush"."""
    following = sentence.tokens[role.end] if role.end < len(sentence) else ""
    if sentence.low[role.end : role.end + 1] == ["of"] and sentence.low[role.end + 1 : role.end + 2]:
        return not sentence.low[role.end + 1].endswith("ing")  # "accused the rebels of looting"
    return following in {"of", "for"} or (is_plain_name(following) and not sentence.is_headline)


def at_home(role: Entity, country: str, state_name: str) -> Entity:
    """The entity of a role of this country."""
    return of_state(role, role.end, role.sector, country, state_name)


def is_plain_name(token: str) -> bool:
    """Whether a token is written as a name that no office is."""
    return len(token) > 2 and token[0].isupper() and token[1:].islower() and token.lower() not in MODIFIERS
