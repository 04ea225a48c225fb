"""The passive of a verb that needs its object: "froze the assets of X" as "the assets of X were frozen"."""

from services.enrich.knowledge.wordsets import word_set

Rest = tuple[frozenset[str] | None, ...]
_NO_OBJECTS = word_set("passives_no_objects")


def turned(rest: Rest) -> tuple[tuple[frozenset[str], ...], Rest] | None:
    """The object that stands before a participle instead, and what still follows it; None where a pattern has none.

    The object is the first run of words behind a gap, or behind a particle: none begins with a preposition.
    """
    start = next((index for index, each in enumerate(rest) if each is not None and _may_open(each)), None)
    if start is None or any(each is None for each in rest[: max(0, start - 1)]):
        return None
    end = start
    while end < len(rest) and (each := rest[end]) is not None and _may_open(each):
        end += 1
    gap = start > 0 and rest[start - 1] is None
    return tuple(each for each in rest[start:end] if each is not None), rest[: start - gap] + rest[end:]


def _may_open(words: frozenset[str]) -> bool:
    """Whether these are nouns: no particle, no preposition, no infinitive."""
    return _NO_OBJECTS.isdisjoint(words)
