"""Who did it to whom, where a noun tells the act: "Russian air strikes on IS", "talks between X and Y"."""

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts import unarmed
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import (
    HARD,
    PREPOSITIONS,
    SUBORDINATORS,
    Roles,
    Scene,
    coordinated_left,
    dedupe,
    parties,
)
from services.enrich.annotate.parties import facing
from services.enrich.annotate.parties.objects import after_preposition
from services.enrich.annotate.parties.roles import finished, group_left
from services.enrich.knowledge.wordsets import word_set

_ACT_ADJECTIVES = word_set("roles_act_adjectives")
_AGAINST = word_set("roles_against")
_CARRIERS = word_set("roles_carriers")
_SUFFERED = frozenset({"arrest", "killing", "abduction", "release", "deport", "expel", "assassination"})
_AT_STAKE = frozenset({"over", "for"})
"""Prepositions that lead to what a fight is about."""
_WORDS = frozenset({"ACCUSE", "SUPPORT", "REQUEST", "REJECT", "THREATEN"})
_CAME = frozenset({"came", "comes", "come", "poured", "flowed"})
_REACHED = frozenset({"reached", "reaches", "in", "into"})
_BEEN = frozenset({"is", "are", "was", "were", "been", "being"})
_CARRIED = word_set("noun_roles_carried")
_PASSIVE_REACH = 14
"""Tokens from a noun to the passive that tells who made it."""
_PARTNERS = frozenset({"with", "to"})


def of_noun(scene: Scene, word: EventWord) -> Roles:
    """Roles of an event noun, by what stands before it and by its prepositions; else by the verb that carries it."""
    opened = word.end - (scene.sentence.low[word.end - 1] == "between")  # where the pattern ends with it
    between = after_preposition(scene, opened, {"between"}, reach=4)
    if len(parties(between)) > 1:
        return Roles(sources=between, targets=(), joint=True)
    sources = _before_noun(scene, word)
    if word.pattern.mode in _SUFFERED and sources and sources[-1].kind == "person":
        return Roles(sources=after_preposition(scene, word.end, {"by"}, reach=8), targets=sources)  # "X's arrest"
    if not sources:
        sources = after_preposition(scene, word.end, {"by"}, reach=8)
    if (
        not sources
        and word.pattern.roles != "rec"
        and word.pattern.type in {"CONSULT", "RETREAT", "REQUEST", "CONCEDE", "MOBILIZE"}
    ):
        sources = after_preposition(scene, word.end, {"of"}, reach=2)
    if not sources:
        sources = (
            _carrier(scene, word) or _origin(scene, word) or _there_for(scene, word) or unarmed.in_protest(scene, word)
        )
    wanted = _AGAINST
    if word.pattern.roles == "rec":
        wanted = _PARTNERS if word.pattern.type in {"COOPERATE", "SUPPORT"} else frozenset({"with"})
    if word.pattern.type in {"ASSAULT", "SANCTION", "ACCUSE", "COERCE"}:
        wanted = wanted | {"of"}
    if word.pattern.type == "ASSAULT":
        wanted = wanted - _AT_STAKE
    targets = after_preposition(scene, word.end, wanted, reach=8)
    if word.pattern.type == "AID" and not targets:
        targets = after_preposition(scene, word.end, _REACHED, reach=14)
    if word.pattern.type == "PROTEST" and not targets:
        targets = facing.protested(scene, word)
    return finished(scene, word, sources, targets)


def _origin(scene: Scene, word: EventWord) -> tuple[Entity, ...]:
    """Whence aid and words came: "aid from Kuwait reached", "praise of Lula came from Paris"."""
    low = scene.sentence.low
    if word.pattern.type == "AID":
        return after_preposition(scene, word.end, {"from"}, reach=8)
    if word.pattern.type not in _WORDS:
        return ()
    for index in range(word.end, min(len(low) - 1, word.end + 8)):
        if low[index] in HARD or low[index] in SUBORDINATORS:
            return ()
        if low[index] in _CAME and low[index + 1] == "from":
            return after_preposition(scene, index + 1, {"from"}, reach=1)
    return ()


def _there_for(scene: Scene, word: EventWord) -> tuple[Entity, ...]:
    """Who a headline without a verb says is somewhere for it: "Blinken in Cairo for talks with Sisi"."""
    low = scene.sentence.low
    if not scene.sentence.is_headline or word.pattern.type != "CONSULT":
        return ()
    purpose = next((index for index in range(word.start - 1, max(0, word.start - 4), -1) if low[index] == "for"), None)
    if purpose is None:
        return ()
    there = next((index for index in range(purpose - 2, max(0, purpose - 5), -1) if low[index] in {"in", "at"}), None)
    met = there is not None and scene.at[there - 1] is not None
    return group_left(scene, there) if there is not None and met else ()


def _before_noun(scene: Scene, word: EventWord) -> tuple[Entity, ...]:
    """ "Russian air strikes", "Turkey's first strikes", "the Putin-Erdogan summit"."""
    low = scene.sentence.low
    for index in range(word.start - 1, max(-1, word.start - 6), -1):
        entity = scene.at[index]
        if entity is not None:
            if entity.modifier or entity.party is None:
                return ()
            possessive = entity.end < word.start and low[entity.end] in {"'s", "'"}
            adjacent = entity.form in {"adjective", "name", "capital", "group", "organisation", "institution", "person"}
            if possessive or (adjacent and _only_adjectives(scene, entity.end, word.start)):
                group = [one for one in coordinated_left(scene, entity) if one.party and not one.modifier]
                return dedupe(tuple(group))
            return ()
        if low[index] in PREPOSITIONS or low[index] in HARD or low[index] == ",":
            return ()
    return ()


def _only_adjectives(scene: Scene, start: int, end: int) -> bool:
    fine = _ACT_ADJECTIVES
    return all(each in fine for each in scene.sentence.low[start:end])


def _carrier(scene: Scene, word: EventWord) -> tuple[Entity, ...]:
    """The subject of the verb that carries the noun: "Russia and Turkey conducted their first joint air strikes"."""
    low = scene.sentence.low
    for index in range(word.start - 1, max(-1, word.start - 9), -1):
        if low[index] in _CARRIERS and scene.at[index] is None:
            return group_left(scene, index)
        if low[index] in HARD or low[index] in SUBORDINATORS or low[index] == ",":
            break
    for index in range(word.end, min(len(low), word.end + 4)):
        if low[index] in _CARRIERS and "by" in low[index : index + 4]:
            return after_preposition(scene, index, {"by"})
    return _passive_carrier(scene, word)


def _passive_carrier(scene: Scene, word: EventWord) -> tuple[Entity, ...]:
    """By whom it was made: "a plea to Indonesia to withdraw was made by the bishop"."""
    low = scene.sentence.low
    for index in range(word.end, min(len(low) - 2, word.end + _PASSIVE_REACH)):
        if low[index] in HARD or low[index] in SUBORDINATORS:
            return ()
        if low[index] in _BEEN and low[index + 1] in _CARRIED and low[index + 2] == "by":
            return after_preposition(scene, index + 2, {"by"}, reach=1)
    return ()
