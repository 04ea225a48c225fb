"""Labels of feed items: well formed, and used for the very items that they were given to."""

from pathlib import Path

from benchmarks.accuracy.feeds import feeds, fingerprint, labels
from benchmarks.accuracy.report import Report
from services.enrich.annotate.known import Knowledge

_FEED = """<rss version="2.0"><channel><title>t</title>
<item><title>Russia and Turkey carry out first joint air strikes</title><link>https://example.org/1</link></item>
</channel></rss>"""


def test_every_item_is_labelled_once_and_with_words_that_the_head_explains() -> None:
    read = labels()
    assert len({(item.feed, item.number) for item in read}) == len(read)
    assert {item.about for item in read} == {"sport", "business", "science", "culture", "world"}
    assert all(len(item.title) == 8 for item in read)


def test_a_novelty_is_never_one_of_sport_business_science_or_culture() -> None:
    assert {item.about for item in labels() if item.novelty} == {"world"}


def test_an_item_with_another_title_than_the_labelled_one_is_left_out(tmp_path: Path, known: Knowledge) -> None:
    (tmp_path / "dw.xml").write_text(_FEED, encoding="utf-8")
    report = Report()
    feeds(tmp_path, known, report, slice(None))
    assert set(report.table.columns[-1].cells) == {"0"}


def test_a_fingerprint_tells_titles_apart() -> None:
    assert fingerprint("Russia and Turkey") != fingerprint("Russia and Turkey.")
