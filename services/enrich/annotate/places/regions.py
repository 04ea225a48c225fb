"""Regions and countries beside a name ("Paris, Texas", "Mobile, Ala."), and which places a country's name may mean."""

from collections.abc import Sequence

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.compile import key
from services.enrich.knowledge.gazetteer import Candidate, Gazetteer

_TOWNS = frozenset({"city", "admin2"})
_REGIONS = frozenset({"admin1", "admin2"})
_OWN = frozenset({"own", "news", "spelling"})
_SPOKEN = frozenset({"CAN", "AUS"})
"""Countries whose news names a town's region as American news does."""
_JOINING = frozenset({"and", ",", "or"})


def state_at(sentence: Sentence, start: int, us_states: dict[str, str]) -> tuple[str, int] | None:
    """The state of the USA named from this token on, and the token after it; a full stop belongs to an abbreviation."""
    for last in range(min(len(sentence), start + 4), start, -1):
        pieces = sentence.tokens[start:last]
        if last == start + 1 and len(pieces[0]) == 2 and not pieces[0].isupper():
            return None
        state = us_states.get(" ".join(sentence.low[start:last]))
        if state is not None and all(piece[0].isupper() or piece == "." for piece in pieces):
            return state, last
    return None


def after(
    sentence: Sentence, end: int, at: Sequence[Entity | None], us_states: dict[str, str]
) -> tuple[str | None, str | None] | None:
    """(country, first-level region) after a comma that follows a name."""
    if end + 1 >= len(sentence) or sentence.tokens[end] != ",":
        return None
    entity = at[end + 1]
    if entity is not None:
        return (entity.country, None) if entity.form == "name" and entity.kind == "state" else None
    found = state_at(sentence, end + 1, us_states)
    return ("USA", found[0]) if found else None


def containing(
    sentence: Sentence, end: int, named: Sequence[Candidate], gazetteer: Gazetteer, us_states: dict[str, str]
) -> tuple[str | None, str | None] | None:
    """(country, first-level region) of the region after a comma that holds a place of this name: "Ürümqi, Xinjiang".

    A state of the USA that is a country's name too counts: "Macon, Georgia". Where no place of the name lies in a
    region of Canada or Australia, it is told all the same: Stroud in Ontario is none of those that are known.
    """
    if end + 1 >= len(sentence) or sentence.tokens[end] != "," or not sentence.tokens[end + 1][0].isupper():
        return None
    inside = {(place.country, place.admin1) for place in named if place.feature in _TOWNS}
    for last in range(min(len(sentence), end + 4), end + 1, -1):
        name = key(sentence.low[end + 1 : last])
        wide = [one for one in gazetteer.candidates(name) if one.feature in _REGIONS and one.naming in _OWN]
        if us_states.get(name) in {one.name for one in wide} and ("USA", us_states[name]) in inside:
            return "USA", us_states[name]
        held = next((one for one in wide if one.country != "USA" and (one.country, one.admin1) in inside), None)
        held = held or next((one for one in wide if one.country in _SPOKEN and one.feature == "admin1"), None)
        if held is not None:
            return held.country, held.admin1
    return None


def is_peer(sentence: Sentence, entity: Entity, at: Sequence[Entity | None]) -> bool:
    """Whether a country's name is joined to another's: "the US and Georgia", "Georgia, Russia and Ukraine"."""
    before = entity.start - 2 if sentence.low[entity.start - 1 : entity.start] == ["the"] else entity.start - 1
    size = len(sentence)
    joined = ((before, before - 1), (entity.end, entity.end + 1), (entity.end, entity.end + 2))
    return any(
        0 <= beside < size
        and 0 <= link < size
        and sentence.low[link] in _JOINING
        and (beside < entity.end + 2 or sentence.low[beside - 1] == "the")
        and _is_other(entity, at[beside])
        for link, beside in joined
    )


def _is_other(entity: Entity, other: Entity | None) -> bool:
    named = other is not None and other.form == "name" and other.kind == "state"
    return named and other is not None and other.country != entity.country


def of_country(named: tuple[Candidate, ...], entity: Entity, peer: bool) -> tuple[tuple[Candidate, ...], str | None]:
    """The candidates that a country's name or a government's seat may mean, and the country where that is plain.

    peer: whether another country's name is joined to it.
    """
    wanted = {"country", "admin1"} if entity.form == "name" else {"city"}
    own = [candidate for candidate in named if candidate.country == entity.country]
    fitting = [candidate for candidate in own if candidate.feature in wanted] or own
    if entity.form == "name" and not peer:  # Georgia is a state of the USA too, and Lebanon a town
        namesakes = [one for one in named if one.country == "USA" and one.country != entity.country and _is_known(one)]
        return (*fitting, *namesakes), None if namesakes else entity.country
    return tuple(fitting), entity.country


def _is_known(place: Candidate) -> bool:
    return place.naming == "own" and place.feature in {"admin1", "city"}
