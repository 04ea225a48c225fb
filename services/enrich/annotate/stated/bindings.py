"""Which act a cue of novelty belongs to: the noun that it qualifies, the verb of its clause, the act told again."""

from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.stated import appositions, novelties
from services.enrich.annotate.stated.cues import Cue
from services.enrich.annotate.stated.novelties import Bound, Clause
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.wordsets import word_set

_CLOSING = word_set("cues_closing")
_CUE_STOPS = word_set("cues_cue_stops")
_STOPS_OF_NOUNS = _CUE_STOPS - {"and"}
_DETERMINERS = appositions.OPENERS | {"up", "one"}
_BEFORE_OBJECT = _DETERMINERS | {"to"}
_SAID = frozenset({"ACCUSE", "REQUEST", "REJECT", "THREATEN"})
_BE = frozenset({"is", "are", "was", "were", "be"})
_BARE_NOUNS = word_set("bindings_bare_nouns")
_GENERIC = word_set("bindings_generic")
_NO_NOVELTY = frozenset({"beat", "delay", "postpone"})
"""Event words of sport and of timetables more than of politics: no novelty is theirs."""
_CIVIL = word_set("bindings_civil")
_CIVIL_ACTS = frozenset({"CONSULT", "AGREE", "SUPPORT", "COOPERATE", "CONCEDE"})
"""What "historic" says is new; a war or a sentence is historic in another sense."""
_PREDICATES = _BE | {"become", "becomes", "became", "becoming"}
_TOLD_CASE = frozenset({"time", "instance", "case", "occasion"})
_REACH = 8


def bind(clause: Clause, word: EventWord, cues: list[Cue]) -> Bound | None:
    """What the text states as new about this event word, or None where no cue belongs to its clause."""
    if word.pattern.words in _NO_NOVELTY:
        return None
    for cue in cues:
        if cue.place == "echo" or (clause.sentence.low[cue.start] in _CIVIL and word.pattern.type not in _CIVIL_ACTS):
            continue
        noun = appositions.noun_of(clause, word, cue)
        belongs = _qualifies if cue.place == "noun" else _in_clause
        if noun is None and not belongs(clause, word, cue):
            continue
        bound = novelties.stated(clause, word, cue, noun if noun is not None else word.end)
        if bound is not None:
            return bound
    return None


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
        return len(between) <= 6 and free and _STOPS_OF_NOUNS.isdisjoint(between)
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
    candidates = [other for other in clause.words if not (_is_apart(low, cue, other) or _speaks_of(low, cue, other))]
    before = [other for other in candidates if other.head < cue.start]
    verbs = [other for other in before if other.voice != "noun"]
    chosen = (verbs or before)[-1] if before else min(candidates, key=lambda other: other.head, default=None)
    return chosen is word


def _speaks_of(low: list[str], cue: Cue, word: EventWord) -> bool:
    """Whether the cue stands in what the event word says: "denied that it had for the first time bombed"."""
    return word.pattern.type in _SAID and "that" in low[word.head + 1 : cue.start]


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
