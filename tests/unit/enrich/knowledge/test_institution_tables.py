"""Institutions and media: of which states, and facts that are easily missed."""

from collections import Counter
from collections.abc import Callable

import pytest

from services.enrich.knowledge.names import Name
from services.enrich.knowledge.tables import Tables

Named = Callable[[str], list[Name]]
TABLES = Tables.open()
_NEWS = (
    "USA GBR FRA DEU ITA ESP RUS UKR BLR POL TUR GRC SRB HUN ISR PSE LBN SYR IRQ IRN SAU ARE YEM EGY LBY TUN DZA MAR "
    "SDN SSD ETH ERI SOM KEN UGA RWA COD NGA MLI BFA NER ZAF ZWE AFG PAK IND BGD LKA NPL MMR THA PHL IDN MYS VNM KHM "
    "JPN KOR PRK CHN TWN AUS CAN MEX COL VEN CUB HTI PER BRA ARG"
)
NEWS_STATES = tuple(_NEWS.split(" "))
"""The states that are most in the news."""


def test_institutions_of_the_states_in_the_news_are_known_by_their_own_names() -> None:
    rows = list(TABLES.rows("institutions"))
    assert len(rows) >= 400
    assert set(NEWS_STATES) <= {row["country"] for row in rows}


@pytest.mark.parametrize(
    ("written", "country", "sector"),
    [
        ("Pentagon", "USA", "military"),
        ("Foggy Bottom", "USA", "government"),
        ("Department of Justice", "USA", "police"),
        ("CENTCOM", "USA", "military"),
        ("Buckingham Palace", "GBR", "government"),
        ("GCHQ", "GBR", "intelligence"),
        ("Quai d'Orsay", "FRA", "government"),
        ("Élysée", "FRA", "government"),
        ("Palazzo Chigi", "ITA", "government"),
        ("Moncloa", "ESP", "government"),
        ("Zhongnanhai", "CHN", "government"),
        ("Eastern Theater Command", "CHN", "military"),
        ("Blue House", "KOR", "government"),
        ("Malacañang", "PHL", "government"),
        ("Planalto", "BRA", "government"),
        ("Casa Rosada", "ARG", "government"),
        ("Miraflores", "VEN", "government"),
        ("Aso Rock", "NGA", "government"),
        ("Villa Somalia", "SOM", "government"),
        ("Duma", "RUS", "legislature"),
        ("Verkhovna Rada", "UKR", "legislature"),
        ("Knesset", "ISR", "legislature"),
        ("Sejm", "POL", "legislature"),
        ("Riksdag", "SWE", "legislature"),
        ("Loya Jirga", "AFG", "legislature"),
        ("Lok Sabha", "IND", "legislature"),
        ("Legislative Yuan", "TWN", "legislature"),
        ("FSB", "RUS", "intelligence"),
        ("SBU", "UKR", "intelligence"),
        ("Mossad", "ISR", "intelligence"),
        ("BND", "DEU", "intelligence"),
        ("Inter-Services Intelligence", "PAK", "intelligence"),
        ("Research and Analysis Wing", "IND", "intelligence"),
        ("Quds Force", "IRN", "military"),
        ("FARDC", "COD", "military"),
        ("UPDF", "UGA", "military"),
        ("Sudanese Armed Forces", "SDN", "military"),
        ("Tatmadaw", "MMR", "military"),
        ("Kopassus", "IDN", "military"),
        ("Carabineros", "CHL", "police"),
        ("Carabinieri", "ITA", "police"),
        ("Rapid Action Battalion", "BGD", "police"),
        ("Guardian Council", "IRN", "government"),
        ("Foreign Office", "GBR", "government"),
        ("Supreme People's Court", "CHN", "judiciary"),
        ("Economic and Financial Crimes Commission", "NGA", "judiciary"),
    ],
)
def test_an_institution_stands_for_its_state(written: str, country: str, sector: str, named: Named) -> None:
    first = next(name for name in named(written) if name.form == "institution")
    assert (first.party, first.sector) == (country, sector)


@pytest.mark.parametrize(
    ("written", "theatres"),
    [
        ("MIT", {"TUR"}),
        ("RAW", {"IND"}),
        ("NIS", {"KOR"}),
        ("SAF", {"SDN"}),
        ("Diet", {"JPN"}),
        ("Beehive", {"NZL"}),
        ("Republican Guard", {"SYR", "IRQ", "YEM"}),
        ("AFP", {"AUS", "PHL"}),
    ],
)
def test_an_ambiguous_institution_needs_its_country_in_the_article(
    written: str, theatres: set[str], named: Named
) -> None:
    institutions = [name for name in named(written) if name.form == "institution"]
    assert {name.party for name in institutions} == theatres
    assert all(name.theatres == {name.party} for name in institutions)
    assert all(name.written == written for name in institutions)


def test_media_of_the_world_are_known_and_whose_they_are() -> None:
    rows = list(TABLES.rows("media"))
    assert len(rows) >= 120
    assert len({row["country"] for row in rows}) >= 80
    assert set(NEWS_STATES) - {row["country"] for row in rows} <= {"MLI", "NER", "BFA", "ESP"}
    assert max(Counter(row["id"] for row in rows).values()) == 1


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("Reuters", None),
        ("Associated Press", None),
        ("Washington Post", None),
        ("the Guardian", None),
        ("Der Spiegel", None),
        ("Haaretz", None),
        ("Interfax", None),
        ("Kyodo", None),
        ("Yonhap", None),
        ("Al Arabiya", None),
        ("Hürriyet", None),
        ("Moscow Times", None),
        ("Jerusalem Post", None),
        ("Xinhua", "CHN"),
        ("TASS", "RUS"),
        ("Itar-Tass", "RUS"),
        ("RIA Novosti", "RUS"),
        ("SANA", "SYR"),
        ("IRNA", "IRN"),
        ("Fars News Agency", "IRN"),
        ("Tasnim", "IRN"),
        ("KCNA", "PRK"),
        ("Anadolu", "TUR"),
        ("Al Jazeera", "QAT"),
        ("Saudi Press Agency", "SAU"),
        ("Granma", "CUB"),
        ("Antara", "IDN"),
        ("Global New Light of Myanmar", "MMR"),
    ],
)
def test_a_medium_is_an_attributor_and_stands_for_a_state_only_where_the_state_owns_it(
    written: str, state: str | None, named: Named
) -> None:
    first = named(written)[0]
    assert (first.kind, first.sector, first.country) == ("organisation", "media", state)


@pytest.mark.parametrize(
    "written", ["Dawn", "Time", "Sun", "Nation", "Petra", "Bloomberg", "The Hill", "Politika Street"]
)
def test_words_and_names_of_persons_are_no_media(written: str, named: Named) -> None:
    assert not [name for name in named(written) if name.sector == "media"]
