"""Whether an event word is meant as an act: a figure of speech, an idiom or an accident is none.

"America and China battle for influence", "what holds India back", "three alleged boats", "a blaze killed four". Which
words beside an event word give it another sense, senses.tsv tells.
"""

from dataclasses import dataclass
from typing import get_args

from schemas.claims import ClaimType
from services.enrich.annotate.acts import subjects
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.acts.scene import Scene
from services.enrich.knowledge.tables import Tables
from services.enrich.knowledge.wordsets import word_set

_AFTER = 7
"""Tokens after an event word that its object or complement may take."""
_BEFORE = 3
_CLAUSE_ENDS = frozenset(
    {".", ",", ";", ":", "?", "!", "—", "–", "(", "after", "when", "while", "as", "amid", "before"}
)
_ATTRIBUTIVE = word_set("sense_attributive")
_BEFORE_ATTRIBUTIVE = word_set("sense_before_attributive")
_NO_NOUN = word_set("sense_no_noun")
_ACCIDENTS = subjects.ACCIDENTS | word_set("sense_accidents")
_BURNING = word_set("sense_burning")
_KNOWN: dict[str, tuple[str, ...]] = {
    "part": ("noun", "either"),
    "type": ("*", *get_args(ClaimType)),
    "side": ("before", "after", "next", "last"),
}
"""What a column of the table may hold."""
_HARM = frozenset({"killing", "injury", "bombing", "attack"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """The words that give an event word of this type another sense, by where they stand."""

    part: str
    type: str
    side: str
    context: frozenset[str]


Senses = dict[str, list[Other]]
"""First word of a pattern -> what gives it another sense."""


def build(tables: Tables) -> Senses:
    """The other senses of event words. Raises TableError."""
    senses: Senses = {}
    for row in tables.rows("senses"):
        for column, known in _KNOWN.items():
            if row[column] not in known:
                raise row.fault(column, f"{row[column]!r} is not one of {', '.join(known)}")
        for column in ("words", "context"):
            if not row[column].split():
                raise row.fault(column, "there is no word")
        context = frozenset(row["context"].split())
        other = Other(part=row["part"], type=row["type"], side=row["side"], context=context)
        for word in row["words"].split():
            senses.setdefault(word, []).append(other)
    return senses


def is_meant(scene: Scene, word: EventWord, senses: Senses) -> bool:
    """Whether the event word may tell an act of politics or force."""
    if _has_other_sense(scene.sentence.low, word, senses) or _is_attributive(scene, word):
        return False
    return word.pattern.mode not in _HARM or not _is_accident(scene.sentence.low, word)


def _has_other_sense(low: list[str], word: EventWord, senses: Senses) -> bool:
    for base in word.pattern.words.split(" ", 1)[0].rstrip("*").split("/"):
        for other in senses.get(base, ()):
            if _applies(other, word) and not other.context.isdisjoint(_beside(low, word, other.side)):
                return True
    return False


def _applies(other: Other, word: EventWord) -> bool:
    noun = word.voice == "noun" or word.tense == "base"
    return other.type in {"*", word.pattern.type} and (noun or other.part == "either")


def _beside(low: list[str], word: EventWord, side: str) -> list[str]:
    if side == "next":
        return low[word.start + 1 : word.start + 2]
    if side == "last":
        return low[max(0, word.start - 1) : word.start]
    if side == "before":
        return low[max(0, word.start - _BEFORE) : word.start]
    after = low[word.start + 1 : word.start + 1 + _AFTER]
    return after[: next((index for index, each in enumerate(after) if each in _CLAUSE_ENDS), len(after))]


def _is_attributive(scene: Scene, word: EventWord) -> bool:
    """Whether a participle describes the noun after it: "alleged boats", "another sanctioned tanker"."""
    low, start = scene.sentence.low, word.start
    if (
        word.voice != "active"
        or word.pattern.rest
        or low[start] not in _ATTRIBUTIVE
        or word.tense not in {"past", "participle"}
    ):
        return False
    before = low[start - 1] if start else ""
    following = scene.sentence.tokens[start + 1] if start + 1 < len(low) else "."
    if not following.isalpha() or following.lower() in _NO_NOUN:
        return False
    described = before.isdigit() or before in _BEFORE_ATTRIBUTIVE
    return described or (low[start] == "alleged" and following.islower() and scene.at[start + 1] is None)


def _is_accident(low: list[str], word: EventWord) -> bool:
    """Whether the sentence tells an accident or a disaster beside the act and names no arms: "a fire", not "fire"."""
    if not subjects.VIOLENCE.isdisjoint(low):
        return False
    told = (index for index, each in enumerate(low) if each in _ACCIDENTS and not word.start <= index < word.end)
    return any(low[index] != "fire" or (index > 0 and low[index - 1] in _BURNING) for index in told)
