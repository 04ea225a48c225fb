"""Leaders and ministers: of all states, in their terms, by their usual spellings."""

from collections.abc import Callable

import pytest

from services.enrich.knowledge.names import Name
from services.enrich.knowledge.tables import Tables

Named = Callable[[str], list[Name]]
TABLES = Tables.open()


def test_every_state_has_leaders_and_ministers_with_their_terms() -> None:
    rows = list(TABLES.rows("persons"))
    states = {row["code"] for row in TABLES.rows("states") if row["status"] == "sovereign state"}
    holders = {role: {row["country"] for row in rows if row["role"] == role} for role in {row["role"] for row in rows}}
    assert len({(row["name"], row["country"]) for row in rows}) >= 4500
    assert len({row["country"] for row in rows}) >= 195
    assert states - holders["head of government"] == set()
    assert states - holders["foreign minister"] == {"CHE"}
    assert len(holders["head of state"] & states) >= 175  # Commonwealth realms have the British monarch
    assert len(holders["defence minister"] & states) >= 155
    assert [row["name"] for row in rows if not row["surname"]] == []
    assert [row["name"] for row in rows if row["valid_to"] and row["valid_to"] < row["valid_from"][:4]] == []


@pytest.mark.parametrize(
    ("written", "day", "country"),
    [
        line.split(";")
        for line in """
        Muammar Qaddafi;1990-01-01;LBY
        Kadhafi;2005-01-01;LBY
        Boris Yeltsin;1995-01-01;RUS
        Zelenskyy;2024-01-01;UKR
        Zelenskiy;2022-03-01;UKR
        Kim Jong-un;2017-09-01;PRK
        Alyaksandr Lukashenka;2020-08-01;BLR
        Recep Tayyip Erdoğan;2016-07-01;TUR
        Bashar Assad;2013-01-01;SYR
        Ahmed al-Sharaa;2025-06-01;SYR
        el-Sissi;2018-01-01;EGY
        MBS;2019-01-01;SAU
        Xi Jinping;2020-01-01;CHN
        Abiy;2021-01-01;ETH
        Narendra Modi;2019-01-01;IND
        Binyamin Netanyahu;2023-11-01;ISR
        Hemedti;2023-04-20;SDN
        Abdel Fattah al-Burhan;2023-04-20;SDN
        Prachanda;2023-01-01;NPL
        Sheikh Hasina;2020-01-01;BGD
        Claudia Sheinbaum;2025-01-01;MEX
        Javier Milei;2024-06-01;ARG
        Friedrich Merz;2025-09-01;DEU
        Mark Carney;2025-06-01;CAN
        Lee Jae Myung;2025-07-01;KOR
        Sanae Takaichi;2026-01-01;JPN
        Pete Hegseth;2025-06-01;USA
        Marco Rubio;2025-06-01;USA
        Andrei Belousov;2025-01-01;RUS
        Abbas Araqchi;2025-06-14;IRN
        Masoud Pezeshkian;2025-06-14;IRN
        Israel Katz;2025-06-14;ISR
        Hakan Fidan;2024-01-01;TUR
        S. Jaishankar;2024-01-01;IND
        Ishaq Dar;2025-05-01;PAK
        Paetongtarn Shinawatra;2025-01-01;THA
        Ferdinand Marcos Jr.;2024-01-01;PHL
        Bassirou Diomaye Faye;2025-01-01;SEN
        Abdourahamane Tiani;2024-01-01;NER
        Assimi Goita;2024-01-01;MLI
        Felix Tshisekedi;2024-01-01;COD
        Bola Tinubu;2024-01-01;NGA
        Nouri al-Maliki;2010-01-01;IRQ
        Viktor Yushchenko;2006-01-01;UKR
        Sergei Stepashin;1999-06-01;RUS
        Igor Ivanov;2000-01-01;RUS
        Warren Christopher;1994-01-01;USA
        Yevgeny Primakov;1998-01-01;RUS
        Hans-Dietrich Genscher;1991-01-01;DEU
        Tariq Aziz;1990-08-02;IRQ
        """.strip().splitlines()
    ],
)
def test_a_leader_is_known_by_the_usual_spellings_in_the_term(
    written: str, day: str, country: str, named: Named
) -> None:
    persons = [name for name in named(written.strip()) if name.form == "person"]
    assert country in {name.party for name in persons if name.holds_at(day)}


@pytest.mark.parametrize(
    ("written", "day"),
    [("Tony Blair", "2015-01-01"), ("Olivia Rouamba", "2025-01-01"), ("Sigmar Gabriel", "2022-01-01")],
)
def test_a_term_that_has_ended_is_not_today(written: str, day: str, named: Named) -> None:
    assert not [name for name in named(written) if name.holds_at(day)]


@pytest.mark.parametrize("written", ["May", "Major", "Brown", "Straw", "Key", "Fox", "Bush", "Rice", "Ban", "No", "So"])
def test_surnames_that_are_words_wait_for_the_full_name_or_a_title(written: str, named: Named) -> None:
    assert not [name for name in named(written) if name.form == "person"]
