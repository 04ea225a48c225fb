"""The one sentence of a development that a person reads."""

from collections.abc import Sequence

from schemas.claims import ClaimMade
from schemas.developments import Novelty
from services.enrich.novelty.phrases import is_joint, listed, party_name, phrase

MAX_CHARACTERS = 200
_TOWNLIKE = frozenset({"city", "town", "village", "site", "base", "airport", "port"})


def summary(made: ClaimMade, novelties: Sequence[Novelty]) -> str:
    """ "Russia and Turkey carry out first joint air strikes, on Islamic State at Al Bāb, Russia says."

    What the text states as new stands before the noun; what our memory saw follows the act ("with no earlier attacks by
    Iran on Israel in our memory"), as does a turn.
    Under MAX_CHARACTERS: where names are long, the place goes first, then the memory's part, then the end is cut.
    """
    stated = next((each for each in novelties if each.basis == "stated"), None)
    observed = next((each for each in novelties if each.basis == "observed" and each.kind != "shift"), None)
    turn = next((each for each in novelties if each.kind == "shift"), None)
    act, place, tail = _act(made, stated), _place(made), _tail(observed if stated is None else None, turn)
    says = _says(made)
    for parts in ((act, place, tail, says), (act, tail, says), (act, says)):
        sentence = "".join(parts) + "."
        if len(sentence) < MAX_CHARACTERS:
            return sentence[0].upper() + sentence[1:]
    return act[: MAX_CHARACTERS - 2].rstrip() + "…"


def _act(made: ClaimMade, stated: Novelty | None) -> str:
    claim = made.claim
    words = phrase(claim.type, claim.mode)
    sources = tuple(party_name(name, made) for name in claim.sources)
    targets = tuple(party_name(name, made) for name in claim.targets)
    subject, verb, objects = (sources, words.verb, targets) if sources else (targets, "see", ())
    if set(objects) == set(subject):
        objects = ()
    resumed = stated is not None and stated.kind == "resumed"
    verb = "plan" if claim.status == "planned" else "resume" if resumed else verb
    noun = f"{_new(stated)}{'joint ' if is_joint(made) else ''}{words.noun}"
    whom = f"{',' if claim.joint and stated else ''} {words.preposition} {listed(objects)}" if objects else ""
    told = f"{noun}{whom}{_horizon(stated)}" if resumed else f"{noun}{_horizon(stated)}{whom}"
    return f"{listed(subject) if subject else 'Someone'} {_inflected(verb, len(subject))} {told}"


def _new(stated: Novelty | None) -> str:
    """The word before the noun."""
    if stated is None or stated.kind == "resumed":
        return ""
    return "record " if stated.kind == "record" else "first "


def _horizon(stated: Novelty | None) -> str:
    """The words after the noun: "since 1990", or the record's own words."""
    if stated is None:
        return ""
    if stated.kind == "record" and stated.cue:
        return f" (“{stated.cue}”)"
    if stated.since is None:
        return f" (“{stated.cue}”)" if stated.kind == "since" and stated.cue else ""
    return f", interrupted since {stated.since}" if stated.kind == "resumed" else f" since {stated.since}"


def _tail(observed: Novelty | None, turn: Novelty | None) -> str:
    words = ""
    if observed is not None:
        first = observed.kind == "first"
        horizon = "in our memory" if first else f"since {observed.since}"
        words = f", with no {'earlier ' if first else ''}{observed.scope} {horizon}"
    return words if turn is None else f"{words}, a turn {turn.scope}"


def _place(made: ClaimMade) -> str:
    claim = made.claim
    if made.place is None or made.place.name in ("", *(party_name(name, made) for name in claim.targets)):
        return ""
    return f" {'at' if made.place.feature in _TOWNLIKE else 'in'} {made.place.name}"


def _says(made: ClaimMade) -> str:
    claim = made.claim
    if claim.status != "claimed" or claim.attributed_to is None:
        return ""
    described = all(actor.id != claim.attributed_to for actor in made.actors)
    several = described and any(
        word.endswith("s") or word in {"media", "police", "people"} for word in claim.attributed_to.split()
    )
    return f", {party_name(claim.attributed_to, made)} {'say' if several else 'says'}"


def _inflected(verb: str, subjects: int) -> str:
    """The verb for one subject ("carries out") or several ("carry out")."""
    if subjects > 1:
        return verb
    first, space, rest = verb.partition(" ")
    if first.endswith("y"):
        return f"{first[:-1]}ies{space}{rest}"
    return f"{first}{'es' if first.endswith(('ch', 'sh', 's')) else 's'}{space}{rest}"
