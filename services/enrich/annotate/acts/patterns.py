"""Event words in a sentence: where a pattern of the table stands, and whether as verb (active, passive) or noun."""

from dataclasses import dataclass
from typing import Literal

from services.enrich.annotate.acts import wordclass
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.eventwords import GAP, First, Pattern, Tense
from services.enrich.knowledge.openings import Openings
from services.enrich.knowledge.wordsets import word_set

Voice = Literal["active", "passive", "noun"]
_BE = word_set("patterns_be")
_HAVE = frozenset({"has", "have", "had", "having"})
_ADVERBS = word_set("patterns_adverbs")
_CLOSING = word_set("patterns_closing")
_PASSIVE_AFTER = word_set("patterns_passive_after")
_PHRASE_BREAKS = word_set("patterns_phrase_breaks")
_AFTER_NOUN = _PHRASE_BREAKS | _ADVERBS | frozenset({"between", "near", "will", "would", "across"})
_SUBJECT = 12
"""Tokens before a passive in which its object is looked for."""
_BEARING_ARMS = word_set("eventwords_troops") | word_set("eventwords_hardware") | word_set("patterns_bearing_arms")
_ARMED = {"sa": _BEARING_ARMS, "sw": word_set("eventwords_shots")}
_PRESENT = frozenset({"is", "are"})
_MODIFIERS = 4
"""Tokens before a noun in which its article and its preposition are looked for."""
_LEADING = frozenset({"of", "by", "on", "in", "at", "to", "with", "for", "from", "against", "near"})
_DETERMINERS = word_set("patterns_determiners")
_QUANTITIES = word_set("roles_quantities")
_DAYS = word_set("when_days")
_CASUALTY = word_set("patterns_casualty")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventWord:
    """A pattern found: tokens start to end; the verb or head noun is at `head`.

    suffered: the last token of its object where that stands before a passive ("the assets of X were frozen").
    """

    start: int
    end: int
    head: int
    pattern: Pattern
    voice: Voice
    tense: Tense
    suffered: int | None = None


def find(sentence: Sentence, first: First, taken: list[bool]) -> list[EventWord]:
    """Event words from left to right, the longest pattern at each token; `taken` tokens belong to names."""
    found: list[EventWord] = []
    low = sentence.low
    covered = -1
    for index, token in enumerate(low):
        entries = first.get(token)
        if entries is None or taken[index] or index < covered or (index and sentence.tokens[index] == "March"):
            continue
        word = _best(sentence, index, entries, taken)
        if word is not None:
            found.append(word)
            covered = word.end if word.pattern.part == "noun" or None not in word.pattern.rest else index + 1
    return _without_repeats(found)


def _without_repeats(found: list[EventWord]) -> list[EventWord]:
    """Drops a noun that a longer pattern has taken in ("carried out air strikes" holds "air strikes")."""
    if len(found) < 2:
        return found
    spans = [(word.start, word.end) for word in found if None in word.pattern.rest]
    return [w for w in found if not any(s < w.start and w.end <= e for s, e in spans)]


def _best(
    sentence: Sentence, index: int, entries: Openings[tuple[Pattern, frozenset[Tense]]], taken: list[bool]
) -> EventWord | None:
    best: EventWord | None = None
    best_rank = (-1, False, 0, 0)
    low = sentence.low
    reached, behind = low[index + 1 : index + 1 + GAP + 1], low[max(0, index + 1 - _SUBJECT) : index]
    for pattern, tenses in entries.standing(_following(low, index + 1), reached, behind):
        if pattern.told < best_rank[0] or (pattern.beyond is not None and pattern.beyond.isdisjoint(reached)):
            continue
        end = _match_rest(low, index + 1, pattern, taken) if pattern.rest else index + 1
        if end is None:
            continue
        breaks = sum(each in _PHRASE_BREAKS for each in low[index + 1 : end]) if pattern.rest else 0
        rank = (pattern.told, pattern.part == "verb", -breaks, end)
        if rank <= best_rank:
            continue
        word = _as_word(sentence, index, end, pattern, tenses, taken)
        if word is not None:
            best, best_rank = word, rank
    return best


def _following(low: list[str], index: int) -> str:
    """The token that stands next in a pattern, a day passed over; nothing beyond the end."""
    index = _after_day(low, index)
    return low[index] if index < len(low) else ""


def _match_rest(low: list[str], index: int, pattern: Pattern, taken: list[bool]) -> int | None:
    """The token after the pattern's last, or None; a gap passes up to GAP tokens but no clause's end, no verb."""
    size, gap, start = len(low), 0, index
    auxiliary = low[index - 1] in _HAVE or low[index - 1] in _BE
    for place, token in enumerate(pattern.rest, start=1):
        if token is None:
            gap = GAP
            continue
        steps = 0
        if not gap:
            index = _after_day(low, index)
        then = pattern.rest[place] if gap and place < len(pattern.rest) else None
        while index < size and (low[index] not in token or (then is not None and not _stands(low, index + 1, then))):
            # "offered to send help" offers no help, "have rejected talks" has none
            verb = (index == start and low[index] == "to") or (auxiliary and low[index].endswith("ed"))
            if not gap or steps >= gap or verb or (low[index] in _CLOSING and not taken[index]):
                return None
            index, steps = index + 1, steps + 1
        if index >= size:
            return None
        index, gap = index + 1, 0
    return index


def _stands(low: list[str], index: int, token: frozenset[str]) -> bool:
    """Whether a token of the pattern stands here, a day passed over: of "troops and police on", only police may do."""
    index = _after_day(low, index)
    return index < len(low) and low[index] in token


def _after_day(low: list[str], index: int) -> int:
    """The token after a day that stands within a pattern: "called on Friday for"."""
    if index >= len(low):
        return index
    first = index + (low[index] == "on")
    return first + 1 if first < len(low) and low[first] in _DAYS else index


def _as_word(
    sentence: Sentence, start: int, end: int, pattern: Pattern, tenses: frozenset[Tense], taken: list[bool]
) -> EventWord | None:
    if pattern.part == "noun":
        noun = EventWord(start=start, end=end, head=end - 1, pattern=pattern, voice="noun", tense="noun")
        return noun if wordclass.is_noun(sentence, start) else None
    if pattern.suffered:
        return _as_passive(sentence, start, end, pattern, taken)
    before = _before(sentence.low, start, taken)
    if wordclass.is_noun_instead(sentence, start, end, tenses, before) or not _is_armed(sentence.low, start, pattern):
        return None
    if "participle" in tenses and before in _BE:
        return EventWord(start=start, end=end, head=start, pattern=pattern, voice="passive", tense="participle")
    low = sentence.low
    after = low[start + 1] if start + 1 < len(low) else "."
    counted = low[start + 1 : start + 3] == ["at", "least"]  # "released at least nine"
    headless = after == "by" or (low[start] in _CASUALTY and after in _PASSIVE_AFTER and not counted)
    if "participle" in tenses and not pattern.rest and before not in _HAVE and headless:
        return EventWord(start=start, end=end, head=start, pattern=pattern, voice="passive", tense="participle")
    tense: Tense = (
        "past" if "past" in tenses else "participle" if "participle" in tenses else "ing" if "ing" in tenses else "base"
    )
    return EventWord(start=start, end=end, head=start, pattern=pattern, voice="active", tense=tense)


def _is_armed(low: list[str], start: int, pattern: Pattern) -> bool:
    """Whether what the pattern needs before its verb stands there in its clause: arms ("sa"), or shots ("sw")."""
    needed = _ARMED.get(pattern.roles)
    if needed is None:
        return True
    for index in range(start - 1, max(-1, start - _SUBJECT), -1):
        if low[index] in needed:
            return True
        if low[index] in _CLOSING:
            return False
    return False


def _as_passive(sentence: Sentence, start: int, end: int, pattern: Pattern, taken: list[bool]) -> EventWord | None:
    """The passive of a verb whose object the pattern names: "roads were blocked", "talks called off by"."""
    low = sentence.low
    after = low[end] if end < len(low) else "."
    before = _before(low, start, taken)
    headless = after == "by" or (sentence.is_headline and after in _PASSIVE_AFTER)
    lasting = before in _PRESENT and "by" not in low[end : end + GAP]  # "the office is closed on Mondays"
    if lasting or not (before in _BE or headless):
        return None
    suffered = _suffered(low, start, pattern.suffered)
    if suffered is None:
        return None
    return EventWord(
        start=start, end=end, head=start, pattern=pattern, voice="passive", tense="participle", suffered=suffered
    )


def _suffered(low: list[str], start: int, words: tuple[frozenset[str], ...]) -> int | None:
    """Where the object ends that stands before a passive, in its clause and no part of another noun, or None."""
    for index in range(start - 1, max(-1, start - _SUBJECT), -1):
        if low[index] in _CLOSING:
            return None
        if low[index] in words[-1] and _closes_noun(low, index + 1):
            first = index + 1 - len(words)
            named = first >= 0 and all(low[first + place] in word for place, word in enumerate(words))
            if named and not _is_governed(low, first):
                return index
    return None


def _is_governed(low: list[str], first: int) -> bool:
    """Whether a preposition governs the noun: "tents in a village were seized" tells of tents."""
    for index in range(first - 1, max(-1, first - _MODIFIERS), -1):
        if low[index] in _DETERMINERS:
            return index > 0 and low[index - 1] in _LEADING
        if low[index] in _LEADING:
            return low[index] != "of" or low[index - 1] not in _QUANTITIES  # "thousands of soldiers were sent"
    return False


def _closes_noun(low: list[str], index: int) -> bool:
    """Whether no further noun follows: "aid to Mali was", against "aid workers were"."""
    following = low[index]
    return following in _AFTER_NOUN or following in _BE or following in _HAVE or following.endswith(("ed", "ly"))


def _before(low: list[str], start: int, taken: list[bool]) -> str:
    """The word before, adverbs passed over; nothing where it belongs to a name ("IS")."""
    index = start - 1
    while index >= 0 and (low[index] in _ADVERBS or low[index].endswith("ly")):
        index -= 1
    return low[index] if index >= 0 and not taken[index] else ""
