"""Small readings: Java's version, a log's end, a URL's password, what a log has gained."""

from pathlib import Path

import pytest

from deploy.local.errors import last_lines, with_log
from deploy.local.java import feature_release
from deploy.local.ready import LogTail
from deploy.local.verbs import without_password


@pytest.mark.parametrize(
    ("told", "release"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "1.8.0_292"', 8),
        ('openjdk version "25" 2025-09-16', 25),
        ("The operation couldn't be completed. Unable to locate a Java Runtime.", None),
    ],
)
def test_a_javas_release_is_read_from_what_it_tells(told: str, release: int | None) -> None:
    assert feature_release(told) == release


def test_an_error_ends_with_the_last_lines_of_its_log(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text("\n".join(f"line {number}" for number in range(100)))
    told = with_log("x ended.", log)
    assert told.startswith(f"x ended. The last lines of {log}:\n    line 88\n")
    assert told.endswith("\n    line 99")


def test_a_log_that_is_not_there_or_empty_is_said_to_be_so(tmp_path: Path) -> None:
    assert "no output" in last_lines(tmp_path / "none.log")
    (tmp_path / "none.log").touch()
    assert "no output" in last_lines(tmp_path / "none.log")


def test_a_log_tail_sees_what_was_gained_and_not_what_was_there(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text("ready\n")
    tail = LogTail(log)
    assert tail.text() == ""
    with log.open("a") as more:
        more.write("ready again\n")
    assert tail.text() == "ready again\n"


def test_a_log_that_was_rotated_meanwhile_is_read_from_its_beginning(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    log.write_text("a long time ago\n")
    tail = LogTail(log)
    log.write_text("ready\n")
    assert tail.text() == "ready\n"


@pytest.mark.parametrize(
    ("url", "shown", "password"),
    [
        ("postgresql://a:p%40w@127.0.0.1:5432/d", "postgresql://a@127.0.0.1:5432/d", "p@w"),
        ("postgresql://a@h/d?sslmode=require", "postgresql://a@h/d?sslmode=require", None),
        ("postgresql://a:b@h/d?sslmode=require", "postgresql://a@h/d?sslmode=require", "b"),
    ],
)
def test_a_password_is_taken_out_of_a_url(url: str, shown: str, password: str | None) -> None:
    assert without_password(url) == (shown, password)
