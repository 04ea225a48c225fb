"""The weights that tell acts from what only sounds like one follow from the sentences."""

from benchmarks.fit_claims import Seen, fitted


def seen(is_act: bool, *signs: str) -> Seen:
    return Seen(corpus="events", is_act=is_act, signs=("any", *signs))


ACTS = [seen(True, "target none", "said"), *[seen(True, "target none", "words of sport")] * 3] * 5
NONE = [seen(False, "target none", "words of sport"), seen(False, "target none", "said")] * 5


def test_a_sign_of_what_is_none_weighs_against_an_act() -> None:
    weights = fitted([*[seen(True, "target none")] * 20, *[seen(False, "words of sport")] * 20])
    assert weights["words of sport"] < -1
    assert weights["target none"] > 0.5


def test_a_topic_never_speaks_for_an_act_nor_a_speaker_against_one() -> None:
    weights = fitted([*ACTS, *NONE])
    assert weights["words of sport"] <= 0 <= weights["said"]


def test_a_sign_that_is_seldom_seen_has_no_weight() -> None:
    assert "a people" not in fitted([*ACTS, *NONE, seen(False, "a people")])
