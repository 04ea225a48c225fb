"""What is new in a memory: each claim that begins a run, with what is new about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.developments import Level as LevelName
from schemas.developments import Novelty
from services.enrich.novelty.levels import WIDEST_FIRST, key, path, stated_key
from services.enrich.novelty.memory import Level, Memory, Run
from services.enrich.novelty.observation import Observation, iso
from services.enrich.novelty.reach import counts, told_reach
from services.enrich.novelty.rules import TURN_DAYS, Rules, counted
from services.enrich.novelty.scopes import scope, shift_scope, stated_scope
from services.enrich.novelty.signs import other, sign_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A claim with what is new about it. watched: whether the memory reaches back far enough for what it observed."""

    claim: Observation
    stated: Novelty | None
    observed: tuple[Novelty, ...]
    watched: bool


def found_new(memory: Memory, rules: Rules) -> Iterator[Found]:
    """Every claim that may be new: live or planned, and the first of a run at some level."""
    anchors = {run.anchor for level in memory.levels.values() for run in level.runs if run.anchor is not None}
    for claim in (memory.claims[name] for name in sorted(anchors)):
        stated = _stated(memory, claim)
        observed = _observed(memory, claim, rules)
        if stated is not None or observed:
            yield Found(claim=claim, stated=stated, observed=observed, watched=counts(memory.reach, claim.day, rules))


def named_together(members: Sequence[Found]) -> tuple[Novelty, ...]:
    """The novelties of one event: what texts state, once a kind; the widest that is observed; a turn.

    Beside a wider "first since" stands the widest "first". Of an event that is not yet watched long enough nothing is
    observed: what is narrower than an unproven first is no better proven.
    """
    stated: dict[str, Novelty] = {}
    for one in members:
        if one.stated is not None:
            stated.setdefault(one.stated.kind, one.stated)
    observed = [(one.watched, novelty) for one in members for novelty in one.observed]
    named = _widest([each for each in observed if each[1].kind != "shift"])
    turn = [each for each in observed if each[1].kind == "shift"][:1]
    return (*stated.values(), *(novelty for watched, novelty in (*named, *turn) if watched))


def _widest(observed: list[tuple[bool, Novelty]]) -> list[tuple[bool, Novelty]]:
    ranked = sorted(observed, key=lambda each: WIDEST_FIRST.index(each[1].level or "admin1"))
    named = ranked[:1]
    if named and named[0][1].kind == "since":
        named += [each for each in ranked if each[1].kind == "first"][:1]
    return named


def _stated(memory: Memory, claim: Observation) -> Novelty | None:
    """What the claim says itself, if it is the first to say so."""
    level_key, words = stated_key(claim), claim.made.claim.novelty
    if level_key is None or words is None or claim.role not in ("live", "planned"):
        return None
    if _run_begun_by(claim, memory.levels, level_key) is None:
        return None
    return Novelty(basis="stated", kind=words.kind, scope=stated_scope(claim.made), since=words.since, cue=words.cue)


def _observed(memory: Memory, claim: Observation, rules: Rules) -> tuple[Novelty, ...]:
    """The widest level at which the claim begins a run; beside a "since" the widest "first"; and a turn."""
    if claim.role != "live" or not claim.exact:
        return ()
    new = [novelty for level, keys in path(claim) if (novelty := _at(memory, claim, level, keys, rules))]
    named = new[:1]
    if named and named[0].kind == "since":
        named += [novelty for novelty in new if novelty.kind == "first"][:1]
    turn = _turn(memory, claim, rules)
    return tuple(named if turn is None else [*named, turn])


def _at(memory: Memory, claim: Observation, level: LevelName, keys: Sequence[str], rules: Rules) -> Novelty | None:
    """What is new at the level: the claim begins a run under each of its keys."""
    ends: list[int] = []
    for level_key in keys:
        number = _run_begun_by(claim, memory.levels, level_key)
        if number is None:
            return None
        ends += [run.end for run in memory.levels[level_key].runs[:number]]
    earlier = {day for level_key in keys for day in memory.levels[level_key].days if day < claim.day}
    last = iso(max(ends)) if ends else None
    return Novelty(
        basis="observed",
        kind="since" if ends else "first",
        level=level,
        scope=scope(level, claim.made),
        since=last,
        reach_days=told_reach(memory.reach, claim.day, rules),
        prior_count=counted(len(earlier)),
        last_prior=last,
    )


def _turn(memory: Memory, claim: Observation, rules: Rules) -> Novelty | None:
    """The claim begins a run of one sign where the other was seen within TURN_DAYS: its first and last claim there."""
    sign = sign_of(claim)
    if sign is None or _run_begun_by(claim, memory.levels, key("sign", sign)) is None:
        return None
    recent = range(claim.day - TURN_DAYS, claim.day)
    priors = [past.prior for past in memory.signs.get(other(sign), ()) if past.order[0] in recent]
    if not priors:
        return None
    return Novelty(
        basis="observed",
        kind="shift",
        level="relation",
        scope=shift_scope(sign, claim.made),
        reach_days=told_reach(memory.reach, claim.day, rules),
        last_prior=priors[-1].time,
        priors=(priors[0],) if len(priors) == 1 else (priors[0], priors[-1]),
    )


def _run_begun_by(claim: Observation, levels: Mapping[str, Level], level_key: str) -> int | None:
    """The number of the level's run that the claim begins, or None."""
    held = levels.get(level_key)
    runs: Sequence[Run] = held.runs if held is not None else ()
    return next((number for number, run in enumerate(runs) if run.anchor == claim.key), None)
