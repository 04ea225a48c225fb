"""Which act a cue of novelty belongs to: the noun that it qualifies, the verb of its clause, the act told again."""

from dataclasses import dataclass
from datetime import date

from schemas.claims import ClaimType, StatedKind, StatedNovelty
from services.enrich.annotate.claims import horizons, ordinals
from services.enrich.annotate.claims.cues import Cue
from services.enrich.annotate.claims.horizons import Epochs, Horizon
from services.enrich.annotate.claims.patterns import EventWord
from services.enrich.annotate.claims.when import Told
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.wordsets import word_set

_CLOSING = word_set("cues_closing")
_CUE_STOPS = word_set("cues_cue_stops")
_APPOSITION_OPENERS = frozenset({"the", "a", "an", "its", "their", "his", "her"})
_DETERMINERS = _APPOSITION_OPENERS | {"up", "one"}
_APPOSING = frozenset({",", ";", ":", "—", "–"})
_BEFORE_OBJECT = _DETERMINERS | {"to"}
_SAID = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN"})
_FAMILIES: tuple[frozenset[ClaimType], ...] = (
    frozenset({"AGREE", "SUPPORT", "COOPERATE", "CONSULT"}),
    frozenset({"CONCEDE", "RETREAT", "AGREE"}),
)
_BE = frozenset({"is", "are", "was", "were", "be"})
_CUE_TAILS = word_set("bindings_cue_tails")
_BARE_NOUNS = word_set("bindings_bare_nouns")
_GENERIC = word_set("bindings_generic")
_NO_NOVELTY = frozenset({"beat", "delay", "postpone"})
"""Event words of sport and of timetables more than of politics: no novelty is theirs."""
_CIVIL = word_set("bindings_civil")
_CIVIL_ACTS = frozenset({"CONSULT", "AGREE", "SUPPORT", "COOPERATE", "CONCEDE"})
"""What "historic" says is new; a war or a sentence is historic in another sense."""
_VIOLENT = frozenset({"deadliest", "bloodiest"})
_PREDICATES = _BE | {"become", "becomes", "became", "becoming"}
_TOLD_CASE = frozenset({"time", "instance", "case", "occasion"})
_REACH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What binding looks at: a sentence, its event words, the times that it tells, the article's day."""

    sentence: Sentence
    words: list[EventWord]
    told: list[Told]
    today: date
    epochs: Epochs


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A cue with what it says of an act."""

    cue: Cue
    novelty: StatedNovelty


def bind(clause: Clause, word: EventWord, cues: list[Cue]) -> Bound | None:
    """What the text states as new about this event word, or None where no cue belongs to its clause."""
    if word.pattern.words in _NO_NOVELTY:
        return None
    for cue in cues:
        if cue.place == "echo" or (clause.sentence.low[cue.start] in _CIVIL and word.pattern.type not in _CIVIL_ACTS):
            continue
        noun = _appositive_noun(clause, word, cue)
        belongs = _qualifies if cue.place == "noun" else _in_clause
        if noun is None and not belongs(clause, word, cue):
            continue
        bound = stated(clause, word, cue, noun if noun is not None else word.end)
        if bound is not None:
            return bound
    return None


def stated(clause: Clause, word: EventWord, cue: Cue, end: int) -> Bound | None:
    """The novelty that a cue states of an event word; None where a record or a resumption lacks its horizon.

    end: the token after what is new.
    """
    low = clause.sentence.low
    horizon = _horizon(clause, cue.start, max(cue.end, word.end)) or _horizon(clause, word.start, cue.end)
    if cue.kind == "resumed":
        horizon = horizons.interruption(low, clause.today) or horizon
    horizon = horizon or horizons.within(low, cue.start, cue.end, clause.today)
    if ordinals.is_mere_count(low, cue, horizon):
        return None
    if cue.kind in {"record", "resumed"} and horizon is None and not _needs_none(clause.sentence, word, cue):
        return None
    novelty = StatedNovelty(
        kind=_kind(cue, horizon),
        cue=_words(clause.sentence, cue.start, _cue_end(clause.sentence, cue)),
        scope=_scope(clause.sentence, cue, end),
        since=horizon.since if horizon else None,
    )
    return Bound(cue=cue, novelty=novelty)


def _horizon(clause: Clause, start: int, end: int) -> Horizon | None:
    """What is told from the token start on; where the act stands before its cue, the cue's words come first."""
    if start >= end:
        return None
    return horizons.find(clause.sentence.low, start, end, clause.told, clause.today, clause.epochs)


def _needs_none(sentence: Sentence, word: EventWord, cue: Cue) -> bool:
    """Whether a cue tells enough without a horizon: relations that are taken up again had been broken off for long; a
    headline's "in deadliest attack on the army" means ever, a "record 103 jets" too."""
    if cue.kind == "resumed":
        return word.pattern.mode == "diplomatic relations"
    if "record" in sentence.low[cue.start : cue.end] or sentence.low[cue.end : cue.end + 1] == ["such"]:
        return True
    before = sentence.low[cue.start - 1] if cue.start else ""
    return sentence.is_headline and sentence.low[cue.start] in _VIOLENT and before not in _DETERMINERS | {"'s"}


def _kind(cue: Cue, horizon: Horizon | None) -> StatedKind:
    return "since" if cue.kind == "first" and horizon is not None and not horizon.whole else cue.kind


def adverbial(clause: Clause, cue: Cue) -> int | None:
    """The token of "in", "on" or "with" where the cue's phrase tells how an act was done: "..., in the first move of
    its kind"; else None."""
    index = cue.start - 1
    low = clause.sentence.low
    while index >= 0 and cue.start - index < 3 and low[index] in _DETERMINERS:
        index -= 1
    if index > 1 and low[index] == "'s":  # "in the navy's first combat"
        index -= 3 if low[index - 2] in _DETERMINERS else 2
    if index < 0 or low[index] not in {"in", "on", "with", "for", "as", "during"} or cue.place != "noun":
        return None
    after = low[cue.end : cue.end + 5]
    stop = next((place for place, piece in enumerate(after) if piece in _CLOSING or piece in _CUE_STOPS), len(after))
    events = (word for word in clause.words if cue.end <= word.start < cue.end + stop)
    told = any(piece in _GENERIC for piece in after[:stop]) or next(events, None) is not None
    return index if told else None


def is_apposition(sentence: Sentence, word: EventWord, kept: list[EventWord]) -> bool:
    """Whether an event noun only tells again what an earlier verb told: "met in Riyadh, the first meeting since"."""
    for comma in range(word.start - 1, max(0, word.start - 9), -1):
        if sentence.low[comma] == "," and sentence.low[comma + 1] in _APPOSITION_OPENERS | {"first"}:
            return any(other.start < comma and other.pattern.type == word.pattern.type for other in kept)
    return False


def akin(one: ClaimType, other: ClaimType) -> bool:
    """Whether words of these types may tell one act: a signed treaty is an agreement, too."""
    return one == other or any({one, other} <= family for family in _FAMILIES)


def _comma_before(sentence: Sentence, start: int) -> int | None:
    """The comma that opens the apposition in which the words at start stand: ", the first visit", ", its first"."""
    index = start - 1
    while index >= 0 and start - index < 4 and sentence.low[index] in _APPOSITION_OPENERS:
        index -= 1
    if index > 1 and sentence.low[index] == "'s":  # ", Beijing's first in the Pacific"
        index -= 2
    return index if index > 0 and sentence.low[index] in _APPOSING else None


def _appositive_noun(clause: Clause, word: EventWord, cue: Cue) -> int | None:
    """The end of the noun by which a cue tells in apposition of this word ("visited Cuba, the first visit since")."""
    sentence, others = clause.sentence, clause.words
    comma = _comma_before(sentence, cue.start)
    if comma is None or cue.place != "noun" or cue.kind == "resumed" or word.start > comma:
        return None
    verbs = [other for other in others if other.start < comma and (other.voice != "noun" or other is word)]
    told = sentence.low[cue.end : cue.end + 8]
    reach = told.index("since") if "since" in told else len(told)
    after = [other for other in others if cue.end <= other.start < cue.end + reach]
    if not verbs or verbs[-1] is not word or (after and not akin(after[0].pattern.type, word.pattern.type)):
        return None
    return after[0].end if after else min(cue.end + 1, len(sentence))


def _cue_end(sentence: Sentence, cue: Cue) -> int:
    """ "first joint" is told as one."""
    joint = cue.end < len(sentence) and sentence.low[cue.end] in _CUE_TAILS
    return cue.end + 1 if joint else cue.end


def _qualifies(clause: Clause, word: EventWord, cue: Cue) -> bool:
    """Whether the cue stands with the event's noun ("first joint air strikes") or verb ("the first to visit")."""
    if word.start <= cue.start < word.end:  # not "accused the first tenant of"
        return word.pattern.type not in _SAID or clause.sentence.low[word.end - 1] not in {"of", "for", "to"}
    if cue.kind == "resumed":
        return cue.start == word.start or _is_resumed(clause.sentence.low, word, cue)
    if cue.end > word.start:
        return _follows(clause.sentence.low, word, cue)
    if word.start - cue.end > _REACH:
        return False
    return _precedes(clause.sentence, word, cue)


def _is_resumed(low: list[str], word: EventWord, cue: Cue) -> bool:
    """Whether an event noun is subject or object of the cue's verb: "raids on Idlib resumed", "resume drills"."""
    before = word.end <= cue.start
    between = low[word.end : cue.start] if before else low[cue.end : word.start]
    if word.voice != "noun" or len(between) > 4 or _is_closed(between):
        return False
    return "," not in between if before else not any(each in _CUE_STOPS for each in between)


def _precedes(sentence: Sentence, word: EventWord, cue: Cue) -> bool:
    between = sentence.low[cue.end : word.start]
    free = not _is_closed(between)
    if word.voice == "noun":
        return len(between) <= 6 and free and not any(each in _CUE_STOPS - {"and"} for each in between)
    phrase = free and not any(each in _CUE_STOPS for each in between)
    bare = sentence.low[word.start] in _BARE_NOUNS  # "largest drone attack"
    opening = word.voice == "passive" or (sentence.is_headline and word.voice == "active" and (bare or cue.start <= 1))
    if opening and between[-1:] != ["to"] and len(between) <= 5:  # "first Turkish soldier killed", "First envoy visits"
        return phrase
    ranked = cue.kind != "record" or sentence.low[cue.start] in {"highest", "most"}
    return between[-1:] == ["to"] and free and ranked


def _follows(low: list[str], word: EventWord, cue: Cue) -> bool:
    """Whether the cue opens the object of the act, or is said of its noun.

    "executes its first foreigners", "the death of the first child", "riots in Noumea are the worst in years".
    """
    between = low[word.end : cue.start]
    if word.voice == "noun" or word.start == 0:
        if between[:1] == ["of"] and all(each in _DETERMINERS for each in between[1:]):
            return True
        told = between[-2:-1] if between[-1:] == ["the"] else between[-1:]
        return len(between) <= _REACH and bool(told) and told[0] in _BE and not _is_closed(between)
    if cue.kind != "first" or word.voice != "active" or word.pattern.type in _SAID or word.pattern.mode == "visit":
        return False
    return len(between) <= 2 and all(each in _BEFORE_OBJECT for each in between)


def _in_clause(clause: Clause, word: EventWord, cue: Cue) -> bool:
    """Whether the cue of the whole clause belongs to this event word: the nearest of it, rather before it."""
    low = clause.sentence.low
    if cue.start <= 1:
        return _opened(clause, cue) is word
    if is_of_another(low, cue, word):
        return False
    candidates = [other for other in clause.words if not _is_apart(low, cue, other)]
    before = [other for other in candidates if other.head < cue.start]
    verbs = [other for other in before if other.voice != "noun"]
    chosen = (verbs or before)[-1] if before else min(candidates, key=lambda other: other.head, default=None)
    return chosen is word


def is_of_another(low: list[str], cue: Cue, word: EventWord) -> bool:
    """Whether somebody is said to be the first by another act than this one after it: "was the first to settle in"."""
    if low[cue.end - 1] != "first" or low[cue.start] not in _PREDICATES or word.start < cue.end:
        return False
    between = low[cue.end : word.start]
    if _TOLD_CASE.intersection(between[:2]) or "to" not in between:
        return len(between) > _REACH or _is_closed(between) or "," in between
    return len(between) - between.index("to") > 2


def _opened(clause: Clause, cue: Cue) -> EventWord | None:
    """The event word of the clause that a cue opens: "For the first time since the war, Syria attacked"."""
    low = clause.sentence.low
    comma = next((place for place in range(cue.end, min(len(low), cue.end + 16)) if low[place] == ","), cue.end - 1)
    after = [word for word in clause.words if word.head > comma]
    return next((word for word in after if word.voice != "noun"), after[0] if after else None)


def _is_closed(between: list[str]) -> bool:
    return any(each in _CLOSING for each in between)


def _is_apart(low: list[str], cue: Cue, word: EventWord) -> bool:
    """Whether the end of a clause lies between a cue and an event word."""
    between = low[cue.end : word.head] if word.head >= cue.end else low[word.head + 1 : cue.start]
    return _is_closed(between)


def _scope(sentence: Sentence, cue: Cue, end: int) -> str | None:
    """What is new: from the cue to the end of the event's words, where the cue stands before them."""
    if cue.place == "clause" or cue.end >= end:
        return None
    return _words(sentence, cue.end, end)


def _words(sentence: Sentence, start: int, end: int) -> str:
    parts = [sentence.tokens[start]]
    for index in range(start + 1, end):
        parts.append((" " if sentence.starts[index] > sentence.ends[index - 1] else "") + sentence.tokens[index])
    return "".join(parts)
