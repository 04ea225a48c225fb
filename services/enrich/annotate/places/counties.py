"""Counties named without the word: in a list that ends with it ("Swift and Wilkin counties"), or before a sheriff."""

from services.enrich.annotate.places.view import View
from services.enrich.knowledge.compile import key
from services.enrich.knowledge.gazetteer import Candidate, Gazetteer

_BETWEEN = frozenset({",", "and", "or", "&"})
_OFFICES = frozenset({"sheriff", "sheriffs", "coroner", "deputies", "commissioners"})
"""Whom a county of the USA has and a town has not."""
_LONGEST_LIST = 24


def meant(view: View, start: int, end: int, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    """The counties that a name means here, none where nothing says that it is one."""
    if not (_is_listed(view, end) or view.low(end) in _OFFICES):
        return ()
    named = gazetteer.candidates(key([*view.words[start:end], "county"]))
    return tuple(one for one in named if one.feature == "admin2")


def _is_listed(view: View, end: int) -> bool:
    """Whether a list of names from here on ends with "counties"."""
    if view.low(end) not in _BETWEEN and view.low(end) != "counties":
        return False
    for index in range(end, min(view.size, end + _LONGEST_LIST)):
        word = view.low(index)
        if word == "counties":
            return view.low(index - 1) not in _BETWEEN
        if word not in _BETWEEN and not view.is_name(index):
            return False
    return False
