"""What kind of thing a noun is: animal, person, phenomenon, and the like (nouns.tsv, after WordNet's first senses)."""

from functools import cache, lru_cache

from services.enrich.knowledge.tables import COLUMNS, HERE, read

_PLURALS = (("ies", "y"), ("men", "man"), ("ves", "f"), ("ves", "fe"), ("es", ""), ("s", ""))
"""Endings of plurals and what they were before, the surest first."""
_IRREGULAR = {
    "children": "child",
    "feet": "foot",
    "geese": "goose",
    "lice": "louse",
    "mice": "mouse",
    "people": "person",
    "teeth": "tooth",
    "women": "woman",
}
_REMEMBERED = 1 << 14
"""Words whose class is remembered: more than the news has in common use."""


@cache
def _classes() -> dict[str, str]:
    rows = read(HERE / "nouns.tsv", COLUMNS["nouns"])
    return {word: row["class"] for row in rows for word in row["words"].split(" ")}


@lru_cache(maxsize=_REMEMBERED)
def noun_class(word: str) -> str | None:
    """The class of a folded noun, singular or plural; None of words that are no noun of the table."""
    known = _classes()
    singular = _IRREGULAR.get(word, word)
    if singular in known:
        return known[singular]
    return next((known[stem] for stem in _stems(word) if stem in known), None)


def _stems(word: str) -> list[str]:
    """What a plural may have been before its ending."""
    return [
        word.removesuffix(end) + before for end, before in _PLURALS if word.endswith(end) and len(word) > len(end) + 1
    ]
