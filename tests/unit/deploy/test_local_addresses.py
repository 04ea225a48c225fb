"""Ports and given parts: remembered while they are free, replaced when taken, never the run's own taken for given."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.local.addresses import Given, choose_ports, given_parts, metrics_address, metrics_name, part_port

OWN = {
    "KAFKA_PORT": "20001",
    "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:20001",
    "POSTGRES_PORT": "20002",
    "DATABASE_URL": "postgresql://wirewatch:pw@127.0.0.1:20002/wirewatch",
}


def first_besides(taken: Sequence[int]) -> int:
    """A source of fresh ports that needs no network."""
    return next(port for port in count(30_000) if port not in taken)


@given(
    st.dictionaries(st.sampled_from("ABCD"), st.sampled_from(["20001", "20002", "20003", "", "no port"])),
    st.sets(st.sampled_from([20_001, 20_002, 20_003])),
)
def test_each_name_gets_a_port_of_its_own_and_keeps_a_free_one(remembered: dict[str, str], taken: set[int]) -> None:
    ports = choose_ports("ABCD", remembered, lambda port: port not in taken, first_besides)
    assert list(ports) == list("ABCD")
    assert len(set(ports.values())) == 4
    assert not set(ports.values()) & taken
    for place, (name, port) in enumerate(ports.items()):
        known = remembered.get(name, "")
        earlier = list(ports.values())[:place]
        if known.isdigit() and int(known) not in taken and int(known) not in earlier:
            assert port == int(known)


def test_parts_that_the_environment_names_are_given() -> None:
    environ = {"KAFKA_BOOTSTRAP_SERVERS": "broker:9092", "DATABASE_URL": "postgresql://a@b/c"}
    assert given_parts(environ, OWN) == Given(bootstrap="broker:9092", database_url="postgresql://a@b/c")


def test_an_empty_name_gives_nothing() -> None:
    assert given_parts({"KAFKA_BOOTSTRAP_SERVERS": ""}, {}) == Given(bootstrap=None, database_url=None)


def test_a_part_may_be_named_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("postgresql://a@b/c\n")
    assert given_parts({"DATABASE_URL_FILE": str(tmp_path / "url")}, {}).database_url == "postgresql://a@b/c"


def test_the_addresses_of_this_run_are_not_parts_of_the_operators_own() -> None:
    assert given_parts(OWN, OWN) == Given(bootstrap=None, database_url=None)


def test_what_was_given_before_is_given_still_when_the_run_never_had_its_own() -> None:
    before = {"KAFKA_BOOTSTRAP_SERVERS": "broker:9092"}
    assert given_parts(before, before).bootstrap == "broker:9092"


def test_a_program_is_found_at_its_remembered_metrics_port() -> None:
    assert metrics_name("stand-in") == "METRICS_PORT_STAND_IN"
    assert metrics_address({"METRICS_PORT_STAND_IN": "20009"}, "stand-in") == ("127.0.0.1", 20_009)
    with pytest.raises(KeyError):
        metrics_address({}, "ingest")


def test_only_a_part_of_the_run_has_a_port_of_the_run() -> None:
    assert (part_port(OWN, "kafka"), part_port(OWN, "postgres"), part_port(OWN, "ingest")) == (20_001, 20_002, None)
    assert part_port({}, "kafka") is None
