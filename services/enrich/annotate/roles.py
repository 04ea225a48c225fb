"""Who did it to whom: sources and targets of an event word, by position, voice, prepositions and coordination.

A reading without a parser: the subject is the nearest entity to the left that no preposition governs, the object the
nearest to the right; both within the clause. Where that is not plain, there is none: a wrong role costs more.
"""

from collections.abc import Container
from dataclasses import dataclass

from services.enrich.annotate.document import Sentence
from services.enrich.annotate.entities import Entity
from services.enrich.annotate.patterns import EventWord
from services.enrich.knowledge.wordsets import word_set

PREPOSITIONS = word_set("roles_prepositions")
_LOCATIVE = word_set("roles_locative")
HARD = word_set("roles_hard")
SUBORDINATORS = word_set("roles_subordinators")
_TOGETHER = frozenset({"joint", "jointly", "together"})
_RELATIVES = frozenset({"who", "which", "whose", "that"})
_SAYING = word_set("roles_saying")
PRONOUNS = word_set("roles_pronouns")
_TALES = word_set("attribution_tales")
_REJECTING = word_set("attribution_rejecting")
_SKIPPED = word_set("roles_skipped")
_CONJUNCTIONS = frozenset({"since", "after", "before", "until", "as", "while", "than", "like"})
_GOVERNING = frozenset({"AGREE", "THREATEN", "REQUEST"})
"""Types whose object may be that of the verb they govern: "threatened to attack X"."""
_SUFFERED = frozenset({"ASSAULT", "COERCE", "SANCTION", "CONCEDE", "ACCUSE", "REJECT", "SUPPORT", "AID", "THREATEN"})
"""Types whose target may be told by an adjective alone."""
_QUANTITIES = word_set("roles_quantities")
_SAID = frozenset({"REQUEST", "ACCUSE", "THREATEN", "REJECT"})
_BY_REACH = 9
_REACH = 14
"""How many tokens from the event word its subject or object may be."""
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

    @classmethod
    def of(cls, sentence: Sentence, entities: list[Entity], words: list[EventWord]) -> "Scene":
        """The scene of a sentence."""
        at: list[Entity | None] = [None] * len(sentence)
        for entity in entities:
            at[entity.start : entity.end] = [entity] * (entity.end - entity.start)
        return cls(sentence, entities, at, words)


def of_verb(scene: Scene, word: EventWord) -> Roles:
    """The roles of an event word that is a verb; both may be empty."""
    if word.voice == "passive":
        suffered = group_left(scene, word.start)
        doers = after_preposition(scene, word.end, {"by"}, reach=_BY_REACH)
        if word.pattern.roles == "rec" and not doers:
            return Roles(sources=suffered, targets=(), joint=len(parties(suffered)) > 1)
        return finished(scene, word, doers, suffered)
    left = _subject(scene, word)
    right = _object(scene, word)
    if word.pattern.roles == "t":
        return Roles(sources=after_preposition(scene, word.end, {"by", "from"}), targets=left)
    if word.pattern.roles == "s":
        return Roles(sources=left, targets=(), joint=False)
    return finished(scene, word, left, right)


def _subject(scene: Scene, word: EventWord) -> tuple[Entity, ...]:
    """The subject of a verb; an ing-form after a comma has that of the verb before ("attacked, killing nine")."""
    before = scene.sentence.low[word.start - 1] if word.start else ""
    if word.tense == "ing" and before in _SAYING:  # "denied bombing"
        return group_left(scene, word.start - 1)
    if word.tense == "ing" and before == ",":
        main = [other for other in scene.words if other.start < word.start and other.voice == "active"]
        return group_left(scene, main[-1].start) if main else ()
    return group_left(scene, word.start)


def finished(scene: Scene, word: EventWord, sources: tuple[Entity, ...], targets: tuple[Entity, ...]) -> Roles:
    """Takes out of the targets who is a source already; several sources act jointly, so does a partner."""
    own = parties(sources)
    targets = tuple(entity for entity in targets if entity.party not in own)
    near = scene.sentence.low[max(0, word.start - 5) : word.end + 1]
    if sources and targets and word.pattern.roles == "rec" and not _TOGETHER.isdisjoint(near):
        sources, targets = (*sources, *targets), ()
    return Roles(sources=sources, targets=targets, joint=len(parties(sources)) > 1)


def parties(entities: tuple[Entity, ...]) -> set[str]:
    """Whom the group acts for."""
    return {entity.party for entity in entities if entity.party}


def _usable(scene: Scene, entity: Entity) -> bool:
    if entity.party is None or entity.modifier or entity.bare:
        return False
    return not (entity.form == "capital" and is_locative(scene.sentence, entity))


def is_locative(sentence: Sentence, entity: Entity) -> bool:
    """Whether a preposition of place makes the name a place: "in Moscow"."""
    before = sentence.low[entity.start - 1] if entity.start else ""
    return before in _PLACE_PREPOSITIONS


def _governor(scene: Scene, entity: Entity) -> str:
    """The preposition right before the entity, determiners passed over."""
    index = entity.start - 1
    low = scene.sentence.low
    while index >= 0 and low[index] in _DETERMINERS_OF_NAMES:
        index -= 1
    return low[index] if index >= 0 and low[index] in PREPOSITIONS else ""


def _is_governed(scene: Scene, entity: Entity, verb: int) -> bool:
    """Whether a preposition keeps the entity from being the subject; "since Turkey shot" and "leaders of" do not."""
    governor = _governor(scene, entity)
    if governor in _CONJUNCTIONS and verb - entity.end <= 2:
        return False
    office = scene.at[entity.start - 2] if entity.start > 1 else None
    told = office is not None and office.form == "role"
    counted = entity.start > 1 and scene.sentence.low[entity.start - 2] in _QUANTITIES
    return governor != "" and not (governor == "of" and (told or counted))


def group_left(scene: Scene, start: int) -> tuple[Entity, ...]:
    """The subject: the nearest group of entities to the left that no preposition governs."""
    low = scene.sentence.low
    index = start - 1
    while index >= 0 and start - index <= _REACH:
        entity = scene.at[index]
        if entity is not None:
            group = coordinated_left(scene, entity)
            if not _is_governed(scene, group[0], start) and any(_usable(scene, one) for one in group):
                return dedupe(tuple(one for one in group if _usable(scene, one)))
            index = group[0].start - 1
            continue
        piece = low[index]
        opening = _opening_bracket(low, index) if piece == ")" else None
        if opening is not None:
            index = opening - 1
            continue
        if piece in _RELATIVES:
            return _antecedent(scene, index)
        if piece in HARD or piece in SUBORDINATORS or piece in _SAYING:
            return ()
        if piece in PRONOUNS:
            return _speaker_subject(scene, index)
        index -= 1
    return ()


def _opening_bracket(low: list[str], closing: int) -> int | None:
    """The bracket that opens what a closing one ends within a few tokens: "the World Health Organization (WHO) is"."""
    return next((index for index in range(closing - 1, max(-1, closing - 8), -1) if low[index] == "("), None)


def _speaker_subject(scene: Scene, pronoun: int) -> tuple[Entity, ...]:
    """ "Russia said it had bombed": the pronoun right after a verb of saying is its subject."""
    low = scene.sentence.low
    index = pronoun - 1
    if index >= 0 and low[index] == "that":
        index -= 1
    if index >= 1 and low[index] in _TALES:
        index -= 1  # "dismissed reports that it had"
    if index >= 1 and (low[index] in _SAYING or low[index] in _REJECTING):
        return group_left(scene, index)
    return ()


def _antecedent(scene: Scene, index: int) -> tuple[Entity, ...]:
    """The entity right before a relative pronoun."""
    low = scene.sentence.low
    index -= 1
    if index >= 0 and low[index] == ",":
        index -= 1
    entity = scene.at[index] if index >= 0 else None
    return (entity,) if entity is not None and _usable(scene, entity) else ()


def coordinated_left(scene: Scene, last: Entity) -> list[Entity]:
    """The group that ends with this entity: "Russia, Turkey and Iran"; appositions ("Russia's president") join too."""
    group = [last]
    low = scene.sentence.low
    while True:
        index = group[0].start - 1
        while index >= 0 and low[index] in _SKIPPED:
            index -= 1
        if index >= 1 and low[index] in {"and", ",", "-", "&", "/"}:
            joined = low[index]
            if joined == "and" and low[index - 1] == ",":
                index -= 1
            before = scene.at[index - 1]
        else:
            before, joined = (scene.at[index] if index >= 0 else None), ""
        if before is None or before is group[0] or (joined == "-" and before.form == "role"):
            return group
        if joined == "," and _governor(scene, before) and not _governor(scene, group[0]):
            return group  # "the presidents of China and Taiwan, Xi and Ma, met"
        group.insert(0, before)


def _object(scene: Scene, word: EventWord) -> tuple[Entity, ...]:
    """The object: the nearest entity to the right that is no mere place or time, and those joined to it."""
    low, size = scene.sentence.low, len(scene.sentence)
    index = word.end if word.pattern.roles == "rec" else word.head + 1
    while index < size and index - word.end <= _REACH:
        entity = scene.at[index]
        if entity is not None:
            if _usable_object(scene, word, entity):
                return dedupe(tuple(coordinated_right(scene, entity)))
            index = entity.end
            continue
        piece = low[index]
        if piece == "that" and index == word.end and word.pattern.type in _SAID:
            index += 1  # "demanded that Israel withdraw"
            continue
        if piece in HARD or piece in SUBORDINATORS or (piece in _SAYING):
            return ()
        if piece == "," and index >= word.end:
            return ()
        if index >= word.end and word.pattern.type not in _GOVERNING and _starts_verb(scene, index):
            return ()
        index += 1
    return ()


def _starts_verb(scene: Scene, index: int) -> bool:
    return any(other.start == index and other.voice != "noun" for other in scene.words)


def _usable_object(scene: Scene, word: EventWord, entity: Entity) -> bool:
    governor = _governor(scene, entity)
    if governor and scene.sentence.low[word.end - 1] == governor and entity.start - word.end <= 3:
        return entity.party is not None and not entity.modifier  # the pattern's own: "arrived in Cuba"
    if entity.bare and entity.form == "adjective" and word.pattern.type in _SUFFERED:
        return not entity.modifier and governor not in _LOCATIVE  # "seized a Turkish ship"
    if not _usable(scene, entity):
        return False
    return governor not in _LOCATIVE and governor not in {"by", "after", "before", "as"}


def coordinated_right(scene: Scene, entity: Entity) -> list[Entity]:
    """The group that begins with this entity."""
    group = [entity]
    low, size = scene.sentence.low, len(scene.sentence)
    while True:
        index = group[-1].end
        plain = True
        while index < size and low[index] in {"and", ",", "the", "&"}:
            plain = False
            index += 1
        following = scene.at[index] if index < size else None
        if following is None or not _usable(scene, following) or (plain and following.form != "person"):
            return group
        group.append(following)


def after_preposition(
    scene: Scene, start: int, prepositions: Container[str], reach: int = _REACH
) -> tuple[Entity, ...]:
    """The group of entities that one of the prepositions governs, to the right of a piece within the clause."""
    low, size = scene.sentence.low, len(scene.sentence)
    for index in range(start, min(size, start + reach)):
        if scene.at[index] is None and (low[index] in HARD or low[index] in SUBORDINATORS):
            return ()
        if low[index] in prepositions and scene.at[index] is None:
            for place in range(index + 1, min(size, index + 6)):
                entity = scene.at[place]
                if entity is not None:
                    if _usable(scene, entity):
                        return dedupe(tuple(coordinated_right(scene, entity)))
                    break
                if low[place] in HARD or low[place] in PREPOSITIONS - {"of"}:
                    break
    return ()


def dedupe(group: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """One entity for each party, in order."""
    return tuple(
        {entity.party: entity for entity in reversed(group)}[party] for party in dict.fromkeys(e.party for e in group)
    )
