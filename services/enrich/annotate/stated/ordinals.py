"""A second or a third as news: "the third coup since independence", not "the third attack in a week"."""

from services.enrich.annotate.stated.cues import Cue
from services.enrich.annotate.stated.horizons import Horizon

_ORDINALS = frozenset({"second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"})
_LONG = frozenset({"since", "years", "decade", "decades", "century"})


def is_mere_count(low: list[str], cue: Cue, horizon: Horizon | None) -> bool:
    """Whether a bare ordinal only counts: within weeks, or from the first of them on."""
    if cue.end > cue.start + 1 or low[cue.start] not in _ORDINALS:
        return False
    after = low[cue.end :]
    from_first = "since" in after and "first" in after[after.index("since") :]
    return horizon is None or from_first or (not horizon.whole and _LONG.isdisjoint(after))
