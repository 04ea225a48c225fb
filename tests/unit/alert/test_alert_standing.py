"""Standings: parts are put together, replaced, corroborated and superseded."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.developments import DevelopmentDetected
from services.alert.developments.standing import MOST_REPORTS, Change, Standing, fold, whole
from tests.unit.alert.making import JOINT, SHIFT, STATED_FIRST, TERRITORY, corroborated, detected, report, superseded


def folded(*changes: Change) -> Standing:
    standing: Standing | None = None
    for position, change in enumerate(changes, 1):
        standing = fold(standing, change, position)
    assert standing is not None
    return standing


def stood(*changes: Change) -> DevelopmentDetected:
    development = whole(folded(*changes))
    assert development is not None
    return development


def territory() -> DevelopmentDetected:
    return detected(
        relation=TERRITORY, novelties=(SHIFT,), confidence=0.9, reports=(report(1), report(3)), tags=("War",)
    )


def test_one_part_is_the_whole() -> None:
    assert stood(detected()) == detected()


def test_parts_are_put_together_and_the_principal_one_tells() -> None:
    development = stood(territory(), detected())
    assert development.relation == JOINT
    assert development.novelties == (STATED_FIRST, SHIFT)
    assert [each.article_id for each in development.reports] == ["article-1", "article-3"]
    assert (development.confidence, development.tags) == (0.9, ("World", "War"))


def test_a_later_detection_of_a_relation_takes_the_place_of_the_earlier() -> None:
    assert stood(detected(), detected(novelties=(SHIFT,))).novelties == (SHIFT,)


def test_a_corroboration_adds_its_report_and_its_counts() -> None:
    development = stood(detected(), corroborated())
    assert [each.article_id for each in development.reports] == ["article-1", "article-2"]
    assert (development.independent_reports, development.confidence) == (2, 0.9)


def test_the_same_corroboration_again_changes_nothing() -> None:
    assert stood(detected(), corroborated(), corroborated()) == stood(detected(), corroborated())


def test_a_corroboration_of_what_does_not_stand_is_left_out() -> None:
    assert whole(folded(corroborated())) is None
    assert whole(folded(detected(), superseded(), corroborated())) is None


def test_a_development_stands_while_one_part_stands() -> None:
    assert stood(detected(), territory(), superseded()) == territory()
    fallen = folded(detected(), territory(), superseded(), superseded(relation=TERRITORY))
    assert whole(fallen) is None
    assert fallen.superseded is not None
    assert fallen.superseded.superseded_by == "earlier-strikes"


def test_a_development_may_stand_again() -> None:
    again = folded(detected(), superseded(), detected())
    assert whole(again) == detected()
    assert again.superseded is None


def test_reports_are_bounded_and_their_count_is_not() -> None:
    many = stood(detected(), *(corroborated(number=number) for number in range(2, 200)))
    assert len(many.reports) == MOST_REPORTS
    assert many.independent_reports == 199


@given(st.permutations([detected(), territory(), corroborated(relation=TERRITORY, number=4)]))
def test_parts_of_different_relations_may_come_in_any_order(changes: list[Change]) -> None:
    relevant = [each for each in changes if isinstance(each, DevelopmentDetected)]
    development = stood(*relevant)
    assert development == stood(detected(), territory())


@given(
    st.lists(
        st.sampled_from([detected(), territory(), superseded(), superseded(relation=TERRITORY), corroborated()]),
        min_size=1,
        max_size=12,
    )
)
def test_what_stands_is_the_last_word_of_each_relation(changes: list[Change]) -> None:
    standing = folded(*changes)
    last = {change.relation.key: change for change in changes if not hasattr(change, "report")}
    expected = {key for key, change in last.items() if isinstance(change, DevelopmentDetected)}
    assert {part.relation.key for part in standing.parts} == expected
    assert standing.position == len(changes)
