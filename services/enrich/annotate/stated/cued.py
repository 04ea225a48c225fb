"""Acts that count because a cue says that they are new, where nobody known did them: "First raids on the town since".

Such an act needs a sign that it is one of war or politics (ours.py). A claim without any party reaches no relation, so
no memory takes it for a first of somebody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from schemas.claims import StatedNovelty
from services.enrich.annotate.actors.entities import taken
from services.enrich.annotate.acts import patterns
from services.enrich.annotate.acts.acts import Act
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import Roles, Scene, parties
from services.enrich.annotate.acts.subjects import ACCIDENTS, NOT_OURS
from services.enrich.annotate.claims.rules import Rules
from services.enrich.annotate.parties import noun_roles, roles
from services.enrich.annotate.parties.objects import after_preposition
from services.enrich.annotate.stated import bindings, framed, novelties, ours
from services.enrich.annotate.stated.cues import Cue
from services.enrich.annotate.stated.novelties import Bound, Clause
from services.enrich.annotate.stated.ours import Around
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.wordsets import word_set

_CLOSING = word_set("cues_closing")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cued:
    """What a cue says of an act that stands already (number: which of them), or of one that it makes (act)."""

    bound: Bound
    number: int | None = None
    act: Act | None = None


def with_novelty(
    found: list[Act], scene: Scene, clause: Clause, stated: list[Cue], rules: Rules, around: Around
) -> list[tuple[Act, StatedNovelty | None]]:
    """The acts of a sentence with what it states as new about them; then those that only a cue tells of.

    stated: the cues of the sentence.
    """
    if not stated or {"if", "would"} <= set(clause.sentence.low):
        return [(act, None) for act in found]
    bound = [bindings.bind(clause, act.word, stated) if ours.may_be_new(act, clause) else None for act in found]
    told = {number: one.novelty for number, one in enumerate(bound) if one is not None}
    extra: list[tuple[Act, StatedNovelty | None]] = []
    free = [cue for cue in stated if not any(one is not None and one.cue is cue for one in bound)]
    for one in _of_free_cues(found, scene, clause, free, rules, around) if free else ():
        if one.act is not None:
            again = any(one.act.word is act.word or _tells(act, one.act.word, one.act.roles) for act, _ in extra)
            extra += [] if again else [(one.act, one.bound.novelty)]
        elif one.number is not None:
            told.setdefault(one.number, one.bound.novelty)
    return [*((act, told.get(number)) for number, act in enumerate(found)), *extra]


def _of_free_cues(
    found: list[Act], scene: Scene, clause: Clause, free: list[Cue], rules: Rules, around: Around
) -> Iterator[_Cued]:
    """For each cue that no act has taken: the act that it tells of, if any."""
    named = taken(len(scene.sentence), [entity for entity in scene.entities if entity.form != "role"])
    more = _with_cue_events(scene, patterns.find(scene.sentence, rules.cue_events, named))
    clause = replace(clause, words=more.words)
    own = {id(act.word) for act in found}
    lone = [word for word in more.words if id(word) not in own]
    for cue in free:
        one = _by_phrase(clause, cue, found) or _by_word(more, clause, cue, found, lone, around)
        one = one or _by_frame(scene, clause, cue, found, rules, around)
        if one is not None:
            yield one


def _with_cue_events(scene: Scene, more: list[EventWord]) -> Scene:
    """The scene with the event words that count beside a cue only, where no other stands."""
    kept = [word for word in more if not any(w.start < word.end and word.start < w.end for w in scene.words)]
    return Scene.of(scene.sentence, scene.entities, sorted([*scene.words, *kept], key=lambda word: word.start))


def _by_phrase(clause: Clause, cue: Cue, standing: list[Act]) -> _Cued | None:
    """The act of which an adverbial phrase tells: "expelled the envoy in the first move of its kind"."""
    opening = bindings.adverbial(clause, cue)
    if opening is None:
        return None
    verbs = [(number, act) for number, act in enumerate(standing) if act.word.voice != "noun"]
    low = clause.sentence.low
    if opening <= 1:
        after = [one for one in verbs if one[1].word.start > cue.end and "," in low[cue.end : one[1].word.start]]
        return _attached(clause, cue, *after[0]) if after else None
    before = [one for one in verbs if one[1].word.start < opening and not _is_closed(low[one[1].word.end : opening])]
    return _attached(clause, cue, *before[-1]) if before else None


def _is_closed(between: list[str]) -> bool:
    return any(piece in _CLOSING for piece in between)


def _attached(clause: Clause, cue: Cue, number: int, act: Act) -> _Cued | None:
    bound = novelties.stated(clause, act.word, cue, cue.end)
    return _Cued(bound=bound, number=number) if bound is not None else None


def _by_word(
    scene: Scene, clause: Clause, cue: Cue, standing: list[Act], lone: list[EventWord], around: Around
) -> _Cued | None:
    """The act of an event word that made none without the cue; where the sentence tells that act already, that one."""
    for word in lone:
        if _is_horizon(clause.sentence.low, cue, word):
            continue
        bound = bindings.bind(clause, word, [cue])
        if bound is None:
            continue
        assigned = _roles(scene, clause, cue, word)
        told = next((number for number, act in enumerate(standing) if _tells(act, word, assigned)), None)
        if told is not None:
            return _Cued(bound=bound, number=told)
        if not _is_anyones(clause.sentence, word, bound, assigned) and ours.is_ours(scene, word, assigned, around):
            act = Act(word=word, type=word.pattern.type, mode=word.pattern.mode, roles=assigned)
            return _Cued(bound=bound, act=act)
    return None


def _is_anyones(sentence: Sentence, word: EventWord, bound: Bound, assigned: Roles) -> bool:
    """Whether a first of nobody known is one of a row, or of a life: "the first blast was small", "her first trip"."""
    cue, novelty = bound.cue, bound.novelty
    before = sentence.low[cue.start - 1] if cue.start else ""
    if assigned.sources or sentence.is_headline or sentence.low[cue.start : cue.end] != ["first"]:
        return False
    row = before == "the" and novelty.kind == "first" and word.pattern.type == "ASSAULT"
    return row or before in {"his", "her", "my"}


def _is_horizon(low: list[str], cue: Cue, word: EventWord) -> bool:
    """Whether a word only tells since when: "for the first time since the lockdown"."""
    return word.voice == "noun" and "since" in low[max(cue.end, word.start - 4) : word.start]


def _by_frame(
    scene: Scene, clause: Clause, cue: Cue, standing: list[Act], rules: Rules, around: Around
) -> _Cued | None:
    """The act of a frame, where the sentence is one of war or politics; where that act stands already, that one."""
    low = scene.sentence.low
    if not NOT_OURS.isdisjoint(low) or ours.tells_sport(around.lead) or not ACCIDENTS.isdisjoint(low):
        return None
    named = taken(len(scene.sentence), [entity for entity in scene.entities if entity.form != "role"])
    frames = [
        word for table in (rules.cue_events, rules.cue_frames) for word in patterns.find(scene.sentence, table, named)
    ]
    made = framed.act(scene, clause, cue, [word for word in frames if not ours.is_weak(word)])
    if made is None:
        return None
    bound, act = made
    told = next((number for number, one in enumerate(standing) if _tells(one, act.word, act.roles)), None)
    return _Cued(bound=bound, number=told) if told is not None else _Cued(bound=bound, act=act)


def _roles(scene: Scene, clause: Clause, cue: Cue, word: EventWord) -> Roles:
    """The roles of an event word; where its subject is unknown, who stands within it: "makes first U.S. visit to".

    Whose act a phrase describes did it: "Armenia freezes its membership in an unprecedented rebuke of Moscow".
    """
    if word.voice == "noun":
        assigned = noun_roles.of_noun(scene, word)
        opening = bindings.adverbial(clause, cue)
        if assigned.sources or opening is None or not scene.entities or scene.entities[0].start > 1:
            return assigned
        subject = tuple(one for one in scene.entities[:1] if one.end < opening and one.party and not one.modifier)
        return roles.finished(scene, word, subject, after_preposition(scene, word.end, {"of", "on", "against", "with"}))
    assigned = roles.of_verb(scene, word)
    within = (one for one in scene.entities if word.start < one.start < word.end and one.form != "role")
    inside = tuple(one for one in within if one.party and not one.modifier)
    if assigned.sources or not inside:
        return assigned
    return roles.finished(scene, word, inside, after_preposition(scene, word.end - 1, {"to", "with", "on"}))


def _tells(act: Act, word: EventWord, assigned: Roles) -> bool:
    """Whether an act is what the word tells too: of its type, and by nobody else."""
    mine = parties((*assigned.sources, *assigned.targets))
    return act.type == word.pattern.type and mine <= act.parties
