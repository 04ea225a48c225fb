"""How likely an act is one of politics or force at all, by what its sentence tells beside it.

A model that a person can read: claim_evidence.tsv gives each sign's weight in log-odds; their sum decides. The weights
were fitted to sentences with and without events and rounded. A sign that the table does not weigh counts nothing.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from math import fsum

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts import heads, topics
from services.enrich.annotate.acts.acts import Act
from services.enrich.annotate.acts.scene import Scene
from services.enrich.annotate.parties.strangers import is_stranger
from services.enrich.knowledge.tables import Tables
from services.enrich.knowledge.wordsets import word_set

Weights = dict[str, float]
"""How much each sign speaks for an act, in log-odds."""
_DIGITS = 6
"""Of a sum: weights of one decimal that balance are to be 0, and no trace above or below."""
_SORTS = {
    **dict.fromkeys(("person", "group"), "people"),
    **dict.fromkeys(("animal", "plant", "food", "phenomenon", "substance", "body", "object", "process"), "nature"),
    **dict.fromkeys(("artifact", "location"), "things"),
    **dict.fromkeys(("act", "event", "state"), "doings"),
    **dict.fromkeys(
        ("cognition", "attribute", "feeling", "possession", "quantity", "relation", "shape", "motive", "time"),
        "ideas",
    ),
    "communication": "ideas",
    "top": "ideas",
}
"""Classes of nouns put together, for what few sentences tell apart."""
_MANNERS = {
    **dict.fromkeys(("ASSAULT", "COERCE", "MOBILIZE", "SANCTION"), "force"),
    **dict.fromkeys(("RETREAT", "CONCEDE", "AID"), "give"),
    **dict.fromkeys(("SUPPORT", "ACCUSE", "REJECT", "REQUEST", "THREATEN", "PROTEST"), "word"),
    **dict.fromkeys(("CONSULT", "AGREE", "COOPERATE"), "talk"),
}
_POWERS = frozenset(
    {"government", "military", "police", "rebel", "intelligence", "legislature", "judiciary", "opposition"}
)
_PRESENT = frozenset({"third", "plural"})
_MODALS = frozenset(
    {
        "if",
        "would",
        "should",
        "could",
        "might",
        "imagine",
        "suppose",
        "perhaps",
        "whether",
        "let",
        "can",
        "cannot",
        "must",
    }
)
_EVERYDAY = word_set("likelihood_everyday_people")
_PLAYED = frozenset({"words of sport", "words of sport, perhaps", "words of play"})
_COMPARING = frozenset({"more", "less", "fewer", "most", "rather", "any"})
_SUPPOSING = frozenset({"if", "imagine", "suppose", "were", "had", "whoever", "perhaps"})
_ASKING = frozenset({"why", "how", "what", "would", "should", "could", "can", "will", "does", "is", "are", "do"})
_WORKS = word_set("likelihood_works")
_OPENING = 5
"""Tokens of a sentence among which a work that tells it stands."""
_BEFORE_INFINITIVE = word_set("likelihood_before_infinitive")


def build(tables: Tables) -> Weights:
    """The weights of the table, the first row of a sign first. Raises TableError where one is no number."""
    known: Weights = {}
    for row in tables.rows("claim_evidence"):
        try:
            known.setdefault(row["sign"], float(row["weight"]))
        except ValueError:
            raise row.fault("weight", f"{row['weight']!r} is no number") from None
    return known


def score(weights: Weights, found: Iterable[str]) -> float:
    """The log-odds of an act with these signs, whatever their order: below 0 more speaks against it than for it."""
    return round(fsum(weights[sign] for sign in found if sign in weights), _DIGITS)


def signs(scene: Scene, act: Act, said: bool) -> list[str]:
    """What speaks for or against an act. said: somebody says something in the sentence."""
    sources, targets = act.roles.sources, act.roles.targets
    of_act = _of_act(
        act.type,
        act.mode,
        _party(sources[0]) if sources else "none",
        _party(targets[0]) if targets else "joint" if act.roles.joint else "none",
        _standing(sources[0]) if sources else "nobody",
    )
    found = [*of_act, *_of_sides(scene, act, said), *_of_sentence(scene, said)]
    if sources and sources[0].form == "demonym":
        found.append("a people")
    if act.word.pattern.rest:
        found.append("several words")
    about = topics.signs(scene.sentence, scene.at, act.word.start, act.word.end)
    if not _PLAYED.isdisjoint(about) and sources and sources[0].kind == "state" and sources[0].sector is None:
        found.append("a state in words of sport")
    found.extend(about)
    return found


def _of_sentence(scene: Scene, said: bool) -> Iterator[str]:
    """How the sentence tells it, whatever the act."""
    low, asked = scene.sentence.low, scene.sentence.low[-1] == "?"
    modal = not said and not _MODALS.isdisjoint(low)
    if said:
        yield "said"
    if modal:
        yield "modal, and nobody says it"
    if scene.sentence.is_headline:
        yield "headline"
    if asked:
        yield "question"
    if not said and (low[0] in _SUPPOSING or (asked and modal)):
        yield "a supposition"
    if low[0] in _ASKING and low[-1] != ".":
        yield "asks why or how"
    if not _WORKS.isdisjoint(low[:_OPENING]):
        yield "a work opens it"
    if "than" in low and not _COMPARING.isdisjoint(low):
        yield "compares"


@cache
def _of_act(type_: str, mode: str | None, source: str, target: str, standing: str) -> tuple[str, ...]:
    """Signs of an act by its kind and by the first party of each side."""
    found = [
        "any",
        f"type {type_}",
        f"mode {type_} {mode}",
        f"source {source}",
        f"target {target}",
        f"{_MANNERS[type_]} by {standing}",
    ]
    if source != "none" and target not in {"none", "joint"}:
        found.append("both sides")
    if source == "none" == target:
        found.append("a place alone")  # happened.py makes such an act where its own guards let it
    return tuple(found)


def _standing(party: Entity) -> str:
    """What power a party has: a state, those who hold or contest power in one, a body, or people."""
    if is_stranger(party.party or ""):
        return "unlisted"
    if party.sector in _POWERS:
        return "powers"
    if party.kind == "state":
        return "people" if party.sector else "states"
    return party.kind.replace("_", " ") + "s"


def _party(party: Entity) -> str:
    if is_stranger(party.party or ""):
        return f"unlisted {party.sector}" if party.sector else "unlisted"
    return f"{party.kind} {party.sector or party.form}"


def _of_sides(scene: Scene, act: Act, said: bool) -> Iterator[str]:
    """What kind of thing does it, to what kind of thing, and in which tense."""
    word, sources, targets = act.word, act.roles.sources, act.roles.targets
    if word.voice == "noun":
        yield "noun"
        return
    tense = _tense(scene, act)
    yield f"tense {tense}"
    if tense in _PRESENT and not said:
        yield f"present of {_MANNERS[act.type]}, and nobody says it"
    head = heads.subject(scene, word)
    first = heads.kind(scene, head, sources if word.voice == "active" else targets)
    if word.voice == "passive":
        yield "passive"
        yield f"sufferer {_SORTS.get(first, first)}"
        return
    last = sources[0].end - 1 if sources else head
    if last is not None and scene.sentence.low[last] in _EVERYDAY:
        yield "doer of everyday life"
    yield f"doer {'' if sources else 'alone '}{_SORTS.get(first, first)}"
    yield f"doer class {first}"
    second = heads.kind(scene, heads.object_of(scene, word), targets)
    yield f"object {'' if targets else 'alone '}{_SORTS.get(second, second)}"
    yield f"object of {_MANNERS[act.type]} {_SORTS.get(second, second)}"
    yield f"object class {second}"


def _tense(scene: Scene, act: Act) -> str:
    low, start = scene.sentence.low, act.word.start
    if act.word.tense != "base" or low[start + 1 : start + 2] == ["-"]:
        return act.word.tense if act.word.tense != "base" else "past"  # "test-fired"
    if start and low[start - 1] in _BEFORE_INFINITIVE:
        return "infinitive"
    number = "third" if low[start].endswith("s") and not act.word.pattern.words.startswith(low[start]) else "plural"
    if number == "plural" and _is_team(scene, act):
        return "plural after a state"
    return f"{number} of headline" if scene.sentence.is_headline else number


def _is_team(scene: Scene, act: Act) -> bool:
    """Whether one state is many here, as its players are: "Poland punish Albania"."""
    before = scene.at[act.word.start - 1] if act.word.start else None
    return before is not None and before.form == "name" and before.kind == "state" and len(act.roles.sources) == 1
