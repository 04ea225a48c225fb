"""Against whom it is done where no object tells it: "rallied against X", "massed troops near X", "was denied by Y"."""

from collections.abc import Iterator

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import (
    HARD,
    SUBORDINATORS,
    Scene,
    coordinated_right,
    dedupe,
    governor,
    usable,
)
from services.enrich.annotate.parties import owners
from services.enrich.annotate.parties.objects import after_preposition
from services.enrich.knowledge.wordsets import word_set

_AGAINST = frozenset({"against"})
_DEMANDING = word_set("facing_demanding")
_OUTSIDE = frozenset({"outside", "at", "on", "near"})
_SEATS = word_set("facing_seats")
_TOWARDS = word_set("facing_towards")
_BORDERS = word_set("facing_borders")
_LEADING = ("by", "of", "from", "to", "on", "against", "for", "with")
"""Prepositions that lead from a thing to whose it is or whom it is for, the surest first."""
_REACH = 16
_TO = frozenset({"to"})
_WITH = frozenset({"to", "with"})
_DETERMINERS = frozenset({"the", "that", "their", "its", "a", "an", "president", "prime", "minister"})


def given_to(scene: Scene, word: EventWord, own: set[str]) -> tuple[Entity, ...]:
    """Who receives what is handed over: "extradited two suspects to France", "shared information on X with Y"."""
    leading = _WITH if word.pattern.type == "COOPERATE" else _TO
    found = after_preposition(scene, word.head + 1, leading, reach=word.end - word.head + _REACH)
    return tuple(one for one in found if one.party not in own)


def protested(scene: Scene, word: EventWord) -> tuple[Entity, ...]:
    """Whom a protest is against: "rallied against X", "marched to demand that X resign", "at the embassy of X"."""
    start = word.end - (scene.sentence.low[word.end - 1] in _AGAINST)
    return _besieged(scene, word) or after_preposition(scene, start, _AGAINST, reach=_REACH) or _demanded(scene, word)


def _demanded(scene: Scene, word: EventWord) -> tuple[Entity, ...]:
    """Who stands right after a word of demand: "to protest Musharraf's dismissal", "to press Bashir to quit"."""
    low = scene.sentence.low
    for index in range(word.end, min(len(low), word.end + _REACH)):
        if low[index] in HARD:
            return ()
        if low[index] in _DEMANDING and scene.at[index] is None:
            place = index + 1
            while place < len(low) and scene.at[place] is None and low[place] in _DETERMINERS:
                place += 1
            entity = scene.at[place] if place < len(low) else None
            return (entity,) if entity is not None and usable(scene, entity) else ()
    return ()


def _besieged(scene: Scene, word: EventWord) -> tuple[Entity, ...]:
    """Whose seat the crowd is at: "outside the Chinese embassy"."""
    for entity in _after(scene, word):
        seat = scene.sentence.low[entity.end - 1] in _SEATS
        if seat and usable(scene, entity) and governor(scene, entity) in _OUTSIDE:
            return (entity,)
    return ()


def faced(scene: Scene, word: EventWord, own: set[str]) -> tuple[Entity, ...]:
    """Against whom forces gather: "near Taiwan", "along the border with Chad", "on the Syrian frontier"."""
    low = scene.sentence.low
    for entity in _after(scene, word):
        if entity.party is None or entity.party in own or entity.kind != "state":
            continue
        before, following = governor(scene, entity), low[entity.end] if entity.end < len(low) else "."
        bordering = before == "with" and not _BORDERS.isdisjoint(low[max(0, entity.start - 3) : entity.start])
        edge = entity.form == "adjective" and following in _BORDERS
        if edge or (not entity.modifier and (bordering or before in _TOWARDS)):
            return (entity,)
    return ()


def enforcing(scene: Scene, word: EventWord) -> tuple[Entity, ...]:
    """The state in which somebody is arrested or jailed: "two reporters were jailed for eleven years in Ethiopia"."""
    for entity in _after(scene, word):
        if entity.form == "name" and entity.kind == "state" and entity.country and not entity.modifier:
            return (entity,) if governor(scene, entity) == "in" else ()
    return ()


def _after(scene: Scene, word: EventWord) -> Iterator[Entity]:
    """The entities after the verb in its clause."""
    low, index = scene.sentence.low, word.head + 1
    while index < len(low) and index - word.end <= _REACH:
        entity = scene.at[index]
        if entity is not None:
            yield entity
            index = entity.end
            continue
        if low[index] in HARD or low[index] in SUBORDINATORS or index in scene.opened:
            return
        index += 1


def concerned(scene: Scene, word: EventWord) -> tuple[Entity, ...]:
    """Whose the subject of a passive is: "a request by Chile was denied", "lending to Kenya was frozen"."""
    first = word.start
    while first and not _closes(scene, first - 1):
        first -= 1
    led = [one for one in scene.entities if first <= one.start < word.start and one.party and not one.modifier]
    by = {owners.leading(scene, one): one for one in reversed(led)}
    found = next((by[leading] for leading in _LEADING if leading in by), None)
    return dedupe(tuple(coordinated_right(scene, found))) if found is not None else ()


def _closes(scene: Scene, index: int) -> bool:
    low = scene.sentence.low
    if scene.at[index] is not None:
        return False
    return low[index] in HARD or low[index] in SUBORDINATORS or low[index] == "," or index in scene.opened
