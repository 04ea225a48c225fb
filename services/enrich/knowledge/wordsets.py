"""The sets of words that the rules of annotate go by, from words.tsv, so that a person reads and extends them."""

from functools import cache

from services.enrich.knowledge.tables import COLUMNS, HERE, read


@cache
def _rows() -> dict[str, tuple[str, ...]]:
    rows = read(HERE / "words.tsv", COLUMNS["words"])
    return {row["name"]: tuple(row["words"].split(" ")) for row in rows}


def word_list(name: str) -> tuple[str, ...]:
    """The words of this row in their order. Raises KeyError where there is none, TableError on an unreadable table."""
    return _rows()[name]


def word_set(name: str) -> frozenset[str]:
    """The words of this row as a set. Raises as word_list does."""
    return frozenset(word_list(name))
