"""Places of world news on the real gazetteer: found whole and resolved, alone and beside their country."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from services.enrich.annotate import known
from services.enrich.annotate.annotate import Input, annotate
from services.enrich.annotate.known import Knowledge
from services.enrich.knowledge.gazetteer import Candidate
from services.enrich.knowledge.tables import Tables
from services.runtime.distance import kilometres

pytestmark = pytest.mark.timeout(180)

TABLE = Path(__file__).parent / "news_places.tsv"
ALONE = ("Shells fell on {} on Tuesday, residents said.", "Two soldiers died near {} when a mine went off.")
BESIDE = "Officials in {} said the fighting had spread. A drone strike in {} killed nine people."
Found = dict[str, Candidate]


@cache
def knowledge() -> Knowledge:
    return known.load()


@cache
def state_names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in Tables.open().rows("states")}


def places(text: str) -> Found:
    """The places of a text by their mentions."""
    done = annotate(Input(article_id="1", text=text), knowledge(), date(2024, 1, 1))
    return {
        mention.text: Candidate(
            number=0,
            geonames_id=place.geonames_id,
            name=place.name,
            feature=place.feature or "",
            country=place.country,
            admin1=place.admin1,
            latitude=place.latitude,
            longitude=place.longitude or 0.0,
            population=0,
        )
        for place in done.places
        for mention in place.mentions
        if place.latitude is not None
    }


def rows() -> Iterator[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader((line for line in file if line[0] != "#"), delimiter="\t", quoting=csv.QUOTE_NONE)


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: row["name"])
def test_a_place_of_the_news_is_found_whole_and_resolved(row: dict[str, str]) -> None:
    texts = [text.format(row["name"]) for text in ALONE]
    if row["country"]:
        texts.append(BESIDE.format(state_names()[row["country"]], row["name"]))
    north, east = float(row["latitude"]), float(row["longitude"])
    for text in texts:
        found = places(text)[row["name"]]
        assert kilometres(found.latitude, found.longitude, north, east) <= float(row["km"]), text


@pytest.mark.parametrize(
    ("text", "name", "country", "feature"),
    [
        ("The US and Georgia held talks in Tbilisi.", "Georgia", "GEO", "country"),
        ("Police in Georgia arrested a man in Atlanta.", "Georgia", "USA", "admin1"),
        ("Georgia and Russia signed a ceasefire in Moscow.", "Georgia", "GEO", "country"),
        ("Russia accused Georgia of aggression.", "Georgia", "GEO", "country"),
        ("Georgian police dispersed protesters. Georgia wants to join NATO.", "Georgia", "GEO", "country"),
        ("Storms hit Alabama, Georgia and Florida.", "Georgia", "USA", "admin1"),
        ("A fire in Peru, Indiana, killed two.", "Peru", "USA", "city"),
        ("A fire in Peru killed two.", "Peru", "PER", "country"),
        ("The surfers met in Gold Coast on Friday.", "Gold Coast", "AUS", "city"),
        ("Residents of Formosa in northern Argentina marched.", "Formosa", "ARG", "city"),
        ("Troops moved into Chechnya on Monday.", "Chechnya", "RUS", "admin1"),
    ],
)
def test_a_name_of_two_places_is_the_one_that_its_text_speaks_of(
    text: str, name: str, country: str, feature: str
) -> None:
    found = places(text)[name]
    assert (found.country, found.feature) == (country, feature)


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Police in Georgia arrested a man in Atlanta.", "USA/police"),
        ("Police in Georgia arrested a man in Tbilisi.", "GEO/police"),
        ("The mayor of Lima, Ohio, resigned.", "USA/government"),
    ],
)
def test_an_office_is_of_the_country_in_which_its_place_lies(text: str, actor: str) -> None:
    done = annotate(Input(article_id="1", text=text), knowledge(), date(2024, 1, 1))
    assert actor in {one.id for one in done.actors}


@pytest.mark.parametrize(
    "text", ["A SWAT team searched the house.", "Hit songs filled the hall.", "Nice work, he said."]
)
def test_a_word_that_a_town_bears_too_is_no_place(text: str) -> None:
    assert places(text) == {}
