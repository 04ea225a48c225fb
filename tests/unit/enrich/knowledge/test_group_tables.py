"""Armed groups and movements: under the names, in the theatres and out of the groups that the news knows."""

from collections import Counter
from collections.abc import Callable

import pytest

from services.enrich.knowledge.names import Name
from services.enrich.knowledge.tables import Tables

Named = Callable[[str], list[Name]]
TABLES = Tables.open()


def test_four_hundred_groups_are_known_each_once() -> None:
    ids = [row["id"] for row in TABLES.rows("armed_groups")]
    main = [row["id"] for row in TABLES.rows("actors_main") if row["kind"] == "armed_group"]
    assert len(ids) >= 400
    assert [one for one, times in Counter(main).items() if times > 1] == []
    twice = {one for one, times in Counter(ids).items() if times > 1}
    assert twice <= {"HARAKAT-UL-JIHAD-I-ISLAMI"}


def test_hand_rows_name_states_and_parents_that_exist() -> None:
    states = {row["code"] for row in TABLES.rows("states")}
    rows = list(TABLES.rows("armed_groups_hand"))
    ids = {row["id"] for name in ("armed_groups", "actors_main") for row in TABLES.rows(name)}
    assert len(rows) >= 290
    assert {code for row in rows for code in row["theatres"].split(",") if code} <= states
    assert {row["parent"] for row in rows if row["parent"]} - ids == set()
    assert [row["id"] for row in rows if not row["valid_from"].isdigit()] == []


@pytest.mark.parametrize(
    ("written", "ident", "country"),
    [
        tuple(line.strip().rsplit(" ", 2))
        for line in """
        Ansar Allah HOUTHI YEM
        Qassam Brigades HAMAS PSE
        al-Quds Brigades AL-QUDS-BRIGADES PSE
        Popular Front for the Liberation of Palestine PFLP PSE
        Jaysh al-Islam JAYSH-AL-ISLAM SYR
        Ahrar al-Sham AHRAR-AL-SHAM SYR
        Syrian National Army SNA SYR
        Asa'ib Ahl al-Haq AAH IRQ
        Kata'ib Hezbollah KATAIB IRQ
        Fatemiyoun Brigade FATEMIYOUN IRN
        Jaish al-Adl JAISH-AL-ADL IRN
        Abu Sayyaf ABUSAYYAF PHL
        Maute group MAUTE PHL
        Ansaru ANSARU NGA
        Ansar Dine ANSAR-DINE MLI
        Islamic State in the Greater Sahara ISGS MLI
        Salafist Group for Preaching and Combat GSPC DZA
        Armed Islamic Group GIA DZA
        Niger Delta Avengers NDA-NGA NGA
        Mai-Mai MAI-MAI COD
        CODECO CODECO COD
        Congo River Alliance AFC COD
        Interahamwe INTERAHAMWE RWA
        Justice and Equality Movement JEM-SDN SDN
        SPLM-North SPLM-N SDN
        Fano FANO ETH
        Ogaden National Liberation Front ONLF ETH
        Union of Islamic Courts UIC SOM
        Forces Nouvelles FORCES-NOUVELLES CIV
        National Patriotic Front of Liberia NPFL LBR
        ISIS-K ISKP AFG
        Lashkar-e-Jhangvi LEJ PAK
        Hezb-e-Islami HIZB-I-ISLAMI AFG
        Jamaat-ud-Dawa JUD PAK
        National Socialist Council of Nagaland NSCN IND
        Ta'ang National Liberation Army TNLA MMR
        United Wa State Army UWSA MMR
        Caucasus Emirate CAUCASUS-EMIRATE RUS
        Freedom of Russia Legion FREE-RUSSIA-LEGION RUS
        Real IRA REAL-IRA GBR
        Ulster Volunteer Force UVF GBR
        Tupac Amaru MRTA PER
        Clan del Golfo CLAN-DEL-GOLFO COL
        Jalisco New Generation Cartel CJNG MEX
        Los Zetas ZETAS MEX
        Mara Salvatrucha MS-13 SLV
        Tren de Aragua TREN-DE-ARAGUA VEN
        Shining Path SHININGPATH PER
        """.strip().splitlines()
    ],
)
def test_a_group_is_known_at_home(written: str, ident: str, country: str, named: Named) -> None:
    first = named(written)[0]
    assert (first.id, first.party, first.country) == (ident, ident, country)


@pytest.mark.parametrize(
    ("written", "idents"),
    [("BRA", {"BRA", "BRA-PNG"}), ("SNA", {"SNA"}), ("PDF", {"PDF-MMR"}), ("USC", {"USC"}), ("SLA", {"SLM"})],
)
def test_an_acronym_stands_for_a_group_only_in_its_theatre(written: str, idents: set[str], named: Named) -> None:
    groups = [name for name in named(written) if name.form == "group"]
    assert {name.id for name in groups} == idents
    assert all(name.theatres and name.written == written for name in groups)


@pytest.mark.parametrize(
    "written", ["November 17", "Lebanese Forces", "National Salvation Front", "Islamic Group", "Party of God", "Amal"]
)
def test_dates_and_common_phrases_are_no_groups(written: str, named: Named) -> None:
    assert not [name for name in named(written) if name.form == "group"]
