"""To whom it is done: the object of an event word, and whom a preposition brings in."""

from collections.abc import Container, Iterator

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import (
    HARD,
    PREPOSITIONS,
    REACH,
    SAYING,
    SUBORDINATORS,
    Scene,
    coordinated_right,
    dedupe,
    governor,
    is_digit_comma,
    usable,
)
from services.enrich.knowledge.wordsets import word_set

_LOCATIVE = word_set("roles_locative")
_GOVERNING = frozenset({"AGREE", "THREATEN", "REQUEST"})
"""Types whose object may be that of the verb they govern: "threatened to attack X"."""
_SUFFERED = frozenset({"ASSAULT", "COERCE", "SANCTION", "CONCEDE", "ACCUSE", "REJECT", "SUPPORT", "AID", "THREATEN"})
"""Types whose target may be told by an adjective alone."""
_LEADING = frozenset({"of", "from", "for", "to", "with", "against", "between", "on", "over", "toward", "towards"})
"""Prepositions of an object that lead to its owner."""
_TOLD_BY = frozenset({"REJECT", "ACCUSE", "SUPPORT", "CONSULT", "AGREE", "REQUEST", "CONCEDE"})
"""Types whose object is someone's words or visit: "offers by Iran"."""
_NO_OF = PREPOSITIONS - {"of"}
_BEYOND_OWN = frozenset({"from", "to", "into", "against"})
_SEATS = frozenset({"embassy", "consulate", "mission"})
_NEXT = 3
"""Tokens from what is the doer's own to the preposition that leads to the target."""
_HELPING = frozenset({"AID", "SUPPORT", "SANCTION"})
_HELPED_IN = frozenset({"in", "across", "into"})
_BARE_IS_NO_TARGET = frozenset({"MOBILIZE", "COOPERATE", "PROTEST"})
_SAID = frozenset({"REQUEST", "ACCUSE", "THREATEN", "REJECT"})


def found(scene: Scene, word: EventWord, own: Container[str | None]) -> tuple[Entity, ...]:
    """To whom a verb's act is done; own: the parties of its subject. The object itself, else whose the object is."""
    direct = _object(scene, word)
    if direct and all(entity.party in own for entity in direct):  # "withdrew its troops from Niger"
        seat = scene.sentence.low[direct[-1].end - 1] in _SEATS
        direct = after_preposition(scene, direct[-1].end, _BEYOND_OWN | {"in"} if seat else _BEYOND_OWN, reach=_NEXT)
    return direct or _owner(scene, word, own)


def _owner(scene: Scene, word: EventWord, own: Container[str | None]) -> tuple[Entity, ...]:
    """Whose the object is: "rejected the offers by Iran", "welcomed a visit of the Dutch minister", "aid for Mali"."""
    leading = _LEADING | (_HELPED_IN if word.pattern.type in _HELPING else frozenset())
    if word.pattern.type in _TOLD_BY:
        leading = leading | {"by"}
    for entity in _in_object(scene, word):
        before = governor(scene, entity)
        named = entity.party is not None and not entity.modifier and entity.party not in own
        if named and (
            before in leading or (not before and entity.bare and word.pattern.type not in _BARE_IS_NO_TARGET)
        ):
            return dedupe(tuple(coordinated_right(scene, entity)))
    return ()


def _in_object(scene: Scene, word: EventWord) -> Iterator[Entity]:
    """The entities to the right of a verb in the phrase of its object."""
    low, size = scene.sentence.low, len(scene.sentence)
    index = word.head + 1
    while index < size and index - word.end <= REACH:
        entity = scene.at[index]
        if entity is not None:
            yield entity
            index = entity.end
            continue
        stop = low[index] in HARD or low[index] in SUBORDINATORS or low[index] in SAYING or index in scene.opened
        if stop or (index >= word.end and (low[index] == "," or _ends_object(scene, word, index))):
            return
        index += 1


def _object(scene: Scene, word: EventWord) -> tuple[Entity, ...]:
    """The nearest entity to the right that is no mere place or time, and those joined to it."""
    low, size = scene.sentence.low, len(scene.sentence)
    index = word.end if word.pattern.roles == "rec" and "~ to" not in word.pattern.words else word.head + 1
    while index < size and index - word.end <= REACH:
        entity = scene.at[index]
        if entity is not None:
            if _usable_object(scene, word, entity):
                return dedupe(tuple(coordinated_right(scene, entity)))
            index = entity.end
            continue
        piece = low[index]
        if piece == "that" and index <= word.end and word.pattern.type in _SAID:
            index += 1  # "demanded that Israel withdraw"
            continue
        if piece in HARD or piece in SUBORDINATORS or piece in SAYING or index in scene.opened:
            return ()
        if piece == "," and index >= word.end and not is_digit_comma(low, index):
            return ()
        if index >= word.end and _ends_object(scene, word, index):
            return ()
        index += 1
    return ()


def _ends_object(scene: Scene, word: EventWord, index: int) -> bool:
    """Whether another event's verb begins here, and none that this one governs ("refused to lift the ban on X")."""
    if word.pattern.type in _GOVERNING or (word.pattern.type == "REJECT" and scene.sentence.low[index - 1] == "to"):
        return False
    led = scene.sentence.low[index - 1] in _LEADING
    helping = led and word.pattern.type in _HELPING  # "donated masks to assist Mali"
    return any(
        other.start == index and other.voice != "noun" and not helping and not (led and other.tense != "base")
        for other in scene.words
    )  # "a suit against visiting Saudis", "its borders to displaced Afghans"


def _usable_object(scene: Scene, word: EventWord, entity: Entity) -> bool:
    before = governor(scene, entity)
    if before and scene.sentence.low[word.end - 1] == before and entity.start - word.end <= 3:
        return entity.party is not None and not entity.modifier  # the pattern's own: "arrived in Cuba"
    if entity.bare and entity.form == "adjective" and word.pattern.type in _SUFFERED:
        return not entity.modifier and before not in _LOCATIVE  # "seized a Turkish ship"
    if not usable(scene, entity):
        return False
    return before not in _LOCATIVE and before not in {"by", "after", "before", "as"}


def after_preposition(scene: Scene, start: int, prepositions: Container[str], reach: int = REACH) -> tuple[Entity, ...]:
    """The group of entities that one of the prepositions governs, to the right of a piece within the clause."""
    low, size = scene.sentence.low, len(scene.sentence)
    for index in range(start, min(size, start + reach)):
        if index in scene.opened or (scene.at[index] is None and (low[index] in HARD or low[index] in SUBORDINATORS)):
            return ()
        if low[index] in prepositions and scene.at[index] is None:
            for place in range(index + 1, min(size, index + 6)):
                entity = scene.at[place]
                if entity is not None:
                    if usable(scene, entity):
                        return dedupe(tuple(coordinated_right(scene, entity)))
                    break
                if low[place] in HARD or low[place] in _NO_OF or place in scene.opened:
                    break
    return ()
