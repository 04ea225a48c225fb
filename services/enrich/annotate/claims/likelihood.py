"""How likely an act is one of politics or force at all, by what its sentence tells beside it.

A model that a person can read: claim_evidence.tsv gives each sign's weight in log-odds; their sum decides. The weights
were fitted to sentences with and without events and rounded. A sign that the table does not weigh counts nothing.
"""

from collections.abc import Iterator
from functools import cache

from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.claims import heads, subjects
from services.enrich.annotate.claims.acts import Act
from services.enrich.annotate.claims.scene import Scene
from services.enrich.annotate.claims.strangers import is_stranger
from services.enrich.knowledge.nounclass import noun_class
from services.enrich.knowledge.tables import COLUMNS, HERE, read
from services.enrich.knowledge.wordsets import word_set

_DOUBTED = ("accidents", "arts", "health", "leisure", "lives", "markets", "science", "sport", "weather")
_TOPICS = {
    **{topic: word_set(f"likelihood_{topic}") for topic in (*_DOUBTED, "generic", "politics")},
    "violence": subjects.VIOLENCE,
}
_HINTS = {
    **{f"{topic}, perhaps": word_set(f"likelihood_{topic}_perhaps") for topic in _DOUBTED},
    **{topic: word_set(f"likelihood_{topic}") for topic in ("modal", "opinion")},
    "play": subjects.PLAY,
    "not ours": subjects.NOT_OURS,
    "elsewhere": subjects.ELSEWHERE,
    "first person": frozenset({"i", "we", "our", "us", "my"}),
    "day": word_set("when_days") | {"yesterday", "today", "overnight"},
}
"""What other news has as well, so that the names of actors do not count: "the Arab League"."""
_NATURE = frozenset({"animal", "plant", "food", "phenomenon"})
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
_MODALS = frozenset({"if", "would", "should", "could", "might", "imagine", "suppose", "perhaps", "whether", "let"})
_EVERYDAY = word_set("likelihood_everyday_people")
_SUPPOSING = frozenset({"if", "imagine", "suppose", "were", "had", "whoever", "perhaps"})
_ASKING = frozenset({"why", "how", "what", "would", "should", "could", "can", "will", "does", "is", "are", "do"})
_WORKS = word_set("likelihood_works")
_OPENING = 8
"""Tokens of a sentence among which a work that tells it stands."""
_BEFORE_INFINITIVE = word_set("likelihood_before_infinitive")


def is_likely(scene: Scene, act: Act, said: bool) -> bool:
    """Whether more speaks for the act than against it. said: somebody says something in the sentence."""
    known = weights()
    return sum(known.get(sign, 0.0) for sign in signs(scene, act, said)) >= 0


@cache
def weights() -> dict[str, float]:
    """The weight of each sign."""
    return {row["sign"]: float(row["weight"]) for row in read(HERE / "claim_evidence.tsv", COLUMNS["claim_evidence"])}


def signs(scene: Scene, act: Act, said: bool) -> Iterator[str]:
    """What speaks for or against an act."""
    yield "any"
    yield from _of_act(act)
    yield from _of_sides(scene, act, said)
    yield from _of_words(scene, act)
    yield from _of_sentence(scene, said)


def _of_sentence(scene: Scene, said: bool) -> Iterator[str]:
    """How the sentence tells it, whatever the act."""
    low = scene.sentence.low
    if said:
        yield "said"
    elif not _MODALS.isdisjoint(low):
        yield "modal, and nobody says it"
    if scene.sentence.is_headline:
        yield "headline"
    if low[-1] == "?":
        yield "question"
    if not said and (low[0] in _SUPPOSING or (low[-1] == "?" and not _MODALS.isdisjoint(low))):
        yield "a supposition"
    if low[0] in _ASKING and scene.sentence.tokens[-1] != ".":
        yield "asks why or how"
    if any(low[index] in _WORKS and scene.at[index] is None for index in range(min(len(low), _OPENING))):
        yield "a work opens it"


def _of_act(act: Act) -> Iterator[str]:
    sources, targets = act.roles.sources, act.roles.targets
    yield f"type {act.type}"
    yield f"mode {act.type} {act.mode}"
    yield "source " + (_party(sources[0]) if sources else "none")
    yield "target " + (_party(targets[0]) if targets else "joint" if act.roles.joint else "none")
    yield f"{_MANNERS[act.type]} by {_standing(sources[0]) if sources else 'nobody'}"
    if sources and targets:
        yield "both sides"
    if not (sources or targets):
        yield "a place alone"  # happened.py makes such an act where its own guards let it
    if sources and sources[0].form == "demonym":
        yield "a people"
    if act.word.pattern.rest:
        yield "several words"


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
    first = heads.kind(scene, heads.subject(scene, word), sources if word.voice == "active" else targets)
    if word.voice == "passive":
        yield "passive"
        yield f"sufferer {_SORTS.get(first, first)}"
        return
    last = sources[0].end - 1 if sources else heads.subject(scene, word)
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


def _of_words(scene: Scene, act: Act) -> Iterator[str]:
    """What the words beside the act are of."""
    low, start, end = scene.sentence.low, act.word.start, act.word.end
    at = scene.at
    whole = {*low[:start], *low[end:]}
    for topic, words in _TOPICS.items():
        if not words.isdisjoint(whole):
            yield f"words of {topic}"
    beside = {low[i] for i in range(len(low)) if at[i] is None and not start <= i < end}
    for topic, words in _HINTS.items():
        if not words.isdisjoint(beside):
            yield f"words of {topic}"
    tokens = scene.sentence.tokens
    common = (low[i] for i in range(len(low)) if at[i] is None and tokens[i].islower() and not start <= i < end)
    for each in _NATURE.intersection(map(noun_class, common)):
        yield f"names {each}"
