"""supervisor's configuration: what supervisor itself reads from it is what was meant, or it is refused."""

import configparser
import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from supervisor.datatypes import dict_of_key_value_pairs

from deploy.local.errors import Refused
from deploy.local.programs import Program
from deploy.local.supervisord import render

RUN, SOCKET = Path("/runs/one"), Path("/short/socket")


def section(program: Program) -> dict[str, str]:
    """The section of a program as supervisor's own reader sees it, with %% read back to %."""
    parser = configparser.RawConfigParser(inline_comment_prefixes=(";", "#"), strict=False)
    parser.read_string(render(RUN, SOCKET, [program], as_root=False))
    return {name: value.replace("%%", "%") for name, value in parser[f"program:{program.name}"].items()}


@given(st.lists(st.text(min_size=1), min_size=1).map(tuple))
def test_a_command_is_read_back_word_by_word_or_refused(words: tuple[str, ...]) -> None:
    try:
        read = section(Program(name="echo", command=words))
    except Refused:
        return
    assert tuple(shlex.split(read["command"])) == words


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"))))
def test_a_value_is_read_back_as_it_is_or_refused(value: str) -> None:
    try:
        read = section(Program(name="echo", command=("x",), environment={"NAME": value}))
    except Refused:
        return
    assert dict_of_key_value_pairs(read["environment"]) == {"NAME": value}


@pytest.mark.parametrize("value", ['say "x"', "'x'", "a ; b", "a #b", "two\nlines"])
def test_a_value_that_supervisor_would_change_is_refused(value: str) -> None:
    with pytest.raises(Refused, match="supervisor cannot hold"):
        section(Program(name="echo", command=("x",), environment={"NAME": value}))


def test_what_dies_is_started_again_without_end_and_its_group_with_it() -> None:
    read = section(Program(name="ingest", command=("x",)))
    assert (read["autostart"], read["autorestart"], read["killasgroup"]) == ("false", "true", "true")
    assert int(read["startretries"]) >= 1_000_000
    assert read["stdout_logfile"] == "/runs/one/logs/ingest.log"
    assert read["redirect_stderr"] == "true"


def test_postgres_alone_gets_the_signal_that_its_checkpointer_would_misread() -> None:
    assert section(Program(name="ingest", command=("x",)))["stopasgroup"] == "true"
    assert section(Program(name="postgres", command=("x",), stop_signal="INT"))["stopasgroup"] == "false"


def test_only_a_program_with_an_account_changes_its_user() -> None:
    assert "user" not in section(Program(name="ingest", command=("x",)))
    assert section(Program(name="postgres", command=("x",), account="nobody"))["user"] == "nobody"


@pytest.mark.parametrize("name", ["", "In Gest", "a:b", "../x", "9"])
def test_a_name_that_would_be_no_file_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="name is made of"):
        section(Program(name=name, command=("x",)))
