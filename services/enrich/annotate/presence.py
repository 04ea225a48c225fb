"""Which states a sentence names only as the place where something happens or was written: "in northern Afghanistan"."""

from dataclasses import replace

from services.enrich.annotate.document import Sentence
from services.enrich.annotate.entities import Entity
from services.enrich.annotate.literal import dateline_end
from services.enrich.knowledge.wordsets import word_set

_PLACES = word_set("presence_places")
_PARTS = word_set("presence_parts")
_PAIRS = frozenset(
    {("close", "to"), ("next", "to"), ("adjacent", "to"), ("border", "with"), ("south", "of"), ("north", "of")}
)
_REACH = 5


def marked(sentence: Sentence, entities: list[Entity]) -> list[Entity]:
    """The entities, those that are mere places marked; what is joined to a mere place is one ("in Mali and Niger")."""
    made: list[Entity] = []
    dateline = dateline_end(sentence)
    for entity in entities:
        if entity.form in {"name", "capital"} and entity.end == entity.name_end and not entity.modifier:
            before = made[-1] if made else None
            joined = before is not None and before.mere_place and _is_joined(sentence, before.end, entity.start)
            if joined or entity.start < dateline or _is_placed(sentence, entity.start):
                entity = replace(entity, mere_place=True)  # noqa: PLW2901
        made.append(entity)
    return made


def _is_joined(sentence: Sentence, start: int, end: int) -> bool:
    return sentence.low[start:end] in (["and"], [","], [",", "and"], ["or"], ["and", "in"], ["/"])


def _is_placed(sentence: Sentence, start: int) -> bool:
    """Whether a preposition of place leads to the name, over the parts of a country at most."""
    low = sentence.low
    for index in range(start - 1, max(-1, start - 1 - _REACH), -1):
        if low[index] in _PLACES or (index and (low[index - 1], low[index]) in _PAIRS):
            return True
        if low[index] not in _PARTS:
            return False
    return False
