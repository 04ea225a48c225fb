"""A sentence as a scene: its names by token, and which of them stand together as one group.

A reading without a parser: names joined by "and", commas and appositions are one group; the preposition before a
group governs it.
"""

from dataclasses import dataclass

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.parties import clauses
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.wordsets import word_set

PREPOSITIONS = word_set("roles_prepositions")
HARD = word_set("roles_hard")
SUBORDINATORS = word_set("roles_subordinators")
SAYING = word_set("roles_saying")
REACH = 20
"""How many tokens from the event word its subject or object may be."""
_SKIPPED = word_set("roles_skipped")
_PLACE_PREPOSITIONS = word_set("roles_place_prepositions")
_DETERMINERS_OF_NAMES = word_set("roles_determiners_of_names")


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The entities that did it and those it was done to; joint where the sources did it together."""

    sources: tuple[Entity, ...]
    targets: tuple[Entity, ...]
    joint: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with its entities by piece: `at[i]` is the entity that covers piece i, or None."""

    sentence: Sentence
    entities: list[Entity]
    at: list[Entity | None]
    words: list[EventWord]
    opened: frozenset[int]
    """Coordinators after which a clause with a subject of its own begins."""

    @classmethod
    def of(cls, sentence: Sentence, entities: list[Entity], words: list[EventWord]) -> "Scene":
        """The scene of a sentence."""
        at: list[Entity | None] = [None] * len(sentence)
        for entity in entities:
            at[entity.start : entity.end] = [entity] * (entity.end - entity.start)
        return cls(sentence, entities, at, words, clauses.opened(sentence, at, words))


def parties(entities: tuple[Entity, ...]) -> set[str]:
    """Whom the group acts for."""
    return {entity.party for entity in entities if entity.party}


def usable(scene: Scene, entity: Entity) -> bool:
    if entity.party is None or entity.modifier or entity.bare:
        return False
    return not (entity.form == "capital" and is_locative(scene.sentence, entity))


def is_locative(sentence: Sentence, entity: Entity) -> bool:
    """Whether a preposition of place makes the name a place: "in Moscow"."""
    before = sentence.low[entity.start - 1] if entity.start else ""
    return before in _PLACE_PREPOSITIONS


def governor(scene: Scene, entity: Entity) -> str:
    """The preposition right before the entity, determiners passed over."""
    index = entity.start - 1
    low = scene.sentence.low
    while index >= 0 and low[index] in _DETERMINERS_OF_NAMES:
        index -= 1
    return low[index] if index >= 0 and low[index] in PREPOSITIONS else ""


def coordinated_left(scene: Scene, last: Entity) -> list[Entity]:
    """The group that ends with this entity: "Russia, Turkey and Iran"; appositions ("Russia's president") join too."""
    group = [last]
    low = scene.sentence.low
    while True:
        index = group[0].start - 1
        while index >= 0 and low[index] in _SKIPPED and scene.at[index] is None:
            index -= 1
        if index in scene.opened:
            return group
        if index >= 1 and low[index] in {"and", ",", "-", "&", "/"}:
            joined = low[index]
            if joined == "and" and low[index - 1] == ",":
                index -= 1
            before = scene.at[index - 1]
        else:
            before, joined = (scene.at[index] if index >= 0 else None), ""
        if before is None or before is group[0] or (joined == "-" and before.form == "role"):
            return group
        if joined == "," and governor(scene, before) and not governor(scene, group[0]):
            return group  # "the presidents of China and Taiwan, Xi and Ma, met"
        group.insert(0, before)


def coordinated_right(scene: Scene, entity: Entity) -> list[Entity]:
    """The group that begins with this entity."""
    group = [entity]
    low, size = scene.sentence.low, len(scene.sentence)
    while True:
        index = group[-1].end
        plain = True
        while index < size and low[index] in {"and", ",", "the", "&"}:
            if index in scene.opened:
                return group
            plain = False
            index += 1
        following = scene.at[index] if index < size else None
        if following is None or not usable(scene, following) or (plain and following.form != "person"):
            return group
        group.append(following)


def dedupe(group: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """One entity for each party, in order."""
    first: dict[str | None, Entity] = {}
    for entity in group:
        first.setdefault(entity.party, entity)
    return tuple(first.values())


def without_assumed(group: list[Entity]) -> list[Entity]:
    """The group without offices whose country is only assumed, where another tells its own: "Iran and its allies"."""
    return [one for one in group if not one.assumed] or group


def is_digit_comma(low: list[str], index: int) -> bool:
    """Whether the token belongs to a number, its comma too: "16, 000"."""
    if low[index] != ",":
        return low[index].isdigit()
    return 0 < index < len(low) - 1 and low[index - 1].isdigit() and low[index + 1].isdigit()
