"""How many alerts of each subscription may be sent now: what circuit, concurrency and rate leave. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from services.alert.delivery.circuit import CLOSED, Circuit
from services.alert.delivery.pace import Pace, full
from services.alert.subscriptions.subscription import Subscription


def by_endpoint(subscriptions: Sequence[Subscription]) -> dict[str, list[Subscription]]:
    """The subscriptions of each endpoint, by its id."""
    found: dict[str, list[Subscription]] = {}
    for each in subscriptions:
        found.setdefault(each.endpoint_id, []).append(each)
    return found


def paces(subscriptions: Sequence[Subscription], before: Mapping[str, Pace], now: datetime) -> dict[str, Pace]:
    """The bucket of each endpoint now, at the lowest rate of those that share it; a new rate begins with a full one."""
    found: dict[str, Pace] = {}
    for endpoint, sharing in by_endpoint(subscriptions).items():
        fresh = full(min(each.rate_per_minute for each in sharing), now)
        known = before.get(endpoint)
        same = known is not None and known.per_second == fresh.per_second
        found[endpoint] = known.at_time(now) if known is not None and same else fresh
    return found


def rooms(
    subscriptions: Sequence[Subscription],
    circuits: Mapping[str, Circuit],
    paces: Mapping[str, Pace],
    in_flight: Mapping[str, int],
    turn: int,
    now: datetime,
) -> dict[str, int]:
    """Room of each subscription that has any, by name. in_flight: requests under way, by endpoint id.

    Subscriptions of one endpoint share its room evenly; who gets the odd one changes with `turn`.
    """
    found: dict[str, int] = {}
    for endpoint, sharing in by_endpoint(subscriptions).items():
        concurrency = min(each.concurrency for each in sharing)
        open_for = circuits.get(endpoint, CLOSED).room(concurrency, now) - in_flight.get(endpoint, 0)
        each_gets, odd = divmod(max(0, min(open_for, paces[endpoint].allows())), len(sharing))
        for place, each in enumerate(sharing):
            room = each_gets + ((place + turn) % len(sharing) < odd)
            if room:
                found[each.name] = room
    return found
