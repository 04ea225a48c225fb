"""What is safe to say of a text in a language whose grammar we do not know: names that cannot well be words of it."""

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.actors.homes import Located, Present
from services.enrich.annotate.claims.claims import Settled
from services.enrich.annotate.text.document import Sentence
from services.enrich.annotate.text.language import Languages

_NAMES = frozenset({"name", "capital", "organisation", "group", "institution", "person"})
"""Forms that are alike in many languages; adjectives and words of office are English."""
_KNOWN_TOWN = 200_000
"""People from which a town of one word counts: smaller ones share their names with words ("Essen", "Para")."""


def safe(present: Present, located: Located, languages: Languages) -> tuple[Present, Located]:
    """The entities and places that stand whatever the language; none that is made of small words of some language."""
    return (
        [(sentence, [one for one in found if _is_name(sentence, one, languages)]) for sentence, found in present],
        [(sentence, [one for one in found if _is_place(sentence, one, languages)]) for sentence, found in located],
    )


def _is_name(sentence: Sentence, entity: Entity, languages: Languages) -> bool:
    plain = entity.form in _NAMES and not entity.modifier and entity.end == entity.name_end
    return plain and not _is_small(sentence, entity.start, entity.end, languages)


def _is_place(sentence: Sentence, one: Settled, languages: Languages) -> bool:
    spot, place = one.spot, one.place
    if place is None or _is_small(sentence, spot.start, spot.end, languages):
        return False
    return spot.entity is not None or place.feature == "country" or place.population >= _KNOWN_TOWN


def _is_small(sentence: Sentence, start: int, end: int, languages: Languages) -> bool:
    return all(word in languages for word in sentence.low[start:end])
