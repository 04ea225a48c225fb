"""International organisations: with their members of today, under acronyms that count only as written."""

from collections.abc import Callable

import pytest

from services.enrich.knowledge.names import Name
from services.enrich.knowledge.tables import Tables

Named = Callable[[str], list[Name]]
TABLES = Tables.open()
MEMBERS = {row["id"]: row["members"] for row in TABLES.rows("organisations")}


def members(ident: str) -> set[str]:
    """The states of an organisation; `=ID` has those of another."""
    cell = MEMBERS[ident]
    return members(cell[1:]) if cell.startswith("=") else set(cell.split(","))


def test_two_hundred_organisations_have_members_that_are_states() -> None:
    states = {row["code"] for row in TABLES.rows("states")} | {"EUE"}
    having = [ident for ident, cell in MEMBERS.items() if cell]
    assert len(having) >= 240
    assert {code for ident in having for code in members(ident)} - states == set()


@pytest.mark.parametrize(
    ("ident", "number"),
    [
        ("EU", 27),
        ("NATO", 32),
        ("OSCE", 57),
        ("AU", 55),
        ("OAS", 35),
        ("ASEAN", 11),
        ("ECOWAS", 12),
        ("OPEC", 12),
        ("SCO", 10),
        ("GCC", 6),
        ("LAS", 22),
        ("CSTO", 6),
        ("EAEU", 5),
        ("CIS", 9),
        ("BRICS", 10),
        ("SADC", 16),
        ("CE", 46),
        ("IGAD", 8),
        ("EAC", 8),
        ("AES", 3),
        ("G-7", 7),
        ("RCEP", 15),
        ("UNSC", 5),
        ("ISAF", 32),
    ],
)
def test_an_organisation_has_as_many_members_as_today(ident: str, number: int) -> None:
    assert len(members(ident)) == number


@pytest.mark.parametrize(
    ("ident", "state", "is_member"),
    [
        ("EU", "GBR", False),
        ("EU", "HRV", True),
        ("NATO", "FIN", True),
        ("NATO", "SWE", True),
        ("NATO", "AUT", False),
        ("ECOWAS", "MLI", False),
        ("ECOWAS", "GIN", True),
        ("AES", "NER", True),
        ("OPEC", "QAT", False),
        ("OPEC", "AGO", False),
        ("OPEC+", "RUS", True),
        ("CE", "RUS", False),
        ("CE", "TUR", True),
        ("BRICS", "IDN", True),
        ("BRICS", "ARG", False),
        ("ASEAN", "TLS", True),
        ("EAC", "SOM", True),
        ("AU", "MAR", True),
        ("CIS", "UKR", False),
        ("LAS", "PSE", True),
        ("SCO", "BLR", True),
        ("AUKUS", "AUS", True),
        ("Quad", "IND", True),
        ("JCPOA", "DEU", True),
        ("WP", "DDR", True),
        ("KFOR", "TUR", True),
        ("EP", "IRL", True),
        ("MERCOSUR", "BOL", True),
        ("Caricom", "HTI", True),
        ("FIVE-EYES", "NZL", True),
    ],
)
def test_who_is_a_member_and_who_is_not(ident: str, state: str, is_member: bool) -> None:
    assert (state in members(ident)) is is_member


@pytest.mark.parametrize(
    ("written", "ident"),
    [
        ("NATO", "NATO"),
        ("OPEC", "OPEC"),
        ("Organisation of Islamic Cooperation", "OIC"),
        ("Arab League", "ARABLEAGUE"),
        ("Security Council", "UNSC"),
        ("Red Cross", "ICRC"),
        ("Doctors Without Borders", "MSF"),
        ("MONUSCO", "MONUSCO"),
        ("UNIFIL", "UNIFIL"),
        ("Interpol", "INTERPOL"),
        ("Shanghai Cooperation Organisation", "SCO"),
        ("World Bank", "WORLDBANK"),
    ],
)
def test_an_organisation_is_known_by_its_usual_name(written: str, ident: str, named: Named) -> None:
    assert named(written)[0].id == ident


@pytest.mark.parametrize("written", ["NC", "AG", "CD", "BA", "TI", "CAN", "AI", "WP"])
def test_letters_of_much_else_are_no_organisation(written: str, named: Named) -> None:
    assert not [name for name in named(written) if name.kind == "organisation"]
