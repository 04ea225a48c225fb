"""Filters: each field by itself, and together."""

from dataclasses import replace
from typing import Any

import pytest

from services.alert.subscriptions.match import matches
from services.alert.subscriptions.subscription import Admin1, Around, Box, Filter, Places
from services.runtime.distance import kilometres
from tests.unit.alert.making import AL_BAB, SHIFT, STATED_FIRST, detected


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        ({}, True),
        ({"actors_any": ("TUR",)}, True),
        ({"actors_any": ("RUS",)}, True),  # the party of its armed forces
        ({"actors_any": ("RUS.MIL",)}, True),
        ({"actors_any": ("RUS.GOV",)}, False),  # only says so
        ({"actors_any": ("USA",)}, False),
        ({"actors_all": ("RUS", "TUR", "IS")}, True),
        ({"actors_all": ("RUS", "USA")}, False),
        ({"actors_any": ("USA", "RUS"), "actors_all": ("TUR",)}, True),
        ({"types": ("ASSAULT", "AID")}, True),
        ({"types": ("AID",)}, False),
        ({"kinds": ("first",)}, True),
        ({"kinds": ("record",)}, False),
        ({"basis": ("stated",)}, True),
        ({"kinds": ("first",), "basis": ("observed",)}, False),  # of one novelty
        ({"kinds": ("shift",), "basis": ("observed",)}, True),
        ({"statuses": ("claimed",)}, True),
        ({"statuses": ("actual", "planned")}, False),
        ({"min_independent_reports": 1}, True),
        ({"min_independent_reports": 2}, False),
        ({"min_confidence": 0.8}, True),
        ({"min_confidence": 0.81}, False),
        ({"tags": ("world", "sports")}, True),
        ({"tags": ("sports",)}, False),
        ({"languages": ("EN",)}, True),
        ({"languages": ("fr",)}, False),
        ({"types": ("ASSAULT",), "tags": ("sports",)}, False),
    ],
)
def test_a_filter(wanted: dict[str, Any], fits: bool) -> None:
    assert matches(Filter(**wanted), detected(novelties=(STATED_FIRST, SHIFT))) is fits


def test_what_is_planned_is_off_unless_asked_for() -> None:
    planned = detected(status="planned")
    assert not matches(Filter(), planned)
    assert matches(Filter(statuses=("planned",)), planned)


@pytest.mark.parametrize(
    ("places", "fits"),
    [
        (Places(country=("SYR",)), True),
        (Places(country=("TUR",)), False),
        (Places(country=("TUR",), admin1=(Admin1(name="aleppo"),)), True),
        (Places(admin1=(Admin1(name="Aleppo", country="SYR"),)), True),
        (Places(admin1=(Admin1(name="Aleppo", country="TUR"),)), False),
        (Places(box=(Box(west=37, south=36, east=38, north=37),)), True),
        (Places(box=(Box(west=38, south=36, east=39, north=37),)), False),
        (Places(box=(Box(west=37.52, south=36.37, east=37.52, north=36.37),)), True),
        (Places(around=(Around(latitude=36.2, longitude=37.16, radius_km=40),)), True),
        (Places(around=(Around(latitude=36.2, longitude=37.16, radius_km=30),)), False),
        (Places(), False),
    ],
)
def test_where(places: Places, fits: bool) -> None:
    assert matches(Filter(places=places), detected()) is fits


def test_a_box_may_cross_the_180th_meridian() -> None:
    pacific = Filter(places=Places(box=(Box(west=170, south=-30, east=-170, north=0),)))
    fiji = detected(place=replace(AL_BAB, country="FJI", latitude=-17.7, longitude=178.0))
    tonga = detected(place=replace(AL_BAB, country="TON", latitude=-21.1, longitude=-175.2))
    assert matches(pacific, fiji)
    assert matches(pacific, tonga)
    assert not matches(pacific, detected(place=replace(AL_BAB, latitude=-17.7, longitude=0.0)))


def test_a_development_without_a_place_is_nowhere() -> None:
    assert not matches(Filter(places=Places(country=("SYR",))), detected(place=None))
    unresolved = replace(AL_BAB, latitude=None, longitude=None, country=None, admin1=None)
    anywhere = Filter(places=Places(box=(Box(west=-180, south=-90, east=180, north=90),)))
    assert not matches(anywhere, detected(place=unresolved))


def test_distances_are_those_of_the_globe() -> None:
    # Paris to New York: 5,837 km along the great circle.
    assert kilometres(48.8566, 2.3522, 40.7128, -74.0060) == pytest.approx(5837, abs=2)
    assert kilometres(0, 179.9, 0, -179.9) == pytest.approx(22.24, abs=0.01)
