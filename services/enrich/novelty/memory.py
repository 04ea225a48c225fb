"""The memory of one relation: a bounded summary that does not depend on the order in which claims came.

Each level keeps its runs: maximal chains of event days with no gap longer than the dormancy. A day can only lengthen a
run, join two, or begin one, so the same days give the same runs in any order. What begins a run is new at that level.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from schemas.developments import Prior
from services.enrich.novelty.levels import key, name_of, path, stated_key
from services.enrich.novelty.observation import Observation, lag_days
from services.enrich.novelty.rules import COUNTED_DAYS, EVENT_DAYS, MAX_REPORTS, STATEMENT_DAYS, Rules
from services.enrich.novelty.signs import sign_of

Claims = Mapping[str, Observation]
REPORTING = frozenset({"type", "mode", "country", "admin1", "stated"})
"""Levels whose runs keep reports. What is new at a wider level is also new at its type, which keeps its reports."""

MAX_PRIOR_EVIDENCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A chain of event days (ordinals) at one level.

    anchor: key of the claim that begins it, the least by Observation.order on the first day; None once it is settled.
    early: keys of the claims within EVENT_DAYS of the start that may report what begins it, the first MAX_REPORTS.
    """

    start: int
    end: int
    anchor: str | None
    early: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The earliest COUNTED_DAYS distinct days of a level, and its runs; both sorted."""

    days: tuple[int, ...] = ()
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A claim of one sign, as a later turn would name it. order: day, rank and publication, claim id and key."""

    order: tuple[int, str, str]
    prior: Prior


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided on the claim at one offset: its events in structured form, compressed."""

    partition: int
    offset: int
    claim_id: str
    events: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Which messages it holds, by partition: offsets, the last one; floors, the last whose decision is forgotten."""

    offsets: dict[int, int] = field(default_factory=dict)
    floors: dict[int, int] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What one relation has seen.

    claims: those that a run names, by key. signs: for each sign the first claim of each month.
    reach: the earliest day on which one of the parties was watched, as the last decision knew it; None if neither.
    told: by development id, the id of the last event that was said of it.
    """

    claims: dict[str, Observation] = field(default_factory=dict)
    levels: dict[str, Level] = field(default_factory=dict)
    signs: dict[str, tuple[Past, ...]] = field(default_factory=dict)
    reach: int | None = None
    told: dict[str, str] = field(default_factory=dict)
    provenance: Provenance = Provenance()


def insert(memory: Memory, observation: Observation, rules: Rules) -> Memory:
    """The memory with the claim in it; nothing is forgotten here (`bounds` does that). Idempotent, and commutative."""
    if observation.key in memory.claims:
        return memory
    claims = {**memory.claims, observation.key: observation}
    levels = dict(memory.levels)
    for level_key, gap in _gaps(observation, rules).items():
        reporting = name_of(level_key) in REPORTING and _may_report(observation, rules)
        levels[level_key] = _with(levels.get(level_key, Level()), observation, gap, claims, reporting=reporting)
    return replace(memory, claims=named(claims, levels), levels=levels, signs=_signs(memory.signs, observation))


def named(claims: Claims, levels: Mapping[str, Level]) -> dict[str, Observation]:
    """Those of the claims that a run of the levels names."""
    names = {name for level in levels.values() for run in level.runs for name in (run.anchor, *run.early)}
    return {name: claim for name, claim in claims.items() if name in names}


def _gaps(observation: Observation, rules: Rules) -> dict[str, int]:
    """The levels that the claim feeds, and the longest gap within a run of each."""
    stated, sign = stated_key(observation), sign_of(observation)
    gaps = {} if stated is None else {stated: STATEMENT_DAYS}
    if observation.role == "planned":
        return gaps
    gaps |= {level_key: rules.dormant_days for _, keys in path(observation) for level_key in keys}
    return gaps if sign is None else gaps | {key("sign", sign): rules.dormant_days}


def _may_report(observation: Observation, rules: Rules) -> bool:
    return observation.role in ("live", "planned") and lag_days(observation) <= rules.report_days


def _with(level: Level, observation: Observation, gap: int, claims: Claims, *, reporting: bool) -> Level:
    """The level with the claim's day in it. A day touches two runs at most, for runs lie further apart than the gap."""
    day = observation.day
    near = [run for run in level.runs if run.start - gap <= day <= run.end + gap]
    start = min([day, *(run.start for run in near)])
    anchor = _anchor(near, observation, claims)
    early = [claims[name] for run in near for name in run.early] + ([observation] if reporting else [])
    joined = Run(
        start=start,
        end=max([day, *(run.end for run in near)]),
        anchor=anchor,
        early=() if anchor is None else _first_reports(early, start),
    )
    far = [run for run in level.runs if run not in near]
    days = level.days if day in level.days else tuple(sorted([*level.days, day])[:COUNTED_DAYS])
    return Level(days=days, runs=tuple(sorted([*far, joined], key=lambda run: run.start)))


def _anchor(near: list[Run], observation: Observation, claims: Claims) -> str | None:
    """What begins the run that these runs and the claim's day become."""
    if not near or observation.day < near[0].start:
        return observation.key
    held = near[0].anchor
    if held is None or observation.day > near[0].start:
        return held
    return min(claims[held], observation, key=lambda one: one.order).key


def _first_reports(early: Iterable[Observation], start: int) -> tuple[str, ...]:
    """By day first: whatever later moves the start to an earlier day, what is needed then is kept now."""
    within = {one.key: one for one in early if one.day <= start + EVENT_DAYS}
    return tuple(one.key for one in sorted(within.values(), key=lambda one: one.order)[:MAX_REPORTS])


def _signs(signs: dict[str, tuple[Past, ...]], observation: Observation) -> dict[str, tuple[Past, ...]]:
    """The first claim of each month stays: later ones of the same month never change what an earlier turn names."""
    sign = sign_of(observation)
    if sign is None or observation.role == "planned":
        return signs
    kept = {_month(past.order[0]): past for past in signs.get(sign, ())}
    new = _past(observation)
    month = _month(observation.day)
    kept[month] = min(kept.get(month, new), new, key=lambda past: past.order)
    return {**signs, sign: tuple(kept[month] for month in sorted(kept))}


def _month(day: int) -> str:
    return date.fromordinal(day).isoformat()[:7]


def _past(observation: Observation) -> Past:
    claim, report = observation.made.claim, observation.made.report
    prior = Prior(
        claim_id=claim.id,
        type=claim.type,
        time=observation.iso_day,
        mode=claim.mode,
        article_id=report.article_id,
        url=report.url,
        evidence=claim.evidence.text[:MAX_PRIOR_EVIDENCE],
    )
    day, rank, published, _, key = observation.order
    return Past(order=(day, f"{rank} {published}", f"{claim.id} {key}"), prior=prior)
