"""Stated novelty: the words that say that something is new, and those that only look like it."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Literal

from schemas.claims import StatedKind
from services.enrich.annotate.claims import when
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.followers import Followers
from services.enrich.knowledge.tables import Tables
from services.enrich.knowledge.tokens import words
from services.enrich.knowledge.wordsets import word_set

Place = Literal["noun", "clause", "echo"]
"""What a cue speaks of: the noun after it, the clause it stands in, the act told before."""
_KINDS = frozenset({"first", "since", "record", "resumed", "trap"})
_PLACES: dict[str, Place] = {"noun": "noun", "clause": "clause", "echo": "echo"}
_NUMBER = "#"
_FREQUENT = word_set("cues_frequent") | {"#", "~", "~~"}
"""What no cue is looked for by, where it has another word."""
_ARTICLES = frozenset({"a", "an"})
"""Numbers before a unit ("a year"), not in a cue."""
_ENDS = frozenset({",", ".", ";", ":", "…"})
_GAPS = {"~": (6, _ENDS | {"to", "of"}), "~~": (14, _ENDS)}
"""What a gap passes: so many tokens at most, and none of these."""
_NO_GAP: tuple[int, frozenset[str]] = (0, frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class CuePattern:
    """A cue of the table: alternatives per token, "#" a number, "~" and "~~" gaps."""

    tokens: tuple[frozenset[str], ...]
    kind: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """The table by first word, the longest pattern first, gaps not counted.

    triggers: a sentence without one of them holds no cue.
    """

    by_opening: dict[str, Followers[CuePattern]]
    triggers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A cue in a sentence: tokens start to end."""

    start: int
    end: int
    kind: StatedKind
    place: Place


def build(tables: Tables, names: tuple[str, ...] = ("cues",)) -> Cues:
    """The cues of these tables, the earlier one's before the later one's. Raises TableError."""
    by_opening: dict[str, list[CuePattern]] = {}
    triggers: set[str] = set()
    for row in (row for name in names for row in tables.rows(name)):
        if row["kind"] not in _KINDS:
            raise row.fault("kind", f"{row['kind']!r} is not one of {', '.join(sorted(_KINDS))}")
        if row["place"] not in _PLACES:
            raise row.fault("place", f"{row['place']!r} is neither noun, clause nor echo")
        try:
            tokens = tuple(part for word in row["words"].split() for part in _tokens(word))
        except KeyError as error:
            raise row.fault("words", f"there is no set of words {error}") from None
        if not tokens:
            raise row.fault("words", "there is no word")
        pattern = CuePattern(tokens=tokens, kind=row["kind"], place=_PLACES[row["place"]])
        for opening in tokens[0]:
            by_opening.setdefault(opening, []).append(pattern)
        if pattern.kind != "trap":
            triggers |= max(tokens, key=_rareness)
    return Cues(
        by_opening={opening: _longest_first(patterns) for opening, patterns in by_opening.items()},
        triggers=frozenset(triggers),
    )


def _rareness(token: Set[str]) -> tuple[bool, int]:
    """How seldom a sentence has one of these words, by their length: longer words are rarer, but for some."""
    return _FREQUENT.isdisjoint(token), min(map(len, token))


def _longest_first(patterns: list[CuePattern]) -> Followers[CuePattern]:
    ordered = sorted(patterns, key=lambda pattern: -sum(_GAPS.keys().isdisjoint(token) for token in pattern.tokens))
    return Followers((pattern, _following(pattern)) for pattern in ordered)


def _following(pattern: CuePattern) -> frozenset[str] | None:
    """The words of which one follows the pattern's first; None where a number or a gap does, or nothing."""
    second = pattern.tokens[1] if len(pattern.tokens) > 1 else frozenset[str]()
    return None if not second or _NUMBER in second or not _GAPS.keys().isdisjoint(second) else second


def _tokens(word: str) -> Iterator[frozenset[str]]:
    """The alternatives of each token of a word. Raises KeyError where no set has the name that "@" gives."""
    if word == _NUMBER or word in _GAPS:
        yield frozenset({word})
    elif "/" in word or word.startswith("@"):
        yield frozenset().union(*map(_alternative, word.lower().split("/")))
    else:
        yield from (frozenset({token}) for token in words(word))


def _alternative(word: str) -> frozenset[str]:
    """A word, or the set of words.tsv that "@" names."""
    return word_set(f"cues_{word[1:]}") if word.startswith("@") else frozenset({word})


def find(sentence: Sentence, cues: Cues) -> list[Cue]:
    """The cues of a sentence from left to right; a trap silences what it covers."""
    found: list[Cue] = []
    if cues.triggers.isdisjoint(sentence.low):
        return found
    covered = 0
    for index, word in enumerate(sentence.low):
        opened = cues.by_opening.get(word) if index >= covered else None
        match = _match(sentence, index, opened) if opened is not None else None
        if match is None:
            continue
        pattern, covered = match
        if pattern.kind != "trap":
            found.append(Cue(start=index, end=covered, kind=pattern.kind, place=pattern.place))  # type: ignore[arg-type]
    return found


def _match(sentence: Sentence, index: int, opened: Followers[CuePattern]) -> tuple[CuePattern, int] | None:
    for pattern in opened.after(sentence.low[index + 1] if index + 1 < len(sentence) else ""):
        end = _end(sentence.low, index, pattern.tokens)
        if end is not None and not (pattern.kind != "trap" and _opens_a_compound(sentence, index, end)):
            return pattern, end
    return None


def _end(low: list[str], index: int, tokens: tuple[frozenset[str], ...]) -> int | None:
    """The token after the pattern's last, or None where it does not stand at index."""
    gap, ends = _NO_GAP
    for token in tokens:
        if len(token) == 1 and (opened := _GAPS.get(next(iter(token)))) is not None:
            gap, ends = opened
            continue
        while index < len(low) and gap and not _fits(low[index], token) and low[index] not in ends:
            index, gap = index + 1, gap - 1
        if index >= len(low) or not _fits(low[index], token):
            return None
        index, gap = index + 1, 0
    return index


def _fits(word: str, token: frozenset[str]) -> bool:
    if _NUMBER not in token:
        return word in token
    return word not in _ARTICLES and when.number(word.replace(",", "")) is not None


def _opens_a_compound(sentence: Sentence, index: int, end: int) -> bool:
    """Whether a bare "first" is the first part of a word that the table does not know: "first-rank"."""
    return end == index + 1 and sentence.low[index] == "first" and end < len(sentence) and sentence.low[end] == "-"
