"""Cues that an act's own sentence bears and that state no novelty of it: "has never attacked Finland"."""

from services.enrich.annotate.claims import attribution
from services.enrich.annotate.claims.claims import Made
from services.enrich.annotate.claims.rules import Rules
from services.enrich.annotate.stated.bearers import Bearer
from services.enrich.annotate.stated.leads import Sign

_UNTIL = frozenset({"until", "till"})
_BEFORE = frozenset({"before", "previously"})
_ASKING = frozenset({"to", "that"})


def of(sign: Sign, bearer: Bearer, made: list[Made], rules: Rules) -> bool:
    """Whether the cue says no more than that the act was not done, or is of what the act asks for."""
    return _is_denial(sign, bearer, made, rules) or _is_asked_for(sign, bearer, made)


def _is_denial(sign: Sign, bearer: Bearer, made: list[Made], rules: Rules) -> bool:
    """Whether "never" says that the act after it was not done, and not that it is done now.

    "Russia has never attacked Finland", "Iran said it had never fired it", against "had never been sent to Africa" of
    the writer's own, "had never fired it before", "never sent until now" and "fired it, a step it has never taken".
    """
    low, cue = sign.told.sentence.low, sign.cue
    if "never" not in low[cue.start : cue.end] or bearer.how not in {"own", "made"} or not _UNTIL.isdisjoint(low):
        return False
    act = made[bearer.act] if isinstance(bearer.act, int) else bearer.act
    if act.word.start < cue.start or low[cue.start : cue.start + 2] == ["never", "had"]:
        return False  # "Never had it struck by water" makes much of what it did
    said = act.attribution is not None if isinstance(act, Made) else bool(attribution.find(act.scene, rules.speech))
    return "had" not in low or (_BEFORE.isdisjoint(low) and said)


def _is_asked_for(sign: Sign, bearer: Bearer, made: list[Made]) -> bool:
    """Whether the cue is of what a demand asks for: "asked it to make its first payment", not "appealed first"."""
    if not isinstance(bearer.act, int) or bearer.how != "own":
        return False
    one = made[bearer.act]
    asking = _ASKING if sign.cue.place == "noun" else _ASKING - {"to"}
    return one.claim.type == "REQUEST" and not asking.isdisjoint(
        sign.told.sentence.low[one.word.start : sign.cue.start]
    )
