"""Whose police, whose rebels: the country of offices that the text names without one, by the places beside them."""

from collections import Counter

from services.enrich.annotate import offices
from services.enrich.annotate.claims import Settled
from services.enrich.annotate.document import Sentence
from services.enrich.annotate.entities import Entity

Present = list[tuple[Sentence, list[Entity]]]
"""Each sentence with its entities."""
Located = list[tuple[Sentence, list[Settled]]]
"""Each sentence with its places."""


def settle(present: Present, located: Located, names: dict[str, str]) -> Present:
    """The entities with their countries: by the one country of the sentence's places, else of the whole article.

    A country's name that turned out to be a region of another (Georgia, USA) is no actor.
    """
    home = _home(present, located)
    group = _only_group(present)
    made: Present = []
    for (sentence, entities), (_, settled) in zip(present, located, strict=True):
        other = {one.spot.start for one in settled if _is_elsewhere(one)}
        kept = [entity for entity in entities if entity.start not in other]
        countries = {one.place.country for one in settled if one.place and one.spot.literal and one.place.country}
        country = next(iter(countries)) if len(countries) == 1 else home
        made.append((sentence, offices.with_defaults(kept, country, group, names)))
    return made


def _is_elsewhere(one: Settled) -> bool:
    entity = one.spot.entity
    return entity is not None and one.place is not None and one.place.country != entity.country


def _home(present: Present, located: Located) -> str | None:
    """The country that an article is about, if one: two thirds of its mentions, and thrice the next."""
    counts = Counter(e.country for _, entities in present for e in entities if e.country and e.party)
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
