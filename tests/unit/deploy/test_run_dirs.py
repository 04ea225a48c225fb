"""Which run folder a verb means when none is named."""

from pathlib import Path

import pytest

from deploy.local.__main__ import run_dirs


@pytest.mark.parametrize("verb", ["install", "up", "status", "psql", "logs", "env"])
def test_where_nothing_runs_a_verb_means_the_run_of_up(verb: str, tmp_path: Path) -> None:
    assert run_dirs(verb, tmp_path) == [tmp_path / "up"]


@pytest.mark.parametrize("verb", ["down", "clean"])
def test_what_ends_means_every_run_there_is(verb: str, tmp_path: Path) -> None:
    assert run_dirs(verb, tmp_path) == [tmp_path / "up"]
    (tmp_path / "demo").mkdir()
    assert run_dirs(verb, tmp_path) == [tmp_path / "demo"]
    (tmp_path / "up").mkdir()
    assert run_dirs(verb, tmp_path) == [tmp_path / "up", tmp_path / "demo"]
