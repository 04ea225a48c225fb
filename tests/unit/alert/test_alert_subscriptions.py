"""The subscription file: what may be said, and how each fault is told."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.alert.subscriptions.grammar import Reading, parse
from services.alert.subscriptions.subscription import (
    EVERYTHING_BUT_PLANNED,
    Admin1,
    Around,
    Box,
    Filter,
    Places,
    SecretSource,
    Subscription,
)

WHOLE = """\
subscriptions:
  - name: joint-strikes
    endpoint: https://hooks.example/in
    secret_file: [new.secret, old.secret]
    secret_env: HOOK_SECRET
    rate_per_minute: 30
    concurrency: 2
    filter:
      actors: {any: [RUS, TUR], all: IS}
      places:
        country: [SYR]
        admin1: [Aleppo, IRQ/Nineveh]
        box: {west: 35, south: 32, east: 43, north: 38}
        around: {latitude: 36.2, longitude: 37.1, radius_km: 150}
      types: [ASSAULT]
      kinds: [first, shift]
      basis: observed
      statuses: [actual, planned]
      min_independent_reports: 2
      min_confidence: 0.5
      tags: [world]
      languages: [en, no]
"""
LEAST = "subscriptions:\n  - name: a\n    endpoint: https://hooks.example/\n    secret_env: S\n"
FILTER = LEAST + "    filter:\n      "


def told(reading: Reading) -> list[str]:
    return [fault.sentence("s.yaml") for fault in reading.all_faults]


def test_everything_that_can_be_said_is_read() -> None:
    reading = parse(WHOLE)
    assert told(reading) == []
    assert reading.subscriptions == (
        Subscription(
            name="joint-strikes",
            endpoint="https://hooks.example/in",
            secrets=(
                SecretSource(kind="secret_file", name="new.secret", line=4, column=19),
                SecretSource(kind="secret_file", name="old.secret", line=4, column=31),
                SecretSource(kind="secret_env", name="HOOK_SECRET", line=5, column=17),
            ),
            rate_per_minute=30,
            concurrency=2,
            filter=Filter(
                actors_any=("RUS", "TUR"),
                actors_all=("IS",),
                places=Places(
                    country=("SYR",),
                    admin1=(Admin1(name="Aleppo"), Admin1(name="Nineveh", country="IRQ")),
                    box=(Box(west=35, south=32, east=43, north=38),),
                    around=(Around(latitude=36.2, longitude=37.1, radius_km=150),),
                ),
                types=("ASSAULT",),
                kinds=("first", "shift"),
                basis=("observed",),
                statuses=("actual", "planned"),
                min_independent_reports=2,
                min_confidence=0.5,
                tags=("world",),
                languages=("en", "no"),
            ),
        ),
    )


def test_a_subscription_without_a_filter_wants_everything_but_what_is_planned() -> None:
    (found,) = parse(LEAST).subscriptions
    assert found.filter == Filter()
    assert found.filter.statuses == EVERYTHING_BUT_PLANNED
    assert "planned" not in EVERYTHING_BUT_PLANNED
    assert parse(LEAST + "    filter:\n").subscriptions == (found,)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "1:1: the file is empty; it needs the key subscriptions"),
        ("a: [", "1:5: this is no YAML: expected the node content, but found '<stream end>'"),
        ("- a", "1:1: must be a mapping with the keys subscriptions; it is a list"),
        (
            "subscription: []",
            "1:1: subscription: is no key here; did you mean subscriptions?; allowed are subscriptions",
        ),
        ("subscriptions: none", "1:16: subscriptions: must be a list; each entry begins with `- name:`"),
        (LEAST + "    fliter: {}\n", "5:5: fliter: is no key here; did you mean filter?; allowed are "),
        (LEAST + "    name: b\n", "5:5: name: is given twice; first in line 2"),
        (
            LEAST + "  - name: a\n    endpoint: https://b.example/\n    secret_env: S\n",
            "5:11: name: 'a' is taken by the subscription in line 2",
        ),
        (LEAST + "  - endpoint: https://b.example/\n    secret_env: S\n", "5:5: name: is missing"),
        (LEAST.replace("name: a", "name: a b"), "2:11: name: 'a b' may hold letters"),
        (LEAST.replace("https://hooks.example/", "hooks.example"), "3:15: endpoint: is no https:// address"),
        (LEAST.replace("https://hooks.example/", "https://h:99999/"), "3:15: endpoint: is no https:// address"),
        (LEAST.replace("    secret_env: S\n", ""), "2:5: secret_file: is missing"),
        (LEAST.replace("secret_env: S", "secret_env:"), "4:16: secret_env: is empty"),
        (LEAST.replace("secret_env: S", "secret_env: []"), "4:17: secret_env: is empty"),
        (FILTER + "types: []\n", "6:14: filter.types: is empty"),
        (FILTER + "tags: []\n", "6:13: filter.tags: is empty"),
        (FILTER + "actors: {}\n", "6:15: filter.actors: is empty"),
        (FILTER + "actors: {any: []}\n", "6:21: filter.actors.any: is empty"),
        (FILTER + "places: {}\n", "6:15: filter.places: is empty"),
        (LEAST + "    concurrency: 1.5\n", "5:18: concurrency: must be a whole number; it is 1.5"),
        (
            LEAST + "    rate_per_minute: fast\n",
            "5:22: rate_per_minute: must be a number from 0.1 to 1e+06; it is 'fast'",
        ),
        (LEAST + "    rate_per_minute: .nan\n", "5:22: rate_per_minute: must be a number"),
        (
            FILTER + "kinds: [frist]\n",
            "6:15: filter.kinds: 'frist' is unknown; did you mean first?; allowed are first, since, record",
        ),
        (FILTER + "types: [assault]\n", "6:15: filter.types: 'assault' is unknown; did you mean ASSAULT?"),
        (FILTER + "actors: [RUS]\n", "6:15: filter.actors: must be a mapping with the keys any, all; it is a list"),
        (FILTER + "min_confidence: 2\n", "6:23: filter.min_confidence: must be a number from 0 to 1; it is '2'"),
        (FILTER + "places: {country: Syria}\n", "6:25: filter.places.country: 'Syria' is no ISO 3166-1"),
        (FILTER + "places: {admin1: Syria/Aleppo}\n", "6:24: filter.places.admin1: 'Syria/Aleppo' is neither"),
        (FILTER + "places: {box: {west: 1, south: 2, east: 3}}\n", "6:21: filter.places.box: lacks north"),
        (
            FILTER + "places: {box: {west: 1, south: 2, east: 3, north: 1}}\n",
            "6:21: filter.places.box: south (2) lies north of north (1)",
        ),
        (
            FILTER + "places: {around: {latitude: 91, longitude: 0, radius_km: 1}}\n",
            "6:35: filter.places.around.latitude: must be a number from -90 to 90; it is '91'",
        ),
    ],
)
def test_each_fault_names_file_line_column_field_and_what_is_allowed(text: str, fault: str) -> None:
    faults = told(parse(text))
    assert len(faults) == 1
    assert faults[0].startswith(f"s.yaml:{fault}")


def test_all_faults_are_told_at_once_and_the_other_subscriptions_are_read() -> None:
    text = LEAST + "  - name: b\n    endpoint: x\n    filter: {kinds: [no], basis: [no]}\n"
    reading = parse(text)
    assert [entry.name for entry in reading.entries] == ["a", "b"]
    assert [each.name for each in reading.subscriptions] == ["a"]
    assert [fault.field for fault in reading.all_faults] == ["secret_file", "endpoint", "filter.kinds", "filter.basis"]


def test_a_secret_written_into_the_file_is_refused_and_not_repeated() -> None:
    reading = parse(LEAST.replace("secret_env: S", "secret_file: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    (fault,) = told(reading)
    assert "holds a secret itself" in fault
    assert "MfKQ" not in fault


def test_an_endpoint_is_not_repeated_in_its_fault() -> None:
    (fault,) = told(parse(LEAST.replace("https://hooks.example/", "htps://hooks.example/T0/token")))
    assert "token" not in fault


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_no_text_breaks_the_reading(text: str) -> None:
    reading = parse(text)
    assert reading.all_faults or reading.entries == ()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["name", "endpoint", "filter", "places", "box", "actors", "kinds", "secret_env"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_structure_breaks_the_reading(value: object) -> None:
    reading = parse(json.dumps({"subscriptions": value}))  # JSON is YAML
    assert len(reading.subscriptions) + bool(reading.all_faults) >= bool(value)
