"""Names that a city and a state share ("New York", "Washington"), where the words beside them tell of the state."""

from services.enrich.annotate.places.view import View
from services.enrich.knowledge.gazetteer import Candidate

_HEADS = frozenset({"state", "province"})
_RULERS = frozenset({"governor", "gov", "state", "legislature", "assemblyman", "assemblywoman"})
_BETWEEN = frozenset({",", "and", "or"})
_SHARED = frozenset({"new york", "washington", "georgia"})
"""Names that tell of no list of states: "New York and Washington"."""


def only_states(
    view: View, start: int, end: int, found: tuple[Candidate, ...], us_states: dict[str, str]
) -> tuple[Candidate, ...]:
    """The first-level regions of the USA among these, if the words beside the name tell of one; else all of them."""
    if len(found) < 2:
        return found
    regions = tuple(one for one in found if one.feature == "admin1" and one.country == "USA" and one.naming == "own")
    shared = regions and any(one.feature == "city" for one in found)
    return regions if shared and _is_state(view, start, end, us_states) else found


def _is_state(view: View, start: int, end: int, us_states: dict[str, str]) -> bool:
    if view.low(start - 1) == "of" and view.low(start - 2) in _HEADS:
        return True
    if view.low(end) in _RULERS and not (view.low(end) == "state" and view.is_name(end)):
        return True
    joined = view.low(end) == "and" and _state_from(view, end + 1, us_states)
    return joined or _states_before(view, start, us_states) > 1


def _states_before(view: View, start: int, us_states: dict[str, str]) -> int:
    """How many names of states stand right before this, in a list."""
    count, index = 0, start
    while True:
        while view.low(index - 1) in _BETWEEN:
            index -= 1
        long = next((size for size in (2, 1) if index < start and _named(view, index - size, index, us_states)), 0)
        if not long:
            return count
        count, index = count + 1, index - long


def _state_from(view: View, start: int, us_states: dict[str, str]) -> bool:
    return any(_named(view, start, start + size, us_states) for size in (2, 1))


def _named(view: View, start: int, end: int, us_states: dict[str, str]) -> bool:
    name = " ".join(view.words[max(0, start) : end])
    return us_states.get(name, "").lower() == name != "" and name not in _SHARED and view.is_name(start)
