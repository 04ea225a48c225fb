"""Regions and towns by their abbreviations (region_abbreviations.tsv): "NSW", "D.C.", "Mass. legislators", "D-Pa."."""

from dataclasses import dataclass
from functools import cache

from services.enrich.annotate.text.document import Sentence
from services.enrich.knowledge.tables import COLUMNS, HERE, read

_BEFORE = frozenset({",", "in", "from", "of", "("})
_PARTIES = frozenset({"d", "r", "i"})


@dataclass(frozen=True, slots=True)
class Short:
    """What an abbreviation means, and the token after it. sure: it needs no sign beside it."""

    name: str
    country: str
    sure: bool
    end: int


def at(sentence: Sentence, start: int) -> Short | None:
    """The region or town whose abbreviation stands at this token, where its case and the words before it allow it."""
    piece = sentence.tokens[start]
    if not piece[0].isupper():
        return None
    dotted = sentence.tokens[start + 1 : start + 2] == ["."] and not piece.endswith(".")
    forms = [(sentence.low[start] + ".", start + 2)] if dotted else []
    for form, end in [*forms, (sentence.low[start], start + 1)]:
        known = _known().get(form)
        if known is None or ("." not in form and len(form) < 5 and not piece.isupper()):
            continue
        name, country, sure = known
        if sure or _is_told(sentence, start):
            return Short(name, country, sure, end)
    return None


def _is_told(sentence: Sentence, start: int) -> bool:
    """Whether what stands before lets a region be expected: "Regina, Sask.", "D-Pa."."""
    before = sentence.low[start - 1] if start else ""
    return before in _BEFORE or (before == "-" and start > 1 and sentence.low[start - 2] in _PARTIES)


@cache
def _known() -> dict[str, tuple[str, str, bool]]:
    rows = read(HERE / "region_abbreviations.tsv", COLUMNS["region_abbreviations"])
    return {row["short"]: (row["name"], row["country"], row["sure"] == "yes") for row in rows}
