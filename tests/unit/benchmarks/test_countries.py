"""Labels of countries: well formed, in both halves, and scored as the rule at their head says."""

from collections import Counter
from pathlib import Path

from benchmarks.accuracy.countries import countries, labels, named_countries
from benchmarks.accuracy.report import Report
from benchmarks.accuracy.subject import run
from services.enrich.annotate.known import Knowledge
from services.enrich.knowledge.tables import Tables


def test_every_label_is_of_a_sentence_of_its_own_and_of_states_that_the_tables_know() -> None:
    states = {row["code"] for row in Tables.open().rows("states")}
    read = labels()
    assert [label.number for label in read] == sorted({label.number for label in read})
    assert {code for label in read for code in label.named | label.open} <= states
    assert not any(label.named & label.open for label in read)


def test_tuning_and_held_out_halves_are_of_one_size() -> None:
    halves = Counter(label.number % 2 for label in labels())
    assert min(halves.values()) >= 140


def test_a_town_where_something_happens_names_no_country_but_its_actors_do(known: Knowledge) -> None:
    annotation = run("Turkish troops shelled Syrian rebels near Manbij.", known)
    assert named_countries(annotation) == {"TUR", "SYR"}


def test_a_part_measures_its_own_sentences_alone(tmp_path: Path, known: Knowledge) -> None:
    corpus = tmp_path / "cameo_roles_train.txt"
    corpus.write_text("\n\n".join("Russia B-S\nsaid O\nso O\n. O" for _ in range(12)), encoding="utf-8")
    report = Report()
    countries(corpus, known, report, slice(1, None, 2))
    below_twelve = [label.number for label in labels() if label.number < 12 and label.number % 2]
    assert list(report.table.columns[-1].cells)[-1] == str(len(below_twelve))
