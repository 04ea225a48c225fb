"""What a sentence says of the act before it: "It was the first visit in 88 years", "The raid is the worst yet"."""

from dataclasses import replace
from datetime import date

from schemas.claims import ClaimType
from services.enrich.annotate.acts import patterns
from services.enrich.annotate.acts.subjects import NOT_OURS
from services.enrich.annotate.claims import when
from services.enrich.annotate.claims.claims import Made
from services.enrich.annotate.claims.rules import Rules
from services.enrich.annotate.stated import appositions, novelties
from services.enrich.annotate.stated.cues import Cue
from services.enrich.annotate.stated.novelties import Bound, Clause
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.wordsets import word_set

_OPENERS = frozenset({"it", "this", "that"})
_TELLING = word_set("echoes_telling")
_GENERIC = word_set("bindings_generic")
_ACT_WORDS = frozenset({"time", "kind", "such"})
_AFTER_CUE = frozenset({"time", "since", "in", "after", "for", "by", "of"})
_SAME = frozenset({"happened", "done", "occurred", "seen", "so", "attempted"})
_PRESSURE = frozenset({"SANCTION", "COERCE", "REQUEST", "REJECT", "ACCUSE"})
_VISITING = frozenset(
    {"set", "come", "visited", "travelled", "traveled", "gone", "received", "been", "entered", "crossed"}
)
_USED = frozenset({"used", "fired", "deployed", "dropped"})
_UNDONE = frozenset({"negated", "denied", "hypothetical"})
_NEAR = 9
_NOUN_REACH = 6
_SUBJECT = 4
_DOER = 8
_DEFINITE = frozenset({"it", "this", "that", "these", "they", "the", "his", "her", "their", "its"})
_ELLIPSIS = frozenset(
    {"since", "in", "for", "by", "of", "on", "against", "this", "under", "ever", ".", "there", "here"}
)
_WITHOUT = frozenset({"without", "never", "unprecedented", "unheard"})
_CALLING = frozenset({"called", "calls", "described", "describes", "branded", "termed"})


def told(
    sentence: Sentence, stated: list[Cue], before: list[Made], here: list[Made], rules: Rules, today: date
) -> tuple[list[Made], list[Made]]:
    """The claims of the sentence before, one of them with the novelty that this sentence states of it; and its own.

    A sentence that speaks of the act before makes no second claim of it. stated: its cues of novelty.
    """
    near = [cue for cue in stated if cue.start <= _NEAR] if before else []
    if not near or not NOT_OURS.isdisjoint(sentence.low):
        return before, here
    clause = _clause(sentence, rules, today)
    for cue in near:
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
    if cue.place == "echo" or (low[cue.start : cue.start + 2] == ["no", "such"]):
        return _done_before(clause, before)
    if cue.start == 0 and low[0] in {"no", "never"} and "had" in low[: cue.end + 1]:
        return _done_before(clause, before, anyhow=not _VISITING.isdisjoint(low))
    telling = any(piece in _TELLING for piece in low[: cue.start + 2])
    spoken = low[0] in _OPENERS or (low[0] == "the" and (subject or low[1] in _GENERIC))
    told = spoken and (after or low[cue.start] in _WITHOUT or _tells_of_acts(low, cue))
    elliptic = telling and _is_elliptic(clause, cue)
    if not ((telling and (told or _tells_of_doer(clause, cue))) or elliptic or _is_called(low, cue)):
        return None
    types = [word.pattern.type for word in after or ([] if elliptic else subject)]
    new = [(number, one.claim.type) for number, one in enumerate(before) if not one.claim.novelty]
    fitting = (number for number, kind in new if not types or any(appositions.akin(kind, each) for each in types))
    return next(fitting, None)


def _tells_of_doer(clause: Clause, cue: Cue) -> bool:
    """Whether who did it is said to be the first to: "He is the first president to visit", "the first to do so"."""
    low = clause.sentence.low
    to = next((place for place in range(cue.end, min(len(low), cue.end + _DOER)) if low[place] == "to"), None)
    if to is None:
        return False
    return low[to + 1 : to + 3] == ["do", "so"] or any(word.start == to + 1 for word in clause.words)


def _is_elliptic(clause: Clause, cue: Cue) -> bool:
    """Whether something told before is said to be the first, in so many words: "His trip is the first by", "The flight
    was the first to Kabul since", "They were the first in years"."""
    low, end = clause.sentence.low, cue.end
    verb = next((place for place, piece in enumerate(low[: cue.end]) if piece in _TELLING), None)
    if low[0] not in _DEFINITE or verb is None or verb > _SUBJECT:
        return False
    after = low[end] if end < len(low) else "."
    somewhere = any(token[:1].isupper() for token in clause.sentence.tokens[end + 1 : end + 2])
    return after in _ELLIPSIS or (after == "to" and somewhere)


def _is_called(low: list[str], cue: Cue) -> bool:
    """ "Manila called the shooting unprecedented", "described it as a first"."""
    verb = next((place for place, piece in enumerate(low[: cue.start]) if piece in _CALLING), None)
    return verb is not None and low[verb + 1] in {"the", "it", "this"} and cue.start - verb <= _SUBJECT + 1


def _done_before(clause: Clause, before: list[Made], anyhow: bool = False) -> int | None:
    """The claim whose act had not been done since: "They had not met since 2010", "That has not happened since"."""
    low = clause.sentence.low
    types = [word.pattern.type for word in clause.words]
    used = low[0] == "the" and not _USED.isdisjoint(low)  # "The weapon had never been used before"
    same = anyhow or used or "such" in low or (not _SAME.isdisjoint(low) and low[0] in _OPENERS | {"no"})
    new = [(number, one.claim) for number, one in enumerate(before) if not one.claim.novelty and one.claim.sources]
    done = ((number, claim.type) for number, claim in new if claim.status not in _UNDONE)
    return next((n for n, kind in done if same or any(_akin(kind, each) for each in types)), None)


def _akin(one: ClaimType, other: ClaimType) -> bool:
    """Whether what had not been done may be what was: "expelled three; never before had it ordered envoys out"."""
    return appositions.akin(one, other) or {one, other} <= _PRESSURE


def _tells_of_acts(low: list[str], cue: Cue) -> bool:
    """Whether the cue is said of an act, not of a thing: "the first of its kind", "the first EU country to do so"."""
    after = low[cue.end : cue.end + _NOUN_REACH]
    inside = not _ACT_WORDS.isdisjoint(low[cue.start + 1 : cue.end])
    return inside or after[:1] == ["such"] or (bool(after) and after[0] in _AFTER_CUE) or "to" in after


def _bound(clause: Clause, cue: Cue, made: Made) -> Bound | None:
    here = replace(made.word, start=cue.start, end=cue.end, head=cue.start)
    return novelties.stated(clause, here, cue, cue.end)
