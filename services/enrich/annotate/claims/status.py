"""Whether it happened: the status of a claim, by the words around its event word, its time and who says so."""

from collections.abc import Iterator
from datetime import date, timedelta

from schemas.claims import EventTime, Status
from services.enrich.annotate.acts.acts import Act
from services.enrich.annotate.acts.patterns import EventWord
from services.enrich.annotate.claims.attribution import Attribution
from services.enrich.annotate.claims.when import HISTORICAL_AFTER_DAYS, Told
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.wordsets import word_set

_STOPS = word_set("status_stops")
_PAST_OPENINGS = (
    "at the time",
    "back then",
    "then ,",
    "in that",
    "during that",
    "that war",
    "that attack",
    "months later",
)
_OPEN_QUESTIONS = word_set("status_open_questions")
_PRESENT = word_set("status_present")
_NEGATIONS_BUT_NEVER = word_set("status_negations") - {"never"}
_PLANNED = word_set("status_planned")
_HYPOTHETICAL = word_set("status_hypothetical")
_ANNIVERSARY = word_set("status_anniversary")
_BEFORE_HORIZON = word_set("status_before_horizon")
_INFINITIVE_NO_PLAN = word_set("status_infinitive_no_plan")


def event_time(
    word: EventWord, told: list[Told], past: Told | None, sentence: Sentence, today: date
) -> tuple[EventTime, Told | None]:
    """The time nearest to the event word that is its own, that of the past being told, else the article's day."""
    own = [one for one in told if not _is_horizon(one, sentence.low)]
    if not own and past is not None and _goes_on(sentence):
        return past.value, past
    if not own:
        return EventTime(value=today.isoformat(), precision="day"), None
    nearest = min(own, key=lambda one: _farness(one, word, sentence.low))
    return nearest.value, nearest


def past(told: list[Told], before: Told | None, sentence: Sentence, today: date) -> Told | None:
    """The past that is being told after a sentence: its own one background time, else the one that it goes on with."""
    own = [one for one in told if not _is_horizon(one, sentence.low)]
    if own:
        old = all(one.last < today - timedelta(days=HISTORICAL_AFTER_DAYS) for one in own)
        return own[0] if old and len(own) == 1 else None
    return before if before is not None and _goes_on(sentence) else None


def _goes_on(sentence: Sentence) -> bool:
    """Whether the words go on telling a past: the past perfect, or an opening such as "At the time,"."""
    low = sentence.low
    opening = " ".join(low[:3])
    if any(opening.startswith(each) for each in _PAST_OPENINGS):
        return True
    return "had" in low and not any(each in _PRESENT for each in low)


def _farness(one: Told, word: EventWord, low: list[str]) -> tuple[bool, int]:
    """Times of the same clause before others, then the nearest."""
    first, last = sorted((one.start, word.head))
    apart = any(each in _STOPS or each == "since" for each in low[first + 1 : last])
    return apart, min(abs(one.start - word.head), abs(one.end - word.head))


def _is_horizon(told: Told, low: list[str]) -> bool:
    """Whether the time is the edge of a span ("since 1990", "until Monday", "before 2003"), or another event's."""
    before = low[told.start - 1] if told.start else ""
    two = low[told.start - 2] if told.start > 1 else ""
    if before in _BEFORE_HORIZON or (before in {"in", "the"} and two == "since"):
        return True
    near = low[max(0, told.start - 5) : told.start]  # "since the summer of 2013"
    return before in {"of", "in"} and "since" in near and "," not in near


def decide(
    sentence: Sentence, act: Act, attributions: list[Attribution], told: Told | None, today: date
) -> tuple[Status, Attribution | None]:
    """The status, and the attribution that it rests on."""
    word = act.word
    said = next((one for one in attributions if one.covers(word.start) and not word.start <= one.verb < word.end), None)
    if not act.own:  # the refusal, demand or promise itself was made
        return ("claimed" if said is not None and said.party not in act.parties else "actual"), said
    return _of(sentence, word, said, told, today), said


def _of(sentence: Sentence, word: EventWord, said: Attribution | None, told: Told | None, today: date) -> Status:
    return next((status for status, holds in _signs(sentence, word, said, told, today) if holds), "actual")


def _signs(
    sentence: Sentence, word: EventWord, said: Attribution | None, told: Told | None, today: date
) -> Iterator[tuple[Status, bool]]:
    """Each status with whether something tells it, those that weigh more first; nothing is asked in vain."""
    window = _window(sentence, word)
    last_year = told is not None and told.value.precision == "year"
    recent = today if last_year else today - timedelta(days=HISTORICAL_AFTER_DAYS)
    background = told is not None and told.last < recent
    yield "denied", said is not None and said.strength == "denies"
    yield "historical", background or not _ANNIVERSARY.isdisjoint(sentence.low)
    yield "negated", _is_negated(window, sentence, word)
    yield "planned", _is_planned(window, word) or (told is not None and told.first > today)
    yield "planned", said is not None and "would" in window and "if" not in sentence.low
    yield "hypothetical", not _HYPOTHETICAL.isdisjoint(window) or _conditional(sentence, word)
    yield "hypothetical", _is_asked(sentence)
    yield "claimed", said is not None


def _window(sentence: Sentence, word: EventWord) -> list[str]:
    """The tokens before the event word within its clause, at most nine; time and subject do not close it."""
    low = sentence.low
    start = word.start
    while start > 0 and word.start - start < 9 and low[start - 1] not in _STOPS:
        start -= 1
    return low[start : word.start]


def _is_negated(window: list[str], sentence: Sentence, word: EventWord) -> bool:
    near = window[-4:]
    if "not" in near and "only" in near:
        return False
    contracted = any(
        near[i].endswith("n") and near[i + 1] in {"’", "'"} and near[i + 2] == "t" for i in range(len(near) - 2)
    )
    never = "never" in near and "before" not in sentence.low[word.start : word.end + 6]
    other = not _NEGATIONS_BUT_NEVER.isdisjoint(near)
    no = (word.voice == "noun" and near[-1:] == ["no"]) or window[:1] == ["no"]  # "No president had visited"
    return contracted or never or other or no


def _is_planned(window: list[str], word: EventWord) -> bool:
    if any(token in _PLANNED for token in window[-7:]):
        return True
    if word.voice != "noun" and window[-1:] == ["to"]:
        before = window[-2] if len(window) > 1 else ""
        return before not in _INFINITIVE_NO_PLAN
    return False


def _is_asked(sentence: Sentence) -> bool:
    """Whether the sentence asks if it is so: "Has Russia bombed Aleppo?", but not "Why did Russia bomb Aleppo?"."""
    low = sentence.low
    return low[-1] == "?" and low[0] not in _OPEN_QUESTIONS


def _conditional(sentence: Sentence, word: EventWord) -> bool:
    start = max(0, word.start - 14)
    return any(token in {"if", "unless", "whether"} for token in sentence.low[start : word.start])
