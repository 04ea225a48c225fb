"""Appositions, which tell an act again: "met in Riyadh, the first meeting since"."""

from schemas.claims import ClaimType
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.stated.cues import Cue
from services.enrich.annotate.stated.novelties import Clause
from services.enrich.annotate.text.document import Sentence

OPENERS = frozenset({"the", "a", "an", "its", "their", "his", "her"})
_APPOSING = frozenset({",", ";", ":", "—", "–"})
_FAMILIES: tuple[frozenset[ClaimType], ...] = (
    frozenset({"AGREE", "SUPPORT", "COOPERATE", "CONSULT"}),
    frozenset({"CONCEDE", "RETREAT", "AGREE"}),
)


def repeats(sentence: Sentence, word: EventWord, kept: list[EventWord]) -> bool:
    """Whether an event noun only tells again what an earlier verb told: "met in Riyadh, the first meeting since"."""
    for comma in range(word.start - 1, max(0, word.start - 9), -1):
        if sentence.low[comma] == "," and sentence.low[comma + 1] in OPENERS | {"first"}:
            return any(other.start < comma and other.pattern.type == word.pattern.type for other in kept)
    return False


def akin(one: ClaimType, other: ClaimType) -> bool:
    """Whether words of these types may tell one act: a signed treaty is an agreement, too."""
    return one == other or any({one, other} <= family for family in _FAMILIES)


def noun_of(clause: Clause, word: EventWord, cue: Cue) -> int | None:
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


def _comma_before(sentence: Sentence, start: int) -> int | None:
    """The comma that opens the apposition in which the words at start stand: ", the first visit", ", its first"."""
    index = start - 1
    while index >= 0 and start - index < 4 and sentence.low[index] in OPENERS:
        index -= 1
    if index > 1 and sentence.low[index] == "'s":  # ", Beijing's first in the Pacific"
        index -= 2
    return index if index > 0 and sentence.low[index] in _APPOSING else None
