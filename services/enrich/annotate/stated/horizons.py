"""How far back a stated novelty reaches: "since 1990", "in 88 years", "ever"; as a date where the text tells one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.enrich.annotate.claims import when
from services.enrich.annotate.claims.when import Told
from services.enrich.knowledge.tables import Tables
from services.enrich.knowledge.tokens import words
from services.enrich.knowledge.wordsets import word_set

_UNITS = word_set("cues_units")
_BARE_UNITS = word_set("horizons_bare_units")
_ABOUT = word_set("cues_about")
_SPANNING = frozenset({"in", "after", "for", "over", "within"})
_BREAKS = word_set("horizons_breaks")
_UNDATED = word_set("horizons_undated")
_OWNERS = word_set("horizons_owners")
_JOINTS = frozenset({"on", "in", "against", "as", "by", "of", "for"})
_ENDS = frozenset({";", ":", "(", ")", "but", "while", "which", "who"})
_PERFECT = frozenset({"has", "have", "had", "ever", "long", "'s"})
_UNTIL_NOW = frozenset({("on", "record"), ("to", "date"), ("so", "far")})
_OPENING_UNDATED = frozenset({"ever", "yet", "this", "of", "in", "on", "to", "so"})
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_DECADE = re.compile(r"^(1[6-9]|20)\d0$")
_REACH = 14
_REACH_OF_SINCE = 12

Epochs = dict[str, list[tuple[tuple[str, ...], str]]]
"""First word of an epoch's name -> its words and the date since which one counts, the longest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """Since when: an ISO 8601 date as precise as known, or None where the text's own words give no date.

    whole: all that went before, with no edge ("ever", "in the country's history", "of the war").
    """

    since: str | None
    whole: bool = False


def build(tables: Tables) -> Epochs:
    """The epochs of the table: "Cold War" -> 1991. Raises TableError."""
    epochs: Epochs = {}
    for row in tables.rows("epochs"):
        if not _DATE.fullmatch(row["date"]):
            raise row.fault("date", f"{row['date']!r} is no year, month or day of ISO 8601")
        for name in row.many("names"):
            parts = tuple(words(name))
            epochs.setdefault(parts[0], []).append((parts, row["date"]))
    for named in epochs.values():
        named.sort(key=lambda entry: -len(entry[0]))
    return epochs


def independence(tables: Tables) -> Iterator[tuple[str, str]]:
    """Each country with the year of its independence. Raises TableError."""
    for row in tables.rows("independence"):
        if not _DATE.fullmatch(row["year"]) or "-" in row["year"]:
            raise row.fault("year", f"{row['year']!r} is no year")
        yield row["country"], row["year"]


def find(low: list[str], start: int, end: int, told: list[Told], today: date, epochs: Epochs) -> Horizon | None:
    """The horizon that a sentence (low: its folded tokens) tells after the token start, up to a few after end."""
    for index in range(start, min(len(low), end + _REACH)):
        piece = low[index]
        if piece in _ENDS and index >= end:
            return None
        if piece == "since" and low[index - 1] not in _PERFECT:
            return _since(low, index, told, today, epochs)
        found = _span_at(low, index, today) if piece in _SPANNING and index > start else _undated(low, index, today)
        if found is not None:
            return found
    return None


def since_independence(low: list[str]) -> bool:
    """Whether a sentence counts since a state's independence: "since (its, gaining) independence"."""
    return any(piece == "since" and "independence" in low[index + 1 : index + 5] for index, piece in enumerate(low))


def within(low: list[str], start: int, end: int, today: date) -> Horizon | None:
    """The span that a cue's own words tell: "ends 12-year freeze", "after a decade's absence"."""
    spans = (_span(low, index, today) for index in range(start, end) if when.number(low[index]) is not None)
    return next((span for span in spans if span is not None), None)


def interruption(low: list[str], today: date) -> Horizon | None:
    """For how long what is resumed had stopped, told anywhere in the sentence: "after 12 years"."""
    spans = (_span_at(low, index, today) for index, piece in enumerate(low) if piece == "after")
    return next((span for span in spans if span is not None), None)


def _since(low: list[str], index: int, told: list[Told], today: date, epochs: Epochs) -> Horizon:
    """ "since 1990", "since the summer of 2013", "since the 1990s", "since the Cold War", "since a week"."""
    named = _epoch(low, index + 1, today, epochs)
    if named is not None:
        return Horizon(since=named)
    span = _span(low, index + 1, today)
    if span is not None:
        return span
    stop = next((place for place in range(index + 1, len(low)) if low[place] in _ENDS or low[place] == ","), len(low))
    stop = stop + 2 if stop < len(low) and low[stop] == "," and low[stop - 1].isdigit() else stop  # "May 4, 2010"
    dated = next((one for one in told if index < one.start <= min(index + _REACH_OF_SINCE, stop)), None)
    return Horizon(since=dated.value.value if dated else None)


def _epoch(low: list[str], index: int, today: date, epochs: Epochs) -> str | None:
    """The date of the epoch that is named within the next tokens, where it is past."""
    for place in range(index, min(len(low), index + 6)):
        if _DECADE.match(low[place]) and low[place + 1 : place + 2] == ["s"]:
            return low[place]
        for parts, since in epochs.get(low[place], ()):
            if tuple(low[place : place + len(parts)]) == parts and since < today.isoformat():
                return since
    return None


def _span_at(low: list[str], index: int, today: date) -> Horizon | None:
    """A span after a preposition: "in 88 years", "after a two-year break", "after a lapse of days", "in history"."""
    place = index + 1
    if low[index] == "in" and _is_history(low, place):
        return Horizon(since=None, whole=True)
    if low[index] == "after" and place + 2 < len(low) and low[place] in {"a", "an"} and low[place + 1] in _BREAKS:
        place += 3  # "after a lapse of"
    found = _span(low, place, today)
    if found is None and low[index] == "after" and place < len(low) and low[place] in {"a", "an"}:
        found = _span(low, place + 1, today)
    return found


def _is_history(low: list[str], place: int) -> bool:
    """ "history", "its modern history", "living memory", "Somalia's history": words before them are few."""
    for offset in range(4):
        if place + offset >= len(low):
            return False
        if low[place + offset] in _UNDATED:
            return True
    return False


def _undated(low: list[str], index: int, today: date) -> Horizon | None:
    """ "ever", "on record", "of the war", "this year", "so far": a horizon without a date."""
    if low[index] not in _OPENING_UNDATED:
        return None
    two, three = tuple(low[index : index + 2]), tuple(low[index : index + 3])
    if low[index] == "ever" or two in _UNTIL_NOW or _is_yet(low, index):
        return Horizon(since=None, whole=True)
    if two == ("this", "year"):
        return Horizon(since=str(today.year))
    if three[:2] in {("of", "the"), ("in", "the")} and three[-1] in _OWNERS:
        return Horizon(since=None, whole=True)
    return None


def _is_yet(low: list[str], index: int) -> bool:
    """ "the biggest attack yet", not "not yet", "yet to come", "yet again"."""
    ends = (
        index + 1 == len(low) or not (low[index + 1].isalpha() or low[index + 1].isdigit()) or low[index + 1] in _JOINTS
    )
    return low[index] == "yet" and ends and low[index - 1] not in {"not", "n't", ","}


def _span(low: list[str], index: int, today: date) -> Horizon | None:
    """ "88 years", "more than a decade", "decades", "two-year"."""
    while index < len(low) and low[index] in _ABOUT:
        index += 1
    if index >= len(low):
        return None
    if low[index] in _BARE_UNITS:
        return Horizon(since=None)
    if low[index] == "half" and "century" in low[index + 1 : index + 3]:
        return Horizon(since=str(today.year - 50))
    count = when.number(low[index])
    if count is None or index + 1 >= len(low):
        return None
    unit = index + 1
    if low[unit] == "half" or tuple(low[unit : unit + 3]) == ("and", "a", "half"):
        unit += 1 if low[unit] == "half" else 3
    if unit < len(low) and low[unit] == "-":
        unit += 1
    return _before(count, low[unit] if unit < len(low) else "", today)


def _before(count: int, unit: str, today: date) -> Horizon | None:
    if unit not in _UNITS:
        return None
    if unit.startswith("centur"):
        return Horizon(since=str(today.year - 100 * count)) if today.year > 100 * count else None
    if unit.startswith("generation"):
        return Horizon(since=None)
    then = when.before(today, count, unit, 0, 0)
    return Horizon(since=then.value.value if then else None)
