"""Reach: how far back a party has been watched, in event time. One day per party; it only ever moves back.

Who has watched one of two parties for ninety days would have seen it meet the other: a relation's reach is the longer
one of its parties.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

from services.enrich.errors import MemoryUnreadable
from services.enrich.novelty.observation import Observation, lag_days
from services.enrich.novelty.relations import is_territory
from services.enrich.novelty.rules import Rules

_MONTH, _YEAR = 30, 365


def watched_since(observation: Observation, rules: Rules) -> int | None:
    """The day from which the claim shows its parties to be watched, or None.

    What was reported as it happened shows it, and what was loaded as history. What a text merely tells of the past
    does not: one look back at 1990 is no watch kept since.
    """
    if observation.role == "history":
        return observation.day
    return observation.day if observation.role == "live" and lag_days(observation) <= rules.report_days else None


def watched_parties(observation: Observation) -> tuple[str, ...]:
    """The parties of the relation; a territory is none."""
    return tuple(party for party in observation.made.relation.parties if not is_territory(party))


def of_relation(parties: Iterable[str], first_seen: Mapping[str, int]) -> int | None:
    """The earliest day on which one of the parties was watched, or None."""
    return earliest(*(first_seen.get(party) for party in parties))


def earliest(*days: int | None) -> int | None:
    """The least of the days that are known, or None."""
    return min((day for day in days if day is not None), default=None)


def counts(reach: int | None, day: int, rules: Rules) -> bool:
    """Whether what our memory has not seen before that day is new, and not merely before its time."""
    return reach is not None and day - reach >= rules.reach_days


def told_reach(reach: int | None, day: int, rules: Rules) -> int:
    """The reach as it is told: at least so many days, whole years, or months of thirty days under a year.

    In steps, so that history loaded backwards does not tell every development anew with each of its days.
    """
    days = 0 if reach is None else max(0, day - reach)
    told = days // _YEAR * _YEAR if days >= _YEAR else days // _MONTH * _MONTH
    return max(told, rules.reach_days) if days >= rules.reach_days else told


def lower(first_seen: dict[str, int], party: str, day: int) -> bool:
    """Take the day into the reaches; whether the party is now watched since an earlier day."""
    if day >= first_seen.get(party, day + 1):
        return False
    first_seen[party] = day
    return True


def encode_reach(party: str, day: int) -> bytes:
    """One party's reach as the topic `reaches` keeps it, {"party": "RUS", "since": "2015-01-01"}."""
    return msgspec.json.encode(_Reach(party=party, since=date.fromordinal(day)))


def decode_reach(body: bytes) -> tuple[str, int]:
    """The party and its day. Raises MemoryUnreadable."""
    try:
        found = msgspec.json.decode(body, type=_Reach)
    except msgspec.MsgspecError as error:
        raise MemoryUnreadable(f"a message of the topic reaches cannot be read: {error}") from None
    return found.party, found.since.toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reach:
    party: str
    since: date
