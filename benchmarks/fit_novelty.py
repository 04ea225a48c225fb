"""Fits the weights of novelty_evidence.tsv to headlines with labels, and shows what they bring on headlines kept apart.

    python -m benchmarks.fit_novelty                  # fits to TRAIN, checks on CHECK
    python -m benchmarks.fit_novelty FILE ... --check FILE ...

Prints the rows of the table; a person looks at them and puts them in its place. Logistic regression with ridge, by
plain gradient descent from zero, so that the same headlines give the same weights. Of a headline's cues the one that
the most speaks for stands for it, as in annotate.
"""

import argparse
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from math import exp
from pathlib import Path

from benchmarks.accuracy.headlines import Headline, own
from services.enrich.annotate import annotate, known
from services.enrich.annotate.annotate import Input
from services.enrich.annotate.known import Knowledge
from services.enrich.annotate.stated import evidence, leads, weighing
from services.enrich.annotate.stated.cues import Cues

_HERE = Path(__file__).parent
TRAIN = [_HERE / name for name in ("novelty.txt", "novelty_fit.txt", "novelty_blind.txt")]
CHECK = [_HERE / "novelty_check.txt"]
_DAY = date(2020, 1, 1)
_ROUNDS = 6
"""How often the cue that stands for a headline is chosen anew."""
_STEPS = 400
_RATE = 0.5
_RIDGE = 0.004
_RARE = 3
"""A feature of fewer headlines has no weight."""
_BY_HAND = {
    "sport_1": -1.2,
    "sport_2": -0.8,
    "weather_1": -0.8,
    "weather_2": -1.0,
    "daily_1": -0.6,
    "quoted": -0.5,
    "asked": -2.0,
    "in_a_row": -2.0,
    "table_3": -1.1,
    "culture_1": -1.2,
    "of_the_year": -1.0,
    "nobody": -0.4,
    "thing_after": -0.6,
    "memory": -2.5,
    "comment": -2.0,
}
"""Weights that are not fitted: our headlines hold too few of these beside an act that could be one of states."""
_CAUTION = 0.4
"""What the bias is less than fitted: a false novelty costs more than one that is missed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A headline as features, one list for each cue. sure: the grammar of its clauses tells a novelty already."""

    headline: Headline
    cues: list[list[str]]
    sure: bool


def items(path: Path, knowledge: Knowledge) -> list[Item]:
    """The headlines of a file."""
    return [_item(headline, knowledge) for headline in own(path)]


def _item(headline: Headline, knowledge: Knowledge) -> Item:
    narrow = replace(knowledge, rules=replace(knowledge.rules, cue_forms=Cues(by_opening={}, triggers=frozenset())))
    given = Input(article_id="headline", title=headline.title, text=headline.summary)
    worked = annotate.work(given, narrow, headline.day or _DAY)
    lead = leads.lead(worked.entities, worked.settled, worked.made)
    found = weighing.weighed(lead, worked.made, knowledge.rules, worked.day)
    bound = {one.bearer.act for one in found if one.bearer.how == "bound"}
    sure = any(one.claim.novelty and number not in bound for number, one in enumerate(worked.made))
    return Item(headline=headline, cues=[one.features for one in found], sure=sure)


def score(features: list[str], weights: dict[str, float]) -> float:
    """The log-odds of one cue."""
    return sum(weights.get(feature, 0.0) for feature in features)


def fitted(given: list[Item]) -> dict[str, float]:
    """The weights that these headlines give."""
    seen = Counter(feature for item in given for feature in {each for cue in item.cues for each in cue})
    kept = {feature for feature, count in seen.items() if count >= _RARE}
    weights = dict.fromkeys(sorted(kept), 0.0) | _BY_HAND
    for _ in range(_ROUNDS):
        _descend(weights, _rows(given, weights))
    return weights | {"bias": weights["bias"] - _CAUTION}


def _rows(given: list[Item], weights: dict[str, float]) -> list[tuple[list[str], float]]:
    """Features with label: the best cue of a headline that is new, every cue of a trap."""
    rows: list[tuple[list[str], float]] = []
    for item in given:
        if item.headline.new and item.cues:
            rows.append((max(item.cues, key=lambda cue: score(cue, weights)), 1.0))
        elif not item.headline.new:
            rows += [(cue, 0.0) for cue in item.cues]
    return [([each for each in cue if each in weights], label) for cue, label in rows]


def _descend(weights: dict[str, float], rows: list[tuple[list[str], float]]) -> None:
    for _ in range(_STEPS):
        slope = {feature: (_RIDGE * value if feature != "bias" else 0.0) for feature, value in weights.items()}
        for cue, label in rows:
            miss = 1 / (1 + exp(-score(cue, weights))) - label
            for feature in cue:
                slope[feature] += miss / len(rows)
        for feature, value in slope.items():
            weights[feature] -= _RATE * value * (feature not in _BY_HAND)


def shown(name: str, given: list[Item], weights: dict[str, float]) -> None:
    """Prints how well the weights do at some bounds."""
    reached = sum(bool(item.cues) or item.sure for item in given if item.headline.new)
    print(f"# {name}: {len(given)} headlines, of the new ones {reached} with an act and a cue")
    for bound in (-0.5, 0.0, 0.5):
        told = [item for item in given if item.sure or any(score(cue, weights) >= bound for cue in item.cues)]
        right = sum(item.headline.new for item in told)
        new = sum(item.headline.new for item in given)
        print(f"# from {bound:+.1f}: P {right / max(1, len(told)):.3f} R {right / max(1, new):.3f}")


def main() -> None:
    """Fits, checks and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fit_novelty")
    parser.add_argument("train", type=Path, nargs="*", default=TRAIN, help="labelled headlines to fit to")
    parser.add_argument("--check", type=Path, nargs="*", default=CHECK, help="others to check on")
    given = parser.parse_args()
    knowledge = known.load()
    train = [item for path in given.train for item in items(path, knowledge)]
    weights = fitted(train)
    shown("fitted to", train, weights)
    for path in given.check:
        shown(path.stem, items(path, knowledge), weights)
    meanings = evidence.meanings()
    for feature, weight in sorted(weights.items(), key=lambda one: (-round(one[1], 1), one[0])):
        print(f"{feature}\t{weight:.1f}\t{meanings.get(feature, '')}")


if __name__ == "__main__":
    main()
