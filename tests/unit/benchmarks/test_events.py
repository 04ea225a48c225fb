"""Our sentences with roots and parties: all roots, all different, and their parties' words stand in them."""

from collections import Counter
from pathlib import Path

import pytest

import benchmarks
from benchmarks.accuracy.events import events, own
from benchmarks.accuracy.report import Report
from services.enrich.annotate.known import Knowledge

EVERYWHERE = slice(None)
BENCHMARKS = Path(benchmarks.__file__).parent
FILES = [BENCHMARKS / "events.txt", *sorted((BENCHMARKS / "held").glob("events_*.txt"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_root_has_twenty_sentences_and_none_stands_twice(path: Path) -> None:
    sentences = own(path)
    roots = Counter(sentence.root for sentence in sentences)
    assert len(roots) == 15
    assert min(roots.values()) >= 20
    assert len({sentence.text for sentence in sentences}) == len(sentences)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_words_of_the_parties_stand_in_their_sentences(path: Path) -> None:
    rows = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    for sentence, row in zip(own(path), rows, strict=True):
        _, source, target, _ = row.split("|")
        named = sum(len(side.split(" & ")) for side in (source, target) if side)
        assert len(sentence.sources) + len(sentence.targets) == named, row


def test_roots_and_roles_of_such_a_file_are_counted(
    tmp_path: Path, known: Knowledge, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "events_x.txt"
    path.write_text(
        "# three\n"
        "ASSAULT|Russian jets|rebels|Russian jets bombed rebels in Idlib.\n"
        "AID|rebels|Russian jets|Russian jets bombed rebels in Homs.\n"
        "CONSULT|Iran & Oman||Iran and Oman held talks on Tuesday.\n",
        encoding="utf-8",
    )
    report = Report()
    events(path, known, report, EVERYWHERE)
    report.show()
    lines = {" ".join(line.split("│")[2].split()): line.split("│")[5:7] for line in _rows(capsys.readouterr().out)}
    assert [cell.strip() for cell in lines["macro-F1, first claim"]] == ["0.556", "3"]
    assert [cell.strip() for cell in lines["both right in one claim, of those"]] == ["0.500", "2"]


def _rows(shown: str) -> list[str]:
    return [line for line in shown.splitlines() if line.count("│") == 7]
