"""Which states a sentence names only as the place where something happens or was written: "in northern Afghanistan"."""

from dataclasses import replace

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.places.literal import dateline_end
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.wordsets import word_set

_PLACES = word_set("presence_places")
_BEFORE_GROUNDS = word_set("presence_before_grounds")
_GROUNDS = word_set("presence_grounds")
_PARTS = word_set("presence_parts")
_PAIRS = frozenset(
    {("close", "to"), ("next", "to"), ("adjacent", "to"), ("border", "with"), ("south", "of"), ("north", "of")}
)
_NAMES = frozenset({"name", "capital", "adjective"})
_JOINING = frozenset({"and", ",", "or", "/", "-"})
_REACH = 5


def marked(sentence: Sentence, entities: list[Entity]) -> list[Entity]:
    """The entities, those that are mere places marked; what is joined to a mere place is one ("in Mali and Niger")."""
    made: list[Entity] = []
    dateline = dateline_end(sentence)
    if "and" in sentence.low[:dateline]:  # "Ukraine and Russia - backed rebels"
        dateline = 0
    for entity in entities:
        if entity.form in _NAMES and entity.end == entity.name_end:
            before = made[-1] if made else None
            joined = before is not None and before.mere_place and _is_joined(sentence, before.end, entity.start)
            sent = before is not None and before.sector == "military" and _is_destination(sentence, before, entity)
            if joined or sent or entity.start < dateline or _is_place(sentence, entity):
                entity = replace(entity, mere_place=True)  # noqa: PLW2901
        made.append(entity)
    return made


def _is_joined(sentence: Sentence, start: int, end: int) -> bool:
    """Whether only "and", commas and parts of countries stand between: "in Mali, Niger and northern Chad"."""
    between = sentence.low[start:end]
    return bool(between) and between[0] in _JOINING and all(piece in _JOINING or piece in _PARTS for piece in between)


def _is_destination(sentence: Sentence, forces: Entity, entity: Entity) -> bool:
    """Whether forces are sent to the state or withdrawn from it: "its troops from Yemen"."""
    return entity.start - forces.end == 1 and sentence.low[forces.end] in {"to", "from"}


def _is_place(sentence: Sentence, entity: Entity) -> bool:
    """Whether the name is one of a place: after a preposition, or of the ground beside it ("on the Syrian border")."""
    low, end = sentence.low, entity.end
    if end + 1 < len(low) and low[end] == "-":
        end += 2  # "the Kenya-Somali border"
    if end < len(low) and low[end] in _GROUNDS:
        return _is_after(low, entity.start, _BEFORE_GROUNDS)
    return entity.form != "adjective" and not entity.modifier and _is_after(low, entity.start, _PLACES)


def _is_after(low: list[str], start: int, prepositions: frozenset[str]) -> bool:
    """Whether one of the prepositions leads to the name, over the parts of a country at most."""
    for index in range(start - 1, max(-1, start - 1 - _REACH), -1):
        if low[index] in prepositions or (index and (low[index - 1], low[index]) in _PAIRS):
            return True
        if low[index] not in _PARTS:
            return False
    return False
