"""`make demo` shows what README.md says it shows, and docs/events.md what the log then holds."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.replay.demo import STORY, demo
from deploy.replay.life import life
from deploy.replay.replay import ROOT, Replay


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The run folder of a demo that is running."""
    folder = tmp_path_factory.mktemp("demo") / "run"
    yield folder
    Replay(folder).clean()


@pytest.fixture(scope="module")
def said(run_dir: Path) -> tuple[str, list[str]]:
    """What the demo printed, and what it told meanwhile."""
    told: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("KAFKA_BOOTSTRAP_SERVERS", raising=False)
        patch.delenv("DATABASE_URL", raising=False)
        printed: list[str] = []
        patch.setattr("builtins.print", lambda *words, **_: printed.append(" ".join(map(str, words))))
        demo(run_dir, told.append)
    return "\n".join(printed), told


def block(page: str, name: str) -> str:
    """The literal output that a page shows between its markers."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.search(rf"<!-- {name} -->\n```\w*\n(.*?)```\n<!-- /{name} -->", text, re.DOTALL)
    assert found is not None, f"{page} has no block {name}"
    return found[1]


def test_the_demo_shows_what_the_readme_shows(said: tuple[str, list[str]]) -> None:
    shown = block("README.md", "demo")
    assert shown.startswith("ALERT ")
    assert shown in said[0] + "\n"


def test_the_demo_ends_with_the_rows_of_its_story_and_the_way_on(said: tuple[str, list[str]]) -> None:
    printed = said[0]
    assert "signature accepted by the library standardwebhooks" in printed
    rows = printed.partition("The same by SQL (make psql):")[2]
    assert "2017-01-18 | first, shift, since | 2 independent" in rows
    assert all(word in rows for word in ("make psql", "make logs", "make down", "/metrics"))


def test_the_demo_says_what_it_is_doing_while_it_starts(said: tuple[str, list[str]]) -> None:
    told = "\n".join(said[1])
    assert all(words in told for words in ("starting kafka, postgres", "create the topics", "history: 27 events"))


def test_the_page_of_events_shows_the_life_of_an_article_as_the_log_holds_it(
    said: tuple[str, list[str]], run_dir: Path
) -> None:
    assert said
    assert life(Replay(run_dir), STORY) + "\n" == block("docs/events.md", "life")
