""".env.example holds each setting that must be given, names none that nobody reads, and says what each means."""

import re

from services.runtime.settings import SettingDoc, describe
from tests.project.reference import COMMON, settings_by_service
from tests.project.tree import ROOT

EXAMPLE = ROOT / ".env.example"
NAME = re.compile(r"^#?([A-Z_]+)=", re.MULTILINE)


def settings() -> dict[str, SettingDoc]:
    """Every setting that some process reads, by name."""
    docs = [doc for kind in COMMON for doc in describe(kind)]
    docs += [doc for own in settings_by_service().values() for doc in own]
    return {doc.name: doc for doc in docs}


def test_every_setting_that_must_be_given_stands_in_the_example() -> None:
    must = {name for name, doc in settings().items() if doc.default is None}
    assert sorted(must - set(NAME.findall(EXAMPLE.read_text("utf-8")))) == []


def test_every_name_of_the_example_is_a_setting_that_a_process_reads() -> None:
    known = {name for doc in settings().values() for name in ([doc.name, f"{doc.name}_FILE"][: 1 + doc.secret])}
    assert sorted(set(NAME.findall(EXAMPLE.read_text("utf-8"))) - known) == []


def test_every_name_of_the_example_is_explained_in_the_lines_above_it() -> None:
    blocks = re.split(r"\n\s*\n|(?<==)\n(?=# )", EXAMPLE.read_text("utf-8"))
    with_names = [block for block in blocks if NAME.search(block)]
    assert with_names
    assert [block for block in with_names if not re.match(r"# [A-Z-]", block)] == []
