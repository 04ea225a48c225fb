"""The numbers that decide what counts as new. Three are settings; the others are constants with their reasons."""

from bisect import bisect_right
from dataclasses import dataclass

EVENT_DAYS = 2
"""Reports whose event day is up to so many days after the first one's tell of the same event: news of one night is
dated by time zones, by "on Wednesday", and, where the text gives no time, by the day of publication."""

STATEMENT_DAYS = 3
"""A text's "first" that is repeated with no more than so many days between is one statement of one event: one more
than EVENT_DAYS, so that the follow-up of the next but one morning still belongs to it."""

TURN_DAYS = 730
"""A relation turns only from what it was within two years: longer ago it did not turn, it faded."""

COUNTED_DAYS = 100
"""Earlier days are counted up to here: "more than a hundred times before" needs no exact number."""

_COUNTS: tuple[int, ...] = (*range(11), 20, 50, COUNTED_DAYS)


def counted(days: int) -> int:
    """The number as it is told: exact up to ten, then "at least", so that late history does not tell it ever anew."""
    return _COUNTS[bisect_right(_COUNTS, days) - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the operator may set, in days.

    reach_days: how long a party must have been watched before our memory's "first" counts.
    dormant_days: after a longer silence the next act is new again ("first since").
    report_days: an article published later than so many days after the event corroborates nothing.
    """

    reach_days: int = 90
    dormant_days: int = 365
    report_days: int = 30


MAX_LEVELS = 256
"""Level keys that one relation keeps; beyond it modes, countries, regions and statements that are not yet known are
not kept and claim nothing. (Relation, direction, type and sign are few, and always kept.)"""

MAX_RUNS = 16
"""Runs of one level; beyond it the two oldest become one: the gap between them is forgotten, the first day is not."""

MAX_REPORTS = 50
"""Claims that are kept as reports of one event: the earliest."""

MAX_CLAIMS = 400
"""Claims that one relation keeps in full; beyond it the oldest events are settled: they stand as they are for ever."""

MAX_TOLD = 256
"""Developments of a relation whose last event's id is kept."""

MAX_TURN_MONTHS = 60
"""Months whose first hostile and first friendly claim are kept; a turn looks back TURN_DAYS from its day."""
