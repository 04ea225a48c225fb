"""What stands: the developments that a relation's memory holds new, as a pure function of that memory.

Whatever order the claims came in, the memory is the same, and so is what stands.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemas import ids
from schemas.developments import Novelty
from services.enrich.novelty.memory import Memory, Run
from services.enrich.novelty.new import Found, found_new, named_together
from services.enrich.novelty.observation import Observation
from services.enrich.novelty.relations import acting
from services.enrich.novelty.rules import EVENT_DAYS, MAX_REPORTS, Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A development as one relation sees it: who tells it first, why it is new, who reports it (each article once)."""

    leader: Observation
    novelties: tuple[Novelty, ...]
    reports: tuple[Observation, ...]


def standing(memory: Memory, rules: Rules) -> dict[str, Part]:
    """What stands, by development id."""
    runs = _runs_by_anchor(memory)
    parts = {}
    for name, members in _together(found_new(memory, rules)).items():
        novelties = named_together(members)
        if novelties:
            reports = _reports(memory, members, [run for one in members for run in runs[one.claim.key]])
            parts[name] = Part(leader=members[0].claim, novelties=novelties, reports=reports)
    return parts


def development_id(claim: Observation) -> str:
    """The id of the event that the claim tells: what, between whom, on which day, in which country."""
    made = claim.made
    country = None if made.place is None else made.place.country
    return ids.development_id(made.claim.type, acting(made), claim.iso_day, country)


def same_event(one: Observation, another: Observation) -> bool:
    """Whether the second can tell of the event of the first: same direction and type, compatible place and day."""
    told, other = one.made, another.made
    return (
        told.relation.direction == other.relation.direction
        and told.claim.type == other.claim.type
        and (one.role == "planned") == (another.role == "planned")
        and 0 <= another.day - one.day <= EVENT_DAYS
        and _compatible(one, another)
    )


def _compatible(one: Observation, another: Observation) -> bool:
    """A place that is not known fits everywhere; known countries and known regions must be the same."""
    here, there = one.made.place, another.made.place
    if here is None or there is None or here.country is None or there.country is None:
        return True
    return here.country == there.country and (here.admin1 is None or there.admin1 in (None, here.admin1))


def _together(found: Iterable[Found]) -> dict[str, list[Found]]:
    """What tells of one event, by its development id: each joins the earliest whose event it fits, or leads its own."""
    events: dict[str, list[Found]] = {}
    recent: deque[tuple[str, Observation]] = deque()
    for one in sorted(found, key=lambda each: each.claim.order):
        while recent and recent[0][1].day < one.claim.day - EVENT_DAYS:
            recent.popleft()
        name = next((name for name, leader in recent if same_event(leader, one.claim)), None)
        if name is None:
            name = development_id(one.claim)
            recent.append((name, one.claim))
        events.setdefault(name, []).append(one)
    return events


def _runs_by_anchor(memory: Memory) -> Mapping[str, list[Run]]:
    runs: dict[str, list[Run]] = {}
    for level in memory.levels.values():
        for run in level.runs:
            if run.anchor is not None:
                runs.setdefault(run.anchor, []).append(run)
    return runs


def _copies_first(claim: Observation) -> tuple[object, ...]:
    """Earliest first; of one claim told twice, the telling that knows of a copy: it stays one when it is told again."""
    *when, key = claim.order
    return (*when, claim.made.report.copy_of is None, key)


def _reports(memory: Memory, members: list[Found], runs: list[Run]) -> tuple[Observation, ...]:
    """Each article once, by its earliest claim: who is new there, and who of those near the start tells the same."""
    tellers = [one.claim for one in members]
    near = [memory.claims[name] for run in runs for name in run.early]
    fitting = [claim for claim in near if any(same_event(teller, claim) for teller in tellers)]
    articles: dict[str, Observation] = {}
    for claim in sorted([*tellers, *fitting], key=_copies_first):
        articles.setdefault(claim.made.report.article_id, claim)
    return tuple(articles.values())[:MAX_REPORTS]
