"""Forgetting: what keeps a relation's memory small, whatever it has seen. It never makes anything new.

Where two runs become one, the gap between them is forgotten, so what began after it is no longer known as new. Where an
event is settled, the claims that tell it are forgotten: it stands as it is for ever. Both are silent: a development
that is no longer kept is not superseded. Only beyond these bounds can the order in which claims came make a difference.
"""

from collections.abc import Mapping
from dataclasses import replace

from services.enrich.novelty.levels import ALWAYS_KEPT, name_of
from services.enrich.novelty.memory import Level, Memory, Run, named
from services.enrich.novelty.rules import MAX_CLAIMS, MAX_LEVELS, MAX_RUNS, MAX_TURN_MONTHS

_SETTLED_TO = MAX_CLAIMS * 3 // 4
"""Settling makes room for a while, so that it is not done with each claim."""


def admitted(memory: Memory, before: Memory) -> Memory:
    """The memory with no more levels than a relation may have. before: as the claim found it; what it knew stays.

    To be called before anything is decided: a level that is not kept is not new either.
    """
    if len(memory.levels) <= MAX_LEVELS:
        return memory
    levels = {
        name: level for name, level in memory.levels.items() if name in before.levels or name_of(name) in ALWAYS_KEPT
    }
    return replace(memory, levels=levels, claims=named(memory.claims, levels))


def bounded(memory: Memory) -> Memory:
    """The memory within its bounds. To be called after the decision: forgetting is not superseding."""
    levels: Mapping[str, Level] = {name: _fewer_runs(level) for name, level in memory.levels.items()}
    claims = named(memory.claims, levels)
    if len(claims) > MAX_CLAIMS:
        levels = _settled(levels, len(claims) - _SETTLED_TO)
        claims = named(claims, levels)
    signs = {sign: pasts[-MAX_TURN_MONTHS:] for sign, pasts in memory.signs.items()}
    return replace(memory, levels=dict(levels), claims=claims, signs=signs)


def _fewer_runs(level: Level) -> Level:
    runs = level.runs
    while len(runs) > MAX_RUNS:
        first, second, *rest = runs
        runs = (replace(first, end=second.end), *rest)
    return level if runs is level.runs else replace(level, runs=runs)


def _settled(levels: Mapping[str, Level], surplus: int) -> dict[str, Level]:
    """The levels without the claims of their oldest runs, so many of them that about `surplus` claims are forgotten."""
    runs = sorted((run for level in levels.values() for run in level.runs if run.anchor is not None), key=_start)
    forgotten: set[str] = set()
    last = runs[0].start
    for run in runs:
        if len(forgotten) >= surplus:
            break
        forgotten.update(run.early, [run.anchor or ""])
        last = run.start
    return {
        name: replace(level, runs=tuple(_forget(run) if run.start <= last else run for run in level.runs))
        for name, level in levels.items()
    }


def _forget(run: Run) -> Run:
    return replace(run, anchor=None, early=())


def _start(run: Run) -> int:
    return run.start
