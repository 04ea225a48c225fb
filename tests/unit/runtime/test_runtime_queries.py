"""Named queries from .sql files."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.runtime.errors import QueryFileError, SettingsError
from services.runtime.postgres import engine, queries


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package `queried` made for the test, on the import path."""
    folder = tmp_path / "queried"
    (folder / "sql").mkdir(parents=True)
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder
    sys.modules.pop("queried", None)


def test_each_name_gets_its_query_with_its_comments(package: Path) -> None:
    (package / "sql/append.sql").write_text(
        "-- The append.\n\n-- name: lock_counter\n-- One writer at a time.\nselect 1\n  for update;\n\n"
        "--name:move_counter\nupdate t set n = n + '--x'::int;\n"
    )
    found = queries("queried", "sql/append.sql")
    assert found == {
        "lock_counter": "-- One writer at a time.\nselect 1\n  for update;",
        "move_counter": "update t set n = n + '--x'::int;",
    }
    with pytest.raises(TypeError):
        found["more"] = ""  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("-- name: a\nselect 1;\n-- name: a\nselect 2;", "names a query 'a' twice"),
        ("-- name:\nselect 1;", "or not at all"),
        ("-- name: a\n-- only a comment\n-- name: b\nselect 1;", "has no SQL for the query 'a'"),
        ("select 1;\n-- name: a\nselect 2;", "has SQL before its first"),
    ],
)
def test_a_file_that_is_no_list_of_named_queries_is_an_error(package: Path, text: str, fault: str) -> None:
    (package / "queries.sql").write_text(text)
    with pytest.raises(QueryFileError, match=r"queried/queries\.sql") as caught:
        queries("queried", "queries.sql")
    assert fault in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "nonsense hunter2",
        "mysql://u:hunter2@h/n",
        "postgresql+asyncpg://u:hunter2@h/n",
        "postgresql://u:not@escaped:hunter2@h/n",
    ],
)
def test_a_url_of_another_database_is_a_settings_error_that_keeps_the_password(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL") as caught:
        engine(url)
    assert "hunter2" not in str(caught.value)


def test_an_engine_connects_to_nothing_before_it_is_used() -> None:
    made = engine("postgresql://u:hunter2@127.0.0.1:1/n")
    assert made.url.drivername == "postgresql+psycopg"
    assert "hunter2" not in repr(made)
