"""NAME=value files: what is written is read, and what people write by hand is understood or refused by line."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.local.errors import Refused
from deploy.local.names import parse_names, read_names, write_names

PLAIN = st.text(st.characters(codec="utf-8", categories=("L", "N"), include_characters="/:@.,-_=%?&"))


@given(st.dictionaries(st.from_regex(r"[A-Z_][A-Z0-9_]*", fullmatch=True), PLAIN))
def test_what_is_written_is_read(names: dict[str, str]) -> None:
    text = "".join(f"{name}={value}\n" for name, value in names.items())
    assert parse_names(text, "env") == names


def test_a_file_is_ours_alone_because_a_url_may_hold_a_password(tmp_path: Path) -> None:
    write_names(tmp_path / "env", {"DATABASE_URL": "postgresql://a:b@c/d"})
    assert stat.S_IMODE((tmp_path / "env").stat().st_mode) == 0o600
    assert read_names(tmp_path / "env") == {"DATABASE_URL": "postgresql://a:b@c/d"}


def test_no_file_is_no_names(tmp_path: Path) -> None:
    assert read_names(tmp_path / "env") == {}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("NAME=a b", "a b"),
        ("export NAME = a", "a"),
        ("NAME='a # b'", "a # b"),
        ('NAME="a"', "a"),
        ("NAME=a  # why", "a"),
        ("NAME=a#b", "a#b"),
        ('NAME="a # b"  # why', "a # b"),
        ("NAME=  # why", ""),
        ("NAME=#why", ""),
        ("NAME=", ""),
        ("NAME=$HOME", "$HOME"),
    ],
)
def test_lines_that_people_write_mean_what_they_look_like(line: str, value: str) -> None:
    assert parse_names(f"# a comment\n\n  {line}\n", "env") == {"NAME": value}


@pytest.mark.parametrize("line", ["NAME", "=value", "9NAME=a", "NAME a"])
def test_any_other_line_is_refused_by_its_number(line: str) -> None:
    with pytest.raises(Refused, match=r"\.env, line 2: expected NAME=value, found: "):
        parse_names(f"GOOD=1\n{line}\n", ".env")
