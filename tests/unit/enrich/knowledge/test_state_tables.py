"""States: all of them, by every name that the news uses."""

from collections.abc import Callable

import pytest

from services.enrich.knowledge.names import Name
from services.enrich.knowledge.tables import Tables

Named = Callable[[str], list[Name]]
TABLES = Tables.open()


def test_every_state_is_known_by_its_names_people_and_capital() -> None:
    rows = [row for row in TABLES.rows("states") if row["status"] in {"sovereign state", "freely_associated"}]
    assert len(rows) >= 190
    assert len({row["code"] for row in TABLES.rows("states") if row["status"] == "former state"}) >= 8
    assert [row["code"] for row in rows if not row["adjectives"]] == ["DMA"]  # "Dominican" is of its namesake
    without_capital = {row["code"] for row in rows if not row["capitals"]}
    assert without_capital == {"ATG", "BHS", "CRI", "GRD", "GUY", "MDV", "SYC"}  # theirs are names of much else
    assert not [cell for row in TABLES.rows("states") for cell in row.cells.values() if "[" in cell or " is " in cell]


@pytest.mark.parametrize(
    ("written", "country"),
    [
        line.rsplit(" ", 1)
        for line in """
        Islamic Emirate of Afghanistan AFG
        Côte d'Ivoire CIV
        Ivory Coast CIV
        Ivorian CIV
        DR Congo COD
        Zaire COD
        Congo COD
        Congolese COD
        Congo-Brazzaville COG
        Dominican Republic DOM
        Dominican DOM
        Dominica DMA
        Guinea GIN
        Guinea-Bissau GNB
        Equatorial Guinean GNQ
        Papua New Guinean PNG
        Nigerien NER
        Nigerian NGA
        Burkinabe BFA
        Upper Volta BFA
        Basotho LSO
        Malagasy MDG
        Swazi SWZ
        Burma MMR
        Rangoon MMR
        Kampuchea KHM
        Ceylon LKA
        Persia IRN
        Zionist regime ISR
        North Macedonian MKD
        Byelorussia BLR
        Kosovar XKX
        Bosniaks BIH
        Filipinos PHL
        Taiwanese TWN
        South Vietnamese VNM
        North Vietnamese VDR
        East German DDR
        Soviet SUN
        Yugoslav YUG
        Czechoslovakia CSK
        Republic of China TWN
        People's Republic of China CHN
        DPRK PRK
        South Koreans KOR
        Emirati ARE
        Türkiye TUR
        Cape Verdean CPV
        Tajik TJK
        Pyongyang PRK
        Naypyidaw MMR
        """.strip().splitlines()
    ],
)
def test_a_name_of_a_state_is_that_states(written: str, country: str, named: Named) -> None:
    assert named(written.strip())[0].party == country


@pytest.mark.parametrize(
    "written",
    ["Male", "The Valley", "Hamilton", "Douglas", "Victoria", "San Jose", "Stanley", "Kiwi", "Emirates Airline"],
)
def test_capitals_and_peoples_that_are_words_or_names_of_persons_stand_for_no_state(written: str, named: Named) -> None:
    assert not [name for name in named(written) if name.kind == "state"]


@pytest.mark.parametrize(
    ("written", "day", "country"),
    [
        ("Moscow", "1985-03-11", "SUN"),
        ("Moscow", "1999-03-11", "RUS"),
        ("Prague", "1990-01-01", "CSK"),
        ("Prague", "2005-01-01", "CZE"),
        ("Belgrade", "2010-01-01", "SRB"),
        ("Belgrade", "1999-05-01", "YUG"),
        ("Aden", "1985-01-01", "YMD"),
    ],
)
def test_a_capital_stands_for_the_state_of_its_time(written: str, day: str, country: str, named: Named) -> None:
    assert country in {name.party for name in named(written) if name.holds_at(day)}
