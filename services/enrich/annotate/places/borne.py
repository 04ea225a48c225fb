"""Names of states within the names of others: "Bank of America", "Sizzler Australia", "China Daily", "US$10"."""

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.places.view import View
from services.enrich.knowledge.wordsets import word_set

_NAMING = word_set("places_naming")
_BODIES = word_set("places_bodies")
_NO_NAMES = (
    word_set("places_directions")
    | word_set("places_calendar")
    | word_set("roles_prepositions")
    | word_set("literal_clause_starts")
    | {"and", "but", "or", "that"}
)
"""Words that are no part of a name, though they begin a quotation with a capital."""
_LIVING = frozenset({"based", "born"})


def by_another(view: View, entity: Entity) -> bool:
    """Whether a state's or capital's name is only a part of another name, or of a compound such as "Iran-backed"."""
    if entity.modifier and view.low(entity.name_end + 1) not in _LIVING:
        return True
    return _goes_on(view, entity) or (not view.titled and _is_last(view, entity.start))


def _goes_on(view: View, entity: Entity) -> bool:
    """Whether what follows makes it another name: "China Daily", "Agence France-Presse", "US$10"."""
    end = entity.name_end
    after = view.low(end)
    if after == "-":
        return entity.start > 1 and view.is_name(end + 1) and view.is_name(entity.start - 1)
    return after == "$" or (after in _NAMING and view.is_name(end))


def _is_last(view: View, start: int) -> bool:
    """Whether it ends a body's name: "Bank of America", "Television New Zealand"."""
    before = start - 2 if view.low(start - 1) == "the" else start - 1
    if view.low(before) == "of" and view.low(before - 1) in _BODIES and view.is_name(before - 1):
        return True
    named = before == start - 1 and before > 0 and view.is_name(before) and not view.taken[before]
    return named and view.low(before) not in _NO_NAMES
