"""Whose police, whose rebels: the country of offices that the text names without one, by the places beside them."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from services.enrich.annotate.actors import offices
from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.claims.claims import Settled
from services.enrich.annotate.text.document import Sentence

_NEAR = 8
"""Tokens after an office within which a place tells whose it is."""
_LINKED = 4
"""Tokens after an office within which the country stands that it has from them: "police in", "the mayor of the"."""
_THINGS = frozenset({"missile", "missiles", "artillery", "tank", "tanks", "troop"})
"""Arms that are nobody's but their owner's."""
_GOAL_PREPOSITIONS = frozenset({"to", "from", "into", "with", "against", "at", "on", "for"})
_UNPLACED = frozenset({"business", "media"})
"""Sectors whose country no place tells: a company in a country at war is any company."""
_CIVIL = frozenset({"police", "judiciary"})
"""Sectors that act at home, whoever else a sentence tells of."""
Present = list[tuple[Sentence, list[Entity]]]
"""Each sentence with its entities."""
Located = list[tuple[Sentence, list[Settled]]]
"""Each sentence with its places."""


def settle(present: Present, located: Located, names: dict[str, str]) -> Present:
    """The entities with their countries: by the places near them, else by what the whole article is about.

    A country's name that turned out to be a region of another (Georgia, USA) is no actor, and no more is a capital's
    name that turned out to be no place ("Washington Post", "Hamilton, 34").
    """
    headed = _headed(present)
    home = headed or _home(present, located)
    group = _only_group(present)
    made: Present = []
    for (sentence, entities), (_, settled) in zip(present, located, strict=True):
        other = {one.spot.start for one in settled if _is_elsewhere(one)}
        spotted = {one.spot.start for one in settled}
        kept = [
            _without_state(e, sentence, other)
            for e in entities
            if e.start not in other and (e.form != "capital" or e.modifier or e.start in spotted)
        ]
        acting = [e for e in kept if not e.modifier and not e.mere_place]
        literal = [(one.spot.start, one.place) for one in settled if one.place and one.spot.literal]
        states = {entity.start for entity in acting if entity.form == "name"}
        lying = [(start, place.country) for start, place in literal if place.country and start not in states]
        told = {e.country for e in acting if e.country and e.form != "capital" and not _is_goal(sentence, e)}
        civil = {headed} if headed else told
        made.append(
            (
                sentence,
                [_at_home(sentence, e, lying, civil if e.sector in _CIVIL else told, home, group, names) for e in kept],
            )
        )
    return made


def _without_state(entity: Entity, sentence: Sentence, elsewhere: Collection[int]) -> Entity:
    """An office without the country that a name after it gave it, where that name lies elsewhere: "police in Georgia"
    beside Atlanta, "the mayor of Lima, Ohio"."""
    if entity.form != "role" or entity.party is None or not elsewhere:
        return entity
    after = range(entity.end, min(len(sentence), entity.end + _LINKED))
    if not any(index in elsewhere for index in after):
        return entity
    return replace(entity, party=None, country=None, id=entity.sector or "", name=entity.sector or "")


def _at_home(
    sentence: Sentence,
    entity: Entity,
    lying: list[tuple[int, str]],
    told: set[str],
    home: str | None,
    group: Entity | None,
    names: dict[str, str],
) -> Entity:
    """An office with its country: that of the places right after it, or before it, or else the only one that the
    sentence tells, or the article's. Rebels are of the one group that the article names.
    """
    if entity.form != "role" or entity.party is not None or entity.modifier or sentence.low[entity.end - 1] in _THINGS:
        return entity
    if entity.sector == "rebel" and group is not None:
        return replace(group, start=entity.start, end=entity.end, name_end=entity.start, form="role")
    end = entity.end
    after = {country for start, country in lying if end <= start < end + _NEAR}
    near = {country for start, country in lying if start < end + _NEAR}
    wide = entity.sector not in _UNPLACED and not entity.bare
    seen = [found for found in ((after, near, told) if wide else (told,)) if len(found) == 1]
    country = next(iter(seen[0])) if seen else home if wide else None
    if country is None:
        return entity
    return replace(offices.at_home(entity, country, names.get(country, country)), assumed=True)


def _is_goal(sentence: Sentence, entity: Entity) -> bool:
    """Whether a preposition leads to the state, so that others in the sentence are hardly its own: "a visit to X"."""
    return entity.start > 0 and sentence.low[entity.start - 1] in _GOAL_PREPOSITIONS


def _is_elsewhere(one: Settled) -> bool:
    entity = one.spot.entity
    return entity is not None and one.place is not None and one.place.country != entity.country


def _headed(present: Present) -> str | None:
    """The country that heads the title: "Nigeria: Police detain a reporter"."""
    if not present or present[0][0].field != "title":
        return None
    sentence, entities = present[0]
    for entity in entities[:1]:
        if entity.start == 0 and entity.form == "name" and sentence.low[entity.end : entity.end + 1] == [":"]:
            return entity.country
    return None


def _home(present: Present, located: Located) -> str | None:
    """The country that an article is about, if one: two thirds of its mentions, and thrice the next."""
    counts = Counter(e.country for _, entities in present for e in entities if e.country and e.party and not e.modifier)
    counts.update(
        one.place.country
        for _, settled in located
        for one in settled
        if one.place and one.place.country and one.spot.entity is None
    )
    top = counts.most_common(2)
    if not top or top[0][1] * 3 < 2 * sum(counts.values()) or (len(top) > 1 and top[1][1] * 3 > top[0][1]):
        return None
    return top[0][0]


def _only_group(present: Present) -> Entity | None:
    """The armed group that the article names, where it names one: "the rebels" are its men."""
    groups = {e.id: e for _, entities in present for e in entities if e.kind == "armed_group"}
    return next(iter(groups.values())) if len(groups) == 1 else None
