"""The measures of places: which names mean a state, what counts as near, and how spans are scored."""

from pathlib import Path

from benchmarks.accuracy.places import Located, states
from benchmarks.accuracy.score import Score
from benchmarks.accuracy.toponyms import Toponym, geovirus
from schemas.annotations import Place
from services.enrich.knowledge.tables import Tables

GEORGIA = Place(geonames_id=614540, name="Georgia", feature="country", country="GEO", latitude=42.0, longitude=43.5)


def toponym(word: str, latitude: float, longitude: float) -> Toponym:
    return Toponym(start=0, end=len(word), word=word, point=(latitude, longitude))


def test_a_name_means_a_state_only_where_gold_puts_it_there() -> None:
    table = states(Tables.open())
    assert table.meant(toponym("Georgia", 42.3, 43.4)) == "GEO"
    assert table.meant(toponym("Georgia", 32.7, -83.4)) is None
    assert table.meant(toponym("Tbilisi", 41.7, 44.8)) is None


def test_a_word_for_a_people_is_one_that_names_no_state() -> None:
    assert {"Russian", "Russians"} <= states(Tables.open()).peoples
    assert not {"New Zealand", "U.S.", "Luxembourg"} & states(Tables.open()).peoples


def test_a_states_far_point_counts_by_its_country_and_not_as_near() -> None:
    located = Located()
    located.add(toponym("Georgia", 45.0, 43.5), GEORGIA, "GEO")
    assert (located.near, located.near_or_state, located.states_right) == (0, 1, 1)


def test_what_is_found_without_a_point_is_neither_resolved_nor_near() -> None:
    located = Located()
    located.add(toponym("Georgia", 42.0, 43.5), Place(geonames_id=None, name="Georgia"), None)
    assert (located.gold, located.resolved, located.near) == (1, 0, 0)
    assert dict(located.wrong) == {"Georgia as unresolved": 1}


def test_spans_count_only_where_both_ends_agree() -> None:
    score = Score()
    score.add_spans({(0, 5), (10, 14)}, {(0, 5), (10, 15)}, {(0, 5): "Paris", (10, 14): "Rome", (10, 15): "Rome,"})
    assert (score.precision, score.recall) == (0.5, 0.5)
    assert dict(score.missed) == {"Rome,": 1}


def test_offsets_that_count_from_one_are_brought_to_zero(tmp_path: Path) -> None:
    corpus = tmp_path / "geovirus.xml"
    corpus.write_text(
        "<articles><article><text>In Pandi, in Rome</text><locations>"
        "<location><name>Pandi</name><start>4</start><end>9</end><lat>14.8</lat><lon>120.9</lon></location>"
        "<location><name>Rome</name><start>13</start><end>17</end><lat>41.9</lat><lon>12.5</lon></location>"
        "</locations></article></articles>",
        encoding="utf-8",
    )
    [(text, toponyms)] = geovirus(corpus)
    assert [text[each.start : each.end] for each in toponyms] == ["Pandi", "Rome"]
