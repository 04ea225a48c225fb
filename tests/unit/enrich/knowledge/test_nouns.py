"""What kind of thing a noun is, and how the table of nouns is made."""

import pytest

from services.enrich.knowledge.import_nouns import classes, names
from services.enrich.knowledge.nounclass import noun_class

_INDEX = """
mercury%1:27:00:: 10 2 3
mercury%1:17:00:: 11 1 0
lynx%1:05:00:: 12 1 0
lug%1:06:00:: 13 1 0
lug%2:35:00:: 14 1 5
profit%1:21:00:: 15 1 7
"""
_DATA = """
  1 a line of the licence
11 17 n 01 Mercury 0 000 | a planet
12 05 n 02 lynx 0 catamount 0 000 | a cat
"""


def lines(table: str) -> list[str]:
    return table.strip("\n").splitlines()


_KINDS = {
    "lion": "animal",
    "wolves": "animal",
    "locusts": "animal",
    "fog": "phenomenon",
    "gunmen": "person",
    "children": "person",
    "armies": "group",
    "profits": "possession",
    "missiles": "artifact",
    "idea": "cognition",
}


@pytest.mark.parametrize(("word", "kind"), _KINDS.items())
def test_a_noun_is_known_in_both_numbers(word: str, kind: str) -> None:
    assert noun_class(word) == kind


@pytest.mark.parametrize("word", ["wrgl", "s", "", "quickly"])
def test_a_word_that_is_no_noun_has_no_class(word: str) -> None:
    assert noun_class(word) is None


def test_the_table_takes_first_senses_that_are_no_names_and_are_met_or_telling() -> None:
    made = classes(lines(_INDEX), names(lines(_DATA)))
    assert {name: words for name, words in made.items() if words} == {"animal": ["lynx"], "possession": ["profit"]}
