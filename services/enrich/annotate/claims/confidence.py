"""How sure the rules are of a claim: a verb, both roles, several words of a pattern and a plain status add to it."""

from schemas.claims import Status
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import Roles

_MOST = 0.95
_UNREAL = frozenset({"hypothetical", "negated", "denied"})


def of(word: EventWord, roles: Roles, happened: Status, beside: bool = False) -> float:
    """0 to 1. beside: the sentence tells another act first, which is its news."""
    return round(min(sum(parts(word, roles, happened, beside).values()), _MOST), 2)


def parts(word: EventWord, roles: Roles, happened: Status, beside: bool = False) -> dict[str, float]:
    """What each sign adds or takes; at most 0.95 of their sum counts."""
    signs = {
        "an event word": 0.5,
        "it is a verb": 0.15 if word.voice != "noun" else 0.0,
        "it is a noun": 0.05 if word.voice == "noun" else 0.0,
        "a source": 0.12 if roles.sources else 0.0,
        "a target, or none needed": 0.1 if roles.targets or word.pattern.roles in {"s", "rec"} else 0.0,
        "a pattern of several words": 0.08 if word.pattern.rest else 0.0,
        "not told as done": -0.1 if happened in _UNREAL else 0.0,
        "told beside another act": -0.25 if beside else 0.0,
    }
    return {sign: points for sign, points in signs.items() if points}
