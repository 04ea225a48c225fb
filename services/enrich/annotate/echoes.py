"""What a sentence says of the act before it: "It was the first visit in 88 years", "The raid is the worst yet"."""

from dataclasses import replace
from datetime import date

from services.enrich.annotate import bindings, cues, patterns, when
from services.enrich.annotate.bindings import Bound, Clause
from services.enrich.annotate.claims import Made, Rules
from services.enrich.annotate.cues import Cue
from services.enrich.annotate.document import Sentence
from services.enrich.knowledge.wordsets import word_set

_OPENERS = frozenset({"it", "this", "that"})
_TELLING = word_set("echoes_telling")
_NOT_OURS = word_set("acts_sport") | word_set("cued_sport") | word_set("cued_not_ours")
_ACT_WORDS = frozenset({"time", "kind", "such"})
_AFTER_CUE = frozenset({"time", "since", "in", "after", "for", "by", "of"})
_NEAR = 9
_NOUN_REACH = 6
_SUBJECT = 4


def told(
    sentence: Sentence, before: list[Made], here: list[Made], rules: Rules, today: date
) -> tuple[list[Made], list[Made]]:
    """The claims of the sentence before, one of them with the novelty that this sentence states of it; and its own.

    A sentence that speaks of the act before makes no second claim of it.
    """
    stated = [cue for cue in cues.find(sentence, rules.cues) if cue.start <= _NEAR] if before else []
    if not stated or not _NOT_OURS.isdisjoint(sentence.low):
        return before, here
    clause = _clause(sentence, rules, today)
    for cue in stated:
        number = _meant(clause, cue, before)
        bound = _bound(clause, cue, before[number]) if number is not None else None
        if number is not None and bound is not None:
            claim = replace(before[number].claim, novelty=bound.novelty)
            marked = [*before[:number], replace(before[number], claim=claim), *before[number + 1 :]]
            return marked, [one for one in here if not _is_same(one, before[number])]
    return before, here


def _clause(sentence: Sentence, rules: Rules, today: date) -> Clause:
    free = [False] * len(sentence)
    words = patterns.find(sentence, rules.events, free) + patterns.find(sentence, rules.cue_events, free)
    told_times = when.find(sentence, today)
    return Clause(sentence=sentence, words=words, told=told_times, today=today, epochs=rules.epochs)


def _is_same(one: Made, other: Made) -> bool:
    mine, theirs = one.claim, other.claim
    parties = {*mine.sources, *mine.targets}
    return mine.type == theirs.type and parties <= {*theirs.sources, *theirs.targets}


def _meant(clause: Clause, cue: Cue, before: list[Made]) -> int | None:
    """The claim that the sentence speaks of: by its noun ("the visit"), else the first of the sentence before."""
    low = clause.sentence.low
    after = [word for word in clause.words if cue.end <= word.start <= cue.end + _NOUN_REACH]
    subject = [word for word in clause.words if word.start <= _SUBJECT and word.end <= cue.start]
    telling = any(piece in _TELLING for piece in low[: cue.start + 2])
    spoken = low[0] in _OPENERS or (low[0] == "the" and subject)
    if not (telling and spoken and (after or _tells_of_acts(low, cue))):
        return None
    types = [word.pattern.type for word in after or subject]
    new = [(number, one.claim.type) for number, one in enumerate(before) if not one.claim.novelty]
    fitting = (number for number, kind in new if not types or any(bindings.akin(kind, each) for each in types))
    return next(fitting, None)


def _tells_of_acts(low: list[str], cue: Cue) -> bool:
    """Whether the cue is said of an act, not of a thing: "the first of its kind", "the first EU country to do so"."""
    after = low[cue.end : cue.end + _NOUN_REACH]
    inside = not _ACT_WORDS.isdisjoint(low[cue.start + 1 : cue.end])
    return inside or after[:1] == ["such"] or (bool(after) and after[0] in _AFTER_CUE) or "to" in after


def _bound(clause: Clause, cue: Cue, made: Made) -> Bound | None:
    here = replace(made.word, start=cue.start, end=cue.end, head=cue.start)
    return bindings.stated(clause, here, cue, cue.end)
