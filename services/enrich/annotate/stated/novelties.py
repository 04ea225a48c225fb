"""What a cue of novelty states of an act: of what kind it is, since when it holds, what is new."""

from dataclasses import dataclass
from datetime import date

from schemas.claims import StatedKind, StatedNovelty
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.claims.when import Told
from services.enrich.annotate.stated import horizons, ordinals
from services.enrich.annotate.stated.cues import Cue
from services.enrich.annotate.stated.horizons import Epochs, Horizon
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.wordsets import word_set

_BEFORE_PLAIN = frozenset({"the", "a", "an", "its", "their", "his", "her", "up", "one", "'s"})
"""Words after which a headline's "deadliest" is no "in deadliest attack"."""
_CUE_TAILS = word_set("novelties_cue_tails")
_VIOLENT = frozenset({"deadliest", "bloodiest"})


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
        cue=words_of(clause.sentence, cue.start, _cue_end(clause.sentence, cue)),
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
    return sentence.is_headline and sentence.low[cue.start] in _VIOLENT and before not in _BEFORE_PLAIN


def _kind(cue: Cue, horizon: Horizon | None) -> StatedKind:
    return "since" if cue.kind == "first" and horizon is not None and not horizon.whole else cue.kind


def _cue_end(sentence: Sentence, cue: Cue) -> int:
    """ "first joint" is told as one."""
    joint = cue.end < len(sentence) and sentence.low[cue.end] in _CUE_TAILS
    return cue.end + 1 if joint else cue.end


def _scope(sentence: Sentence, cue: Cue, end: int) -> str | None:
    """What is new: from the cue to the end of the event's words, where the cue stands before them."""
    if cue.place == "clause" or cue.end >= end:
        return None
    return words_of(sentence, cue.end, end)


def words_of(sentence: Sentence, start: int, end: int) -> str:
    parts = [sentence.tokens[start]]
    for index in range(start + 1, end):
        parts.append((" " if sentence.starts[index] > sentence.ends[index - 1] else "") + sentence.tokens[index])
    return "".join(parts)
