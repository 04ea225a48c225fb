"""Fitting the weights of stated novelty: what speaks for it gets more than what speaks against it, always the same."""

from benchmarks.accuracy.headlines import Headline, own
from benchmarks.fit_novelty import CHECK, TRAIN, Item, fitted, score


def _item(new: bool, *cues: list[str]) -> Item:
    return Item(headline=Headline(title="", new=new), cues=list(cues), sure=False)


def _items() -> list[Item]:
    return [_item(True, ["bias", "war"], ["bias", "play"]), _item(False, ["bias", "play"])] * 5


def test_a_feature_of_novelties_outweighs_one_of_traps() -> None:
    weights = fitted(_items())
    assert weights["war"] > 0 > weights["play"]


def test_the_same_headlines_give_the_same_weights() -> None:
    assert fitted(_items()) == fitted(_items())


def test_a_feature_that_is_too_rare_weighs_nothing() -> None:
    assert score(["bias", "odd"], weights := fitted([*_items(), _item(True, ["bias", "odd"])])) == weights["bias"]


def test_no_headline_is_both_fitted_to_and_checked_on() -> None:
    fitted_to = {one.title for path in TRAIN for one in own(path)}
    assert fitted_to.isdisjoint(one.title for path in CHECK for one in own(path))
