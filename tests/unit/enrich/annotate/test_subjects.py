"""What a text is of: each word of a subject stands once, and weaker evidence holds what stronger evidence holds."""

from collections import Counter

from services.enrich.annotate.acts import subjects
from services.enrich.knowledge.tables import COLUMNS, HERE, read


def test_each_word_of_a_subject_stands_in_one_row() -> None:
    rows = [row for row in read(HERE / "words.tsv", COLUMNS["words"]) if row["name"].startswith("subjects_")]
    counted = Counter(word for row in rows for word in row["words"].split(" "))
    assert len(rows) >= 14
    assert [word for word, times in counted.items() if times > 1] == []


def test_what_silences_any_act_silences_one_of_nobody_known_too() -> None:
    assert subjects.PLAY < subjects.LEAD_OF_SPORT < subjects.SPORT < subjects.NOT_OURS
    assert subjects.WAR < subjects.VIOLENCE
    assert subjects.NOT_OURS.isdisjoint(subjects.VIOLENCE | subjects.ACCIDENTS)
