"""Footing: what of a memory its developments stand on. Most claims leave it as it is, and then nothing need be decided.

A claim that only lengthens the last run of its levels, or falls within it, changes nothing that stands.
"""

from collections.abc import Iterator

from services.enrich.novelty.levels import key
from services.enrich.novelty.memory import Level, Memory
from services.enrich.novelty.signs import Sign


def may_change(before: Memory, after: Memory) -> bool:
    """Whether something else may stand after it than before. False is sure; after is before with one claim more."""
    if before.reach != after.reach or before.levels.keys() != after.levels.keys():
        return True
    changed = (name for name, level in after.levels.items() if level is not before.levels[name])
    return any(_footing(before.levels[name]) != _footing(after.levels[name]) for name in changed) or any(
        _turned(before, after)
    )


def _footing(level: Level) -> tuple[object, ...]:
    """What begins each run, what reports it, when the silence before the next began, and the days counted before it."""
    if not level.runs:
        return ()
    last = level.runs[-1]
    earlier = [run.end for run in level.runs[:-1]]
    return [(run.anchor, run.early) for run in level.runs], earlier, [day for day in level.days if day < last.start]


def _turned(before: Memory, after: Memory) -> Iterator[bool]:
    """Whether the claims that a turn may name have changed before a run of the other sign begins."""
    signs: tuple[tuple[Sign, Sign], ...] = (("hostile", "friendly"), ("friendly", "hostile"))
    for sign, opposite in signs:
        runs = after.levels.get(key("sign", opposite), Level()).runs
        if after.signs.get(sign) != before.signs.get(sign) and runs:
            yield any(
                past.order[0] < runs[-1].start for past in set(after.signs[sign]) ^ set(before.signs.get(sign, ()))
            )
