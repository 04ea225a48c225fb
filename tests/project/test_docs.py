"""The documents are complete and their links lead somewhere."""

import re
import unicodedata
from pathlib import Path

import pytest

from tests.project.reference import PAGES, PARTS, metrics_of, modules, settings_by_service
from tests.project.tree import ROOT, files

DOCUMENTS = [path for path in files() if path.suffix == ".md"]
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)|!\[[^\]\n]*\]\(([^)\s]+)\)")
DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))


def prose(path: Path) -> str:
    """A document without its code: a bracket in an example is no link."""
    text = re.sub(r"^(```|~~~).*?^\1", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"^ {4}.*$|`[^`\n]*`", "", text, flags=re.MULTILINE)


def anchors(path: Path) -> set[str]:
    """The anchors that GitHub gives to a document's headings."""
    heads = re.findall(r"^#+ +(.*?) *$", path.read_text("utf-8"), flags=re.MULTILINE)
    return {_anchor(head) for head in heads}


def _anchor(head: str) -> str:
    kept = [letter for letter in head.lower() if letter in " -_" or unicodedata.category(letter)[0] in "LN"]
    return "".join(kept).replace(" ", "-")


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_says_what_the_code_says(name: str) -> None:
    assert (ROOT / name).read_text("utf-8") == PAGES[name](), "run: python -m tests.project.reference"


@pytest.mark.parametrize("part", PARTS)
def test_every_service_declares_settings_and_metrics(part: str) -> None:
    assert settings_by_service()[part]
    declared = [module for module in modules("metrics") if module.__name__.startswith(f"services.{part}.")]
    assert any(metrics_of(module) for module in declared)


def test_the_text_of_every_metric_says_what_it_means_in_a_sentence() -> None:
    docs = [doc for module in modules("metrics") for doc in metrics_of(module)]
    assert [doc.name for doc in docs if len(doc.meaning.split()) < 4 or doc.meaning[-1] != "."] == []


def test_every_metric_is_named_for_us_and_its_service() -> None:
    for module in modules("metrics"):
        part = module.__name__.split(".")[1]
        prefix = "wirewatch_" if part == "runtime" else f"wirewatch_{part}_"
        assert [doc.name for doc in metrics_of(module) if not doc.name.startswith(prefix)] == [], module.__name__


def test_metrics_are_declared_in_metrics_py_and_nowhere_else() -> None:
    declares = re.compile(r"from prometheus_client import .*\b(?:Counter|Gauge|Histogram|Summary|Info|Enum)\b")
    python = [path for path in files() if path.suffix == ".py" and path.is_relative_to(ROOT / "services")]
    found = [path for path in python if declares.search(path.read_text("utf-8")) and path.name != "metrics.py"]
    assert found == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(path: Path) -> None:
    targets = [first or second for first, second in LINK.findall(prose(path))]
    assert [target for target in targets if not _leads_somewhere(path, target)] == []


def _leads_somewhere(path: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return True
    file, _, anchor = target.partition("#")
    there = (path.parent / file).resolve() if file else path
    return there.exists() and (not anchor or anchor in anchors(there))


def test_decisions_are_numbered_without_a_gap_and_say_why() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]
    for path in DECISIONS:
        text = path.read_text("utf-8")
        assert text.startswith(f"# {path.name[:4]}. "), path.name
        assert re.findall(r"^## (.*)$", text, flags=re.MULTILINE) == ["Context", "Decision", "What follows"], path.name
        assert len(text.split()) < 450, f"{path.name} is more than a page"
