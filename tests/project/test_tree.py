"""The tree as a whole: sizes, machine paths, addresses of package registries, line ends, the licence."""

import re

import pytest

from tests.project.tree import ROOT, files, texts

MAX_LINES = 300
FOREIGN = re.compile(r"(?<![\w.~$}])/(?:work|home|Users|root)/\w")
REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|repo1?\.maven\.(?:apache\.)?org|proxy\.golang\.org|crates\.io"
    r"|index-url *[= ] *http"
)
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc"}
CODE = [path for path in files() if path.suffix == ".py"]


def places(pattern: re.Pattern[str]) -> list[str]:
    """Every place in a text of the tree that the pattern finds, as path and line."""
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def test_no_module_is_longer_than_it_may_be() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in CODE}
    ours = {name: length for name, length in lengths.items() if name.split("/")[0] in {"services", "schemas", "deploy"}}
    assert {name: length for name, length in ours.items() if length > MAX_LINES} == {}


def test_no_module_has_a_name_that_means_nothing() -> None:
    assert [path.relative_to(ROOT).as_posix() for path in CODE if path.stem in VAGUE] == []


def test_no_path_of_somebodys_machine_is_in_the_tree() -> None:
    assert places(FOREIGN) == []


def test_no_address_of_a_package_registry_is_in_the_tree() -> None:
    assert places(REGISTRIES) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (FOREIGN, "see /" + "home/somebody/data"),
        (FOREIGN, 'open("/' + 'work/data/feeds.json")'),
        (REGISTRIES, "https://" + "pypi" + ".org/simple"),
        (REGISTRIES, "--extra-index-url" + " https://mirror.example/simple"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


def test_every_text_is_utf_8_with_plain_line_ends() -> None:
    assert [path for path, text in texts() if "\r\n" in text] == []


def test_every_text_but_an_example_of_a_secret_ends_with_a_line_end() -> None:
    assert [
        path for path, text in texts() if text and not text.endswith("\n") and not path.startswith("deploy/secrets/")
    ] == []


def test_the_licence_is_apache_2_0_in_full() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License\n" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
