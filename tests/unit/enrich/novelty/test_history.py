"""Rows of event data as annotations: what maps, what does not and why, and mappings with faults."""

from pathlib import Path

import pytest

from services.enrich.errors import BadAnnotation, MappingError
from services.enrich.novelty import history, mapping
from services.enrich.novelty.naming import namings
from services.enrich.novelty.relations import fan_out

ACTOR, COUNTRY = namings()


def of(name: str, **row: str) -> list[tuple[str, str, str | None, str]]:
    made = history.annotation(row, mapping.load(name), ACTOR, COUNTRY, news=False)
    assert made.history
    (claim,) = made.claims
    return [(one.relation.key, claim.type, claim.mode, claim.time.value) for one in fan_out(made)]


def test_a_ucdp_row_is_the_act_of_one_side_on_the_other() -> None:
    found = of(
        "ucdp",
        id="1",
        date_start="2015-11-24 00:00:00.000",
        date_prec="1",
        type_of_violence="1",
        side_a="Government of Turkey",
        side_b="Government of Russia (Soviet Union)",
        country="Syria",
        adm_1="Latakia",
    )
    assert found == [
        ("RUS|TUR", "ASSAULT", "clash", "2015-11-24"),
        ("@SYR|TUR", "ASSAULT", "clash", "2015-11-24"),
    ]


def test_an_acled_row_takes_the_most_precise_act_and_people_by_their_country() -> None:
    found = of(
        "acled",
        event_id_cnty="SYR1",
        event_date="18 January 2017",
        event_type="Explosions/Remote violence",
        sub_event_type="Air/drone strike",
        actor1="Military Forces of Russia (2000-)",
        actor2="Civilians (Syria)",
        country="Syria",
        admin1="Aleppo",
        location="Al Bab",
    )
    assert found[0] == ("RUS|SYR/civilian", "ASSAULT", "airstrike", "2017-01-18")


def test_an_icews_row_is_mapped_by_the_longest_cameo_code_and_unknown_names_by_their_country() -> None:
    row = {
        "Event ID": "7",
        "Event Date": "2017-01-18",
        "Source Name": "Some Undersecretary",
        "Source Country": "United Kingdom",
        "Target Name": "Iran",
        "Target Country": "Iran",
        "CAMEO Code": "0421",
    }
    assert of("icews", **row) == [("GBR|IRN", "CONSULT", "visit", "2017-01-18")]


def test_a_day_that_is_known_to_the_month_is_told_so() -> None:
    row = {
        "id": "1",
        "date_start": "2015-10-01",
        "date_prec": "4",
        "type_of_violence": "3",
        "side_a": "IS",
        "side_b": "",
    }
    assert of("ucdp", **row) == [("IS", "ASSAULT", "killing", "2015-10")]


def test_a_row_that_does_not_map_says_what_it_lacks() -> None:
    with pytest.raises(BadAnnotation, match="the row gives no day, no act"):
        of("ucdp", id="1", side_a="IS", date_start="yesterday", type_of_violence="9")


def test_news_is_no_history() -> None:
    row = {"id": "1", "date_start": "2015-10-01", "type_of_violence": "1", "side_a": "IS"}
    assert not history.annotation(row, mapping.load("ucdp"), ACTOR, COUNTRY, news=True).history


def test_the_same_row_gives_the_same_annotation() -> None:
    row = {"id": "1", "date_start": "2015-10-01", "type_of_violence": "1", "side_a": "IS"}
    table = mapping.load("ucdp")
    made = [history.annotation(row, table, ACTOR, COUNTRY, news=False) for _ in range(2)]
    assert made[0] == made[1]


HEAD = "field\tcolumn\tvalue\tgives\nid\tn\nday\td\nsource\ts\n"


def test_a_mapping_of_ones_own_is_a_table_of_four_columns() -> None:
    table = mapping.parse("mine", HEAD + "act\t\t\tAID:humanitarian\n")
    made = history.annotation({"n": "1", "d": "2015-10-01", "s": "Russia"}, table, ACTOR, COUNTRY, news=False)
    assert (made.claims[0].type, made.claims[0].mode, made.claims[0].sources) == ("AID", "humanitarian", ("RUS",))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the first line names the columns"),
        (HEAD, "has no line for act"),
        (HEAD + "act\tx\ty\tWAR\n", "line 5: 'WAR' is no PLOVER type"),
        (HEAD + "who\tx\n", "line 5: 'who' is none of the fields"),
        (HEAD + "precision\tp\t1\tweek\n", "line 5: 'week' is none of day, month, year"),
    ],
)
def test_a_mapping_with_a_fault_is_refused_with_its_line(text: str, told: str) -> None:
    with pytest.raises(MappingError, match=told):
        mapping.parse("mine", text)


def test_a_mapping_that_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    mine = tmp_path / "mine.tsv"
    mine.write_bytes(HEAD.encode() + b"text\tr\xe9sum\xe9\n")
    with pytest.raises(MappingError, match="is not UTF-8"):
        mapping.load(str(mine))


@pytest.mark.parametrize("name", mapping.KNOWN)
def test_the_mappings_that_we_bring_are_whole(name: str) -> None:
    assert mapping.load(name).rules
