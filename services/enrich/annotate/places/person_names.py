"""Given and family names of persons: what stands beside one of them is rather a person than a place."""

from functools import cache

from services.enrich.knowledge.tables import COLUMNS, HERE, read


@cache
def known() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Given names, frequent given names, family names."""
    rows = list(read(HERE / "person_names.tsv", COLUMNS["person_names"]))
    given = {row["name"]: int(row["given"]) for row in rows if row["given"]}
    family = frozenset(row["name"] for row in rows if row["family"])
    return frozenset(given), frozenset(name for name, share in given.items() if share >= 30), family


def is_given(word: str) -> bool:
    """Whether a word is a person's given name."""
    return word in known()[0]


def is_personal(word: str) -> bool:
    """Whether a word is a given or a family name."""
    return word in known()[0] or word in known()[2]
