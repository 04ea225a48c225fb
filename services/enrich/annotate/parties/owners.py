"""Whose act it is when the subject is somebody's: "a convoy of the UN", "aid from Japan", "rice growers of Korea".

Who is governed by a preposition is no subject, unless what stands before it is a part, a people or a thing of theirs.
"""

from dataclasses import replace

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.actors.offices import with_sector
from services.enrich.annotate.acts.scene import PREPOSITIONS, SUBORDINATORS, Scene
from services.enrich.knowledge.nounclass import noun_class
from services.enrich.knowledge.wordsets import word_set

_CONJUNCTIONS = frozenset({"since", "after", "before", "until", "as", "while", "than", "like"})
_QUANTITIES = word_set("roles_quantities")
_PASSED_OVER = word_set("roles_determiners_of_names") | word_set("places_directions") | word_set("when_numbers")
_OWNED = word_set("owners_owned")
_SERVING = word_set("owners_serving")
_SENT = word_set("owners_sent")
_PEOPLE = word_set("patients_people")
_BODIES = word_set("patients_bodies")
_ORGANS = word_set("owners_organs")
_NO_PEOPLE = word_set("owners_no_people")
_AGENTS = ("ers", "ors", "ists", "ants", "men", "women")
_ADVERBS = word_set("patterns_adverbs")
_AUXILIARY = word_set("clauses_finite") | word_set("patterns_be")
_SPEAKING_FOR = frozenset({"spokesman", "spokeswoman", "spokesperson", "spokesmen", "lawyer", "lawyers", "negotiator"})
_RULING = frozenset({"ruling", "governing"})
_BEFORE = 7
_PASSIVE = word_set("patterns_be") | {"has", "have", "had", "also", "later", "will"}
_SHORT = 5
_HUMAN = frozenset({"person", "group", None})
_HELD = 9
"""Tokens of an apposition at most."""
_HEADED = 4
_BESIDE = frozenset({"in", "at", "on", "with", "from", "near", "outside", "aboard"})
"""Tokens of an adjective's phrase up to its noun: "South Korean rice growers"."""


def is_governed(scene: Scene, entity: Entity, verb: int) -> bool:
    """Whether a preposition keeps the entity from being the subject; "since Turkey shot" and "leaders of" do not."""
    office = _apposed(scene, entity)
    if office is not None:
        return is_governed(scene, office, verb)
    index = _governing(scene, entity.start)
    before = leading(scene, entity)
    if not before or (before in _CONJUNCTIONS and verb - entity.end <= 2):
        return False
    return index == 0 or not _leads_to_owner(scene, index, entity)


def _apposed(scene: Scene, entity: Entity) -> Entity | None:
    """The office before a comma whose holder the entity is: "beside Japan's prime minister, Shinzo Abe"."""
    office = scene.at[entity.start - 2] if entity.start > 1 and scene.sentence.low[entity.start - 1] == "," else None
    if office is None or entity.kind != "person" or office.party != entity.party:
        return None
    return office if office.end > office.name_end else None


def leading(scene: Scene, entity: Entity) -> str:
    """The preposition before the entity, what only counts or places it passed over; empty where there is none."""
    index = _governing(scene, entity.start)
    before = scene.sentence.low[index] if index >= 0 else ""
    return before if before in PREPOSITIONS else ""


def _leads_to_owner(scene: Scene, index: int, owner: Entity) -> bool:
    """Whether the preposition at this token leads from what acts to whose it is."""
    before, head = scene.sentence.low[index], scene.sentence.low[index - 1]
    office = scene.at[index - 1]
    if before == "by":
        return head in _SENT
    if before == "for":
        return head in _SPEAKING_FOR
    if before not in {"of", "from"}:
        return False
    if office is not None:  # "opponents of the government" are a party of their own
        told = office.form == "role" and (office.assumed or office.party in {None, owner.party})
        return told and not _is_led(scene, office.start)
    return (head in _OWNED or (before == "of" and head in _QUANTITIES)) and not _is_led(scene, index - 1)


def _is_led(scene: Scene, head: int) -> bool:
    """Whether a preposition governs what acts itself: "an attack on a convoy of the UN"."""
    low = scene.sentence.low
    for index in range(head - 1, max(-1, head - _BEFORE), -1):
        if scene.at[index] is not None or not low[index].isalnum() or low[index] in SUBORDINATORS:
            return False
        if low[index] in PREPOSITIONS and low[index] != "of":
            return low[index] not in _CONJUNCTIONS
    return False


def _governing(scene: Scene, start: int) -> int:
    """The token before the entity, determiners passed over."""
    index = start - 1
    while index >= 0 and scene.sentence.low[index] in _PASSED_OVER:
        index -= 1
    return index


def as_subject(scene: Scene, entity: Entity, verb: int) -> Entity | None:
    """The people or the body that an adjective tells of before a verb: "Tunisian censors (in Sfax) blocked"."""
    if not entity.bare or entity.modifier or entity.party is None or entity.form not in {"adjective", "demonym"}:
        return None
    low = scene.sentence.low
    placed = next((index for index in range(entity.end + 1, verb) if low[index] in _BESIDE), verb)
    last = placed - 1
    while last >= entity.end and (low[last] in _AUXILIARY or low[last] in _ADVERBS or low[last].endswith("ly")):
        last -= 1
    if not entity.end <= last < entity.end + _HEADED or any(scene.at[entity.end : last + 1]):
        return None
    if not all(piece.isalpha() and piece not in PREPOSITIONS for piece in low[entity.end : last + 1]):
        return None
    if low[last] in _SERVING or low[last] in _OWNED:
        return replace(entity, bare=False, end=last + 1)
    return (
        with_sector(replace(entity, bare=False), last + 1, "civilian")
        if is_people(low[last]) or low[last] in _BODIES
        else None
    )


def subject_end(scene: Scene, verb: int) -> int | None:
    """The last token of a passive's subject, its auxiliaries and an apposition ("Doe, a writer, was") passed over."""
    low, at = scene.sentence.low, scene.at
    last = verb - 1
    while last >= 0 and at[last] is None and (low[last] in _PASSIVE or low[last].endswith("ly")):
        last -= 1
    if last == verb - 1:
        return None
    if low[last] == ",":
        last = next((index - 1 for index in range(last - 1, max(0, last - _HELD), -1) if low[index] == ","), -1)
    return last if last >= 0 else None


def as_body(scene: Scene, entity: Entity, verb: int) -> Entity | None:
    """The people or the body of theirs that acts for a state's people: "Bahrain's main bloc", "its women's groups"."""
    head = scene.sentence.low[verb - 1]
    if entity.kind != "state" or not (is_people(head) or head in _BODIES):
        return None
    rules = entity.sector is not None or scene.sentence.low[verb - 2] in _RULING
    return entity if rules else with_sector(entity, entity.end, "civilian")


def is_people(word: str) -> bool:
    """Whether the noun is one for people, by a list or by its ending and its class: "growers", and no "chargers"."""
    if word in _PEOPLE:
        return True
    named = len(word) > _SHORT and word.endswith(_AGENTS) and word not in _NO_PEOPLE
    return named and noun_class(word) in _HUMAN


def is_body(word: str) -> bool:
    """Whether the noun is one for an organ or a service that acts for whose it is: "Nigeria's customs service"."""
    return word in _ORGANS
