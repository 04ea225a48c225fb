"""Stated novelty: the words that say that something is new, bound to the event whose clause they stand in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from schemas.claims import StatedKind, StatedNovelty
from services.enrich.annotate import when
from services.enrich.annotate.document import Sentence
from services.enrich.annotate.patterns import EventWord
from services.enrich.annotate.when import Told
from services.enrich.knowledge.tables import Tables
from services.enrich.knowledge.tokens import words
from services.enrich.knowledge.wordsets import word_set

_KINDS = frozenset({"first", "since", "record", "resumed", "trap"})
_CLOSING = word_set("cues_closing")
_UNITS = word_set("cues_units")
_NUMBER = "#"
_GAP = "~"
_ABOUT = word_set("cues_about")
_APPOSITION_OPENERS = frozenset({"the", "a", "an", "its", "their", "his", "her"})
_CUE_STOPS = word_set("cues_cue_stops")


@dataclass(frozen=True, slots=True, kw_only=True)
class CuePattern:
    """A cue of the table: alternatives per token, "#" a number, "~" a gap."""

    tokens: tuple[frozenset[str], ...]
    kind: str
    place: Literal["noun", "clause"]


Cues = dict[str, list[CuePattern]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A cue in a sentence: tokens start to end."""

    start: int
    end: int
    kind: StatedKind
    place: Literal["noun", "clause"]


def build(tables: Tables) -> Cues:
    """The cues of the table by their first word, the longest first. Raises TableError."""
    cues: Cues = {}
    for row in tables.rows("cues"):
        if row["kind"] not in _KINDS:
            raise row.fault("kind", f"{row['kind']!r} is not one of {', '.join(sorted(_KINDS))}")
        if row["place"] not in {"noun", "clause"}:
            raise row.fault("place", f"{row['place']!r} is neither noun nor clause")
        tokens = tuple(part for word in row["words"].split() for part in _tokens(word))
        pattern = CuePattern(tokens=tokens, kind=row["kind"], place="noun" if row["place"] == "noun" else "clause")
        for opening in tokens[0]:
            cues.setdefault(opening, []).append(pattern)
    for patterns in cues.values():
        patterns.sort(key=lambda pattern: -len(pattern.tokens))
    return cues


def _tokens(word: str) -> Iterator[frozenset[str]]:
    if word in {_NUMBER, _GAP}:
        yield frozenset({word})
    elif "/" in word:
        yield frozenset(word.lower().split("/"))
    else:
        yield from (frozenset({token}) for token in words(word))


def find(sentence: Sentence, cues: Cues) -> list[Cue]:
    """The cues of a sentence from left to right; a trap silences what it covers."""
    found: list[Cue] = []
    index = 0
    while index < len(sentence):
        match = _match(sentence, index, cues.get(sentence.low[index], ()))
        if match is None:
            index += 1
            continue
        pattern, end = match
        if pattern.kind != "trap":
            found.append(Cue(start=index, end=end, kind=pattern.kind, place=pattern.place))  # type: ignore[arg-type]
        index = end
    return found


def _match(sentence: Sentence, index: int, patterns: list[CuePattern] | tuple[()]) -> tuple[CuePattern, int] | None:
    for pattern in patterns:
        end = index
        for token in pattern.tokens:
            if _GAP in token:
                continue
            if end >= len(sentence):
                break
            word = sentence.low[end]
            if word not in token and not (_NUMBER in token and when.number(word) is not None):
                break
            end += 1
        else:
            if not (
                pattern.kind != "trap"
                and end < len(sentence)
                and sentence.low[end] == "-"
                and sentence.low[index] == "first"
                and pattern.tokens == (frozenset({"first"}),)
            ):
                return pattern, end
    return None


def bind(
    sentence: Sentence, word: EventWord, cues: list[Cue], others: list[EventWord], told: list[Told], today: date
) -> StatedNovelty | None:
    """What the text states as new about this event word, or None where no cue belongs to its clause."""
    for cue in cues:
        noun = _appositive_noun(sentence, word, cue, others)
        belongs = _stands_before if cue.place == "noun" else _in_clause
        if noun is None and not belongs(sentence, word, cue, others):
            continue
        horizon = _horizon(sentence, cue, word, told, today)
        if cue.kind in {"record", "resumed"} and horizon is None:
            continue
        kind: StatedKind = "since" if cue.kind == "first" and horizon is not None else cue.kind
        return StatedNovelty(
            kind=kind,
            cue=_words(sentence, cue.start, _cue_end(sentence, cue)),
            scope=_scope(sentence, cue, noun if noun is not None else word.end),
            since=horizon[0] if horizon else None,
        )
    return None


def _comma_before(sentence: Sentence, start: int) -> int | None:
    """The comma that opens the apposition in which the words at start stand: ", the first visit", ", its first"."""
    index = start - 1
    while index >= 0 and start - index < 4 and sentence.low[index] in _APPOSITION_OPENERS:
        index -= 1
    return index if index > 0 and sentence.low[index] == "," else None


def _appositive_noun(sentence: Sentence, word: EventWord, cue: Cue, others: list[EventWord]) -> int | None:
    """The end of the noun by which a cue tells in apposition of this word ("visited Cuba, the first visit since")."""
    comma = _comma_before(sentence, cue.start)
    if comma is None or cue.place != "noun" or cue.kind == "resumed" or word.start > comma:
        return None
    verbs = [other for other in others if other.start < comma and (other.voice != "noun" or other is word)]
    after = [other for other in others if cue.end <= other.start <= cue.end + 7]
    if not verbs or verbs[-1] is not word or (after and after[0].pattern.type != word.pattern.type):
        return None
    return after[0].end if after else min(cue.end + 1, len(sentence))


def is_apposition(sentence: Sentence, word: EventWord, kept: list[EventWord]) -> bool:
    """Whether an event noun only tells again what an earlier verb told: "met in Riyadh, the first meeting since"."""
    for comma in range(word.start - 1, max(0, word.start - 9), -1):
        if sentence.low[comma] == "," and sentence.low[comma + 1] in _APPOSITION_OPENERS | {"first"}:
            return any(other.start < comma and other.pattern.type == word.pattern.type for other in kept)
    return False


def _cue_end(sentence: Sentence, cue: Cue) -> int:
    """ "first joint" is told as one."""
    joint = cue.end < len(sentence) and sentence.low[cue.end] in {"joint", "direct", "official", "ever", "known"}
    return cue.end + 1 if joint else cue.end


def _stands_before(sentence: Sentence, word: EventWord, cue: Cue, others: list[EventWord]) -> bool:  # noqa: ARG001
    """Whether the cue qualifies the event's noun ("first joint air strikes") or its verb ("the first to visit")."""
    low = sentence.low
    if word.start <= cue.start < word.end:
        return True
    if cue.kind == "resumed":
        return cue.start == word.start
    if cue.end > word.start or word.start - cue.end > 8:
        return False
    between = low[cue.end : word.start]
    if word.voice == "noun":
        return len(between) <= 6 and not any(t in _CLOSING or t in _CUE_STOPS for t in between)
    opening = word.voice == "passive" or (sentence.is_headline and cue.start <= 1 and word.voice == "active")
    if opening and between[-1:] != ["to"] and len(between) <= 5:  # "first Turkish soldier killed", "First envoy visits"
        return not any(each in _CLOSING or each in _CUE_STOPS for each in between)
    return between[-1:] == ["to"] and not any(token in _CLOSING for token in between) and cue.kind != "record"


def _in_clause(sentence: Sentence, word: EventWord, cue: Cue, others: list[EventWord]) -> bool:
    """Whether the cue of the whole clause belongs to this event word: the nearest of it, rather before it."""
    low = sentence.low
    candidates = [other for other in others if not _is_apart(low, cue, other)]
    before = [other for other in candidates if other.head < cue.start]
    verbs = [other for other in before if other.voice != "noun"]
    chosen = (verbs or before)[-1] if before else min(candidates, key=lambda other: other.head, default=None)
    return chosen is word


def _is_apart(low: list[str], cue: Cue, word: EventWord) -> bool:
    """Whether the end of a clause lies between a cue and an event word."""
    between = low[cue.end : word.head] if word.head >= cue.end else low[word.head + 1 : cue.start]
    return any(each in _CLOSING for each in between)


def _horizon(sentence: Sentence, cue: Cue, word: EventWord, told: list[Told], today: date) -> tuple[str | None] | None:
    """(since when,) where the text names a horizon: "since 1990", "in 88 years"; its date may be None."""
    low = sentence.low
    first = min(cue.start, word.start)
    last = min(len(sentence), max(cue.end, word.end) + 14)
    for index in range(first, last - 1):
        if low[index] == "since" and index >= cue.start:
            when_told = next((one for one in told if index < one.start <= index + 12), None)
            return (when_told.value.value if when_told else None,)
        if low[index] in {"in", "after", "for", "over"} and index > cue.start:
            span = _span(low, index + 1, today)
            if span is not None and not (low[index] == "for" and cue.kind == "resumed"):
                return span
    return None


def _span(low: list[str], index: int, today: date) -> tuple[str | None] | None:
    """ "88 years", "more than a decade", "decades"."""
    while index < len(low) and low[index] in _ABOUT:
        index += 1
    if index >= len(low):
        return None
    if low[index] in {"years", "decades", "months", "generations"}:
        return (None,)
    count = when.number(low[index])
    if low[index] == "half" and index + 2 < len(low):
        return _half_century(low, index, today)
    if count is None or index + 1 >= len(low) or low[index + 1] not in _UNITS:
        return None
    unit = low[index + 1]
    if unit.startswith("centur"):
        return (str(today.year - 100 * count),)
    then = when.before(today, count, unit, 0, 0)
    return (then.value.value if then else None,)


def _half_century(low: list[str], index: int, today: date) -> tuple[str | None] | None:
    return (str(today.year - 50),) if "century" in low[index + 1 : index + 3] else None


def _scope(sentence: Sentence, cue: Cue, end: int) -> str | None:
    """What is new: from the cue to the end of the event's words, where the cue stands before them."""
    if cue.place == "clause" or cue.end >= end:
        return None
    return _words(sentence, cue.end, end)


def _words(sentence: Sentence, start: int, end: int) -> str:
    first = sentence.starts[start]
    parts = [sentence.tokens[start]]
    for index in range(start + 1, end):
        parts.append((" " if sentence.starts[index] > sentence.ends[index - 1] else "") + sentence.tokens[index])
    return "".join(parts) if first >= 0 else ""
