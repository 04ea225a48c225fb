"""The life of a consumer in its group, read from its own log: when it joined, and each heartbeat that was answered."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

LOGGER = "aiokafka.consumer.group_coordinator"
_ANSWERED = "Received successful heartbeat response"
_JOINED = "Joined group"
_LOST = ("Heartbeat failed", "Heartbeat session expired", "Heartbeat send request failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """joined: how often, 1 where the group was never lost; lost: heartbeats that failed; silence: longest, in seconds.

    The silence runs from joining to the first answer and from answer to answer.
    """

    joined: int
    answered: int
    lost: int
    silence: float


def membership(log: Iterable[str]) -> Membership:
    """What the lines of a worker's log tell. Lines that are no JSON, or of others, are passed over."""
    joined, answered, lost = [], [], 0
    for at, event in _lines(log):
        if event.startswith(_JOINED):
            joined.append(at)
        elif event.startswith(_ANSWERED):
            answered.append(at)
        elif event.startswith(_LOST):
            lost += 1
    signs = sorted([*joined, *answered])
    silence = max(((later - earlier).total_seconds() for earlier, later in pairwise(signs)), default=0.0)
    return Membership(joined=len(joined), answered=len(answered), lost=lost, silence=silence)


def warnings(log: Iterable[str]) -> list[str]:
    """The lines of a worker's log that are more than news."""
    return [line.strip() for line in log if '"level": "info"' not in line and '"level": "debug"' not in line]


def _lines(log: Iterable[str]) -> Iterator[tuple[datetime, str]]:
    for line in log:
        if f'"{LOGGER}"' in line:
            told = json.loads(line)
            yield datetime.fromisoformat(told["timestamp"]), told["event"]
