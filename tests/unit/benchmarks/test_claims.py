"""The measures of claims: roots by sentence, roles by overlap with the spans of gold."""

from pathlib import Path

import pytest

from benchmarks.accuracy.plover import Roots
from benchmarks.accuracy.roles import Judged, cameo
from benchmarks.accuracy.subject import run
from services.enrich.annotate.known import Knowledge

TEXT = "Russian jets bombed Syrian rebels on Tuesday."
RUSSIAN, SYRIAN = (0, 12), (20, 33)


def test_macro_f1_is_over_the_roots_that_gold_has() -> None:
    roots = Roots()
    for answer, gold in (("ASSAULT", "ASSAULT"), ("AID", "ASSAULT"), ("none", "REJECT")):
        roots.add(answer, gold)
    total, of = roots.macro()
    assert of == 2
    assert total == pytest.approx(2 / 3)


def test_roles_are_right_only_the_right_way_round(known: Knowledge) -> None:
    annotation = run(TEXT, known)
    right, turned = Judged(), Judged()
    right.add(annotation, [RUSSIAN], [SYRIAN])
    turned.add(annotation, [SYRIAN], [RUSSIAN])
    assert (right.source, right.target, right.both, right.claims_right) == (1, 1, 1, right.claims)
    assert (turned.source, turned.target, turned.both, turned.claims_right) == (0, 0, 0, 0)


def test_parties_that_meet_are_each_others_targets(known: Knowledge) -> None:
    text = "Iran and Oman held talks on Tuesday."
    judged = Judged()
    judged.add(run(text, known), [(0, 4)], [(9, 13)])
    assert judged.both == 1


def test_words_and_their_labels_become_a_text_with_spans(tmp_path: Path) -> None:
    corpus = tmp_path / "cameo_roles_x.txt"
    corpus.write_text("Russian B-S\njets I-S\nbombed O\nrebels B-T\n. O\n", encoding="utf-8")
    assert list(cameo(corpus)) == [("Russian jets bombed rebels.", [(0, 12)], [(20, 26)])]
