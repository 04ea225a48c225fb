"""When an event was: weekdays, dates and spans of a sentence, against the day of the article."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from schemas.claims import EventTime
from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.wordsets import word_list, word_set

_DAYS = word_list("when_days")
_MONTHS = word_list("when_months")
_MONTH_SHORT = {
    **{name: number for number, name in enumerate(_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(_MONTHS, 1)},
    "sept": 9,
}
NUMBERS = {
    **{word: value for value, word in enumerate(word_list("when_numbers"), 1)},
    **{word: 10 * value for value, word in enumerate(word_list("when_tens"), 1)},
    "a": 1,
    "an": 1,
    "several": 3,
}
_DAYS_BACK = {"today": 0, "tonight": 0, "yesterday": 1}
_UNITS = {
    **dict.fromkeys(("day", "days"), 1),
    **dict.fromkeys(("week", "weeks"), 7),
    **dict.fromkeys(("month", "months"), 30),
    **dict.fromkeys(("year", "years"), 365),
    **dict.fromkeys(("decade", "decades"), 3650),
}
_YEAR = re.compile(r"^(1[89]\d\d|20\d\d)$")
_DECADE = re.compile(r"^(1[89]\d|20\d)0$")
_AHEAD = frozenset({"will", "shall", "ll"})
_SEASONS = frozenset({"spring", "summer", "autumn", "fall", "winter"})
HISTORICAL_AFTER_DAYS = 21
"""An event told more than three weeks after it was is background (a setting of the rules, not of the operator)."""
_TELLING = frozenset({*_DAYS_BACK, *_DAYS, *_MONTH_SHORT, *NUMBERS, "last", "this", "next", "weekend"})
"""The words that a time may begin at, beside numerals."""
_BEFORE_YEAR = word_set("when_before_year")
_BEFORE_MONTH = word_set("when_before_month")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A time that a sentence tells: tokens start to end, first and last day that it may mean, its precision."""

    start: int
    end: int
    first: date
    last: date
    value: EventTime


def number(piece: str) -> int | None:
    """The value of a number or number word."""
    if piece.isascii() and piece.isdigit() and len(piece) < 5:
        return int(piece)
    return NUMBERS.get(piece)


def find(sentence: Sentence, today: date) -> list[Told]:
    """The times that a sentence tells, from left to right."""
    found: list[Told] = []
    covered = 0
    for index, word in enumerate(sentence.low):
        may_begin = index >= covered and (word in _TELLING or word[0].isdigit())
        told = _at(sentence, index, today) if may_begin else None
        if told is not None:
            found.append(told)
            covered = told.end
    return found


def day(value: date, start: int, end: int) -> Told:
    """A told day."""
    return Told(
        start=start, end=end, first=value, last=value, value=EventTime(value=value.isoformat(), precision="day")
    )


def _month(year: int, month: int, start: int, end: int) -> Told:
    first = date(year, month, 1)
    last = (date(year + month // 12, month % 12 + 1, 1)) - timedelta(days=1)
    return Told(
        start=start, end=end, first=first, last=last, value=EventTime(value=f"{year:04}-{month:02}", precision="month")
    )


def _year(year: int, start: int, end: int) -> Told:
    value = EventTime(value=f"{year:04}", precision="year")
    return Told(start=start, end=end, first=date(year, 1, 1), last=date(year, 12, 31), value=value)


def _at(sentence: Sentence, index: int, today: date) -> Told | None:
    low, capital = sentence.low, sentence.tokens[index][0].isupper()
    piece = low[index]
    if piece in _DAYS_BACK:
        return day(today - timedelta(days=_DAYS_BACK[piece]), index, index + 1)
    if piece in _DAYS and capital:
        return _weekday(low, index, today)
    if piece in _MONTH_SHORT and capital:
        return _dated(low, index, today)
    return _span(low, index, today) or _numbered(low, index, today)


def _span(low: list[str], index: int, today: date) -> Told | None:
    """ "last week", "earlier this month", "next month", "over the weekend"."""
    piece, following = low[index], low[index + 1] if index + 1 < len(low) else ""
    if piece == "last":
        return _last(following, index, today)
    if piece in {"this", "next"} and following == "month":
        return _this_month(piece, index, today)
    if piece == "weekend" and index and low[index - 1] in {"the", "last"}:
        return _weekend(index, today)
    return None


def _numbered(low: list[str], index: int, today: date) -> Told | None:
    """ "in 2015", "the 1980s", "two years ago"."""
    piece, before_it = low[index], low[index - 1] if index else ""
    if _DECADE.match(piece) and before_it == "the" and low[index + 1 : index + 2] == ["s"]:
        return _decade(int(piece), index)
    if _YEAR.match(piece) and before_it in _BEFORE_YEAR:
        return _year(int(piece), index, index + 1)
    return _ago(low, index, today)


def _weekday(low: list[str], index: int, today: date) -> Told:
    back = (today.weekday() - _DAYS.index(low[index])) % 7
    before = low[index - 1] if index else ""
    ahead = before == "on" and not _AHEAD.isdisjoint(low[max(0, index - 8) : index])
    if before in {"next", "coming"} or ahead:
        return day(today + timedelta(days=7 - back if back else 7), index, index + 1)
    return day(today - timedelta(days=back or (7 if before == "last" else 0)), index, index + 1)


def _dated(low: list[str], index: int, today: date) -> Told | None:
    """ "January 18, 2017", "18 January 2017", "Jan. 18", "last November", "in November 2015", "November"."""
    month = _MONTH_SHORT[low[index]]
    end = index + 1
    if end < len(low) and low[end] == ".":
        end += 1
    numeral = _numeral(low, end)
    start = index
    if numeral is not None and numeral <= 31:
        end += 1
        if end < len(low) and low[end] in {"st", "nd", "rd", "th"}:
            end += 1
    elif index and (numeral := _numeral(low, index - 1)) is not None and numeral <= 31:
        start = index - 1
    else:
        numeral = None
    year, end = _following_year(low, end)
    if numeral is None:
        return _monthly(low, index, start, end, month, year, today)
    for guess in (year,) if year else (today.year, today.year - 1):
        try:
            value = date(guess, month, numeral)
        except ValueError:
            return None
        if year or value <= today + timedelta(days=60):
            return day(value, start, end)
    return None


def _monthly(
    low: list[str], index: int, start: int, end: int, month: int, year: int | None, today: date
) -> Told | None:
    before = low[index - 1] if index else ""
    if year is None and before not in _BEFORE_MONTH:
        return None
    if year is None:
        ahead = before != "last" and "will" in low
        recent = month < today.month or (month == today.month and before != "last")
        year = today.year if recent else today.year - 1
        if ahead and (year, month) < (today.year, today.month):
            year += 1
    return _month(year, month, start, end)


def _numeral(low: list[str], index: int) -> int | None:
    return int(low[index]) if 0 <= index < len(low) and low[index].isascii() and low[index].isdigit() else None


def _following_year(low: list[str], end: int) -> tuple[int | None, int]:
    for offset in (0, 1):
        if end + offset < len(low) and _YEAR.match(low[end + offset]) and (offset == 0 or low[end] == ","):
            return int(low[end + offset]), end + offset + 1
    return None, end


def _last(unit: str, index: int, today: date) -> Told | None:
    if unit == "year" or unit in _SEASONS:
        return _year(today.year - 1, index, index + 2)
    if unit == "month":
        return _month(today.year - (today.month == 1), (today.month - 2) % 12 + 1, index, index + 2)
    if unit == "week":
        return day(today - timedelta(days=7), index, index + 2)
    return None


def _this_month(which: str, index: int, today: date) -> Told:
    """ "earlier this month", "next month"."""
    ahead = which == "next"
    return _month(today.year + (ahead and today.month == 12), (today.month - 1 + ahead) % 12 + 1, index, index + 2)


def _weekend(index: int, today: date) -> Told:
    """ "over the weekend": its two days before today, told by the second, which may be today."""
    sunday = today - timedelta(days=(today.weekday() + 1) % 7)
    return replace(day(sunday, index - 1, index + 1), first=sunday - timedelta(days=1))


def _decade(first: int, index: int) -> Told:
    """ "in the 1980s": told by the last year that it may mean, for EventTime knows nothing coarser."""
    return replace(_year(first + 9, index - 1, index + 2), first=date(first, 1, 1))


def _ago(low: list[str], index: int, today: date) -> Told | None:
    """ "two years ago", "14 years earlier", "ten years ago today"."""
    if index + 2 >= len(low) or low[index + 1] not in _UNITS or low[index + 2] not in {"ago", "earlier"}:
        return None
    count = number(low[index])
    return None if count is None else before(today, count, low[index + 1], index, _day_of_then(low, index + 3))


def _day_of_then(low: list[str], end: int) -> int:
    """The end of a span back with the day of an anniversary, of then and not of now: "ago today", "ago on Monday"."""
    following = low[end : end + 2]
    if following[:1] == ["today"]:
        return end + 1
    weekday = (
        len(following) == 2 and following[0] in {"on", "this"} and following[1] in {*_DAYS, "week", "month", "day"}
    )
    return end + 2 if weekday else end


def before(today: date, count: int, unit: str, start: int, end: int) -> Told | None:
    """The time so many units before today, as precise as the unit."""
    try:
        then = today - timedelta(days=count * _UNITS[unit])
        if unit.startswith(("year", "decade")):
            years = count * (10 if unit.startswith("decade") else 1)
            return _year(today.year - years, start, end) if today.year - years > 0 else None
        return _month(then.year, then.month, start, end) if unit.startswith("month") else day(then, start, end)
    except (OverflowError, ValueError):
        return None
