"""Fits the weights of claim_evidence.tsv: which signs tell an act of politics or force from what only sounds like one.

    python -m benchmarks.fit_claims            # shows what the weights would drop of each file
    python -m benchmarks.fit_claims --write    # writes the table as well

An act is one where its sentence tells an event and the act has its root: events.txt and the texts of our tests. It is
none in our sentences without events (no_event*.txt). All of them are ours, so that anybody can make the table again.
"""

import argparse
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from benchmarks.accuracy.events import own
from benchmarks.accuracy.no_event import sentences
from services.enrich.annotate import known as knowledge
from services.enrich.annotate.annotate import Input, work
from services.enrich.annotate.known import Knowledge
from services.enrich.knowledge.tables import HERE

_OURS = Path(__file__).parent
_TESTS = _OURS.parent / "tests" / "unit" / "enrich" / "annotate"
_TABLE = HERE / "claim_evidence.tsv"
_DAY = date(2020, 1, 1)
_YIELD = frozenset({"CONCEDE", "RETREAT"})
_ONLY_FOR = frozenset({"said", "headline", "both sides", "several words", "words of politics", "words of violence"})
_ONLY_AGAINST = (
    "words of ",
    "names ",
    "question",
    "a people",
    "modal",
    "present",
    "a work",
    "a supp",
    "asks",
    "doer of",
    "compares",
    "a state in",
)
_KINDS_TOLD = frozenset(
    (
        "animal",
        "plant",
        "phenomenon",
        "food",
        "possession",
        "artifact",
        "cognition",
        "communication",
        "attribute",
        "state",
    )
)
"""Classes of nouns that are weighed by themselves; the others only put together."""
_RIDGE, _RIDGE_OF_MODES = 1.5, 4.0
_NONE_COUNTS, _EVENTS_COUNT, _TESTS_COUNT = 3.0, 2.0, 5.0
_MARGIN = 1.0
"""How sure the weights must be that an act is none, in log-odds: dropping one that is an act is the worse fault."""
_STEPS = 250
_SEEN = 4
"""Acts that must show a sign for it to be weighed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An act that annotate found, with its signs. corpus: the file of its sentence."""

    corpus: str
    is_act: bool
    signs: tuple[str, ...]

    @property
    def counts(self) -> float:
        """How much it counts: what is none more than most, as there is little of it; what a test tells most."""
        if not self.is_act:
            return _NONE_COUNTS if self.corpus.startswith("no_event") else _TESTS_COUNT
        return _EVENTS_COUNT if self.corpus == "events" else _TESTS_COUNT


def _acts(path: Path, text: str, roots: frozenset[str], known: Knowledge) -> Iterator[Seen]:
    """Every act of a sentence before any is dropped, its signs in one order on any run.

    roots: those of its events, none where it tells none.
    """
    for made in work(Input(article_id="fit", text=text), known, _DAY).made:
        told = "YIELD" if made.claim.type in _YIELD else made.claim.type
        if made.likely and (not roots or told in roots):
            signs = tuple(sorted(sign for sign in made.likely if _is_weighed(sign)))
            yield Seen(corpus=path.stem, is_act=bool(roots), signs=signs)


def _is_weighed(sign: str) -> bool:
    words = sign.split(" ")
    return words[1:2] != ["class"] or words[2] in _KINDS_TOLD


def _gathered(known: Knowledge) -> Iterator[Seen]:
    for path, text, roots in _sentences():
        yield from _acts(path, text, roots, known)


def _sentences() -> Iterator[tuple[Path, str, frozenset[str]]]:
    """Each sentence with its file and the roots of its events."""
    yield from ((_OURS / "events.txt", one.text, frozenset({one.root})) for one in own())
    yield from _of_tests()
    for path in sorted(_OURS.glob("no_event*.txt")):
        yield from ((path, text, frozenset()) for text in sentences(path=path))


def _of_tests() -> Iterator[tuple[Path, str, frozenset[str]]]:
    """The texts of our tests, with the claims that they make or none."""
    for path in sorted(_TESTS.glob("texts/*.txt")):
        for block in path.read_text("utf-8").split("\n\n"):
            text, *claims = [line.strip() for line in block.splitlines() if line and not line.startswith("#")] or [""]
            told = {claim.split("/")[0] for claim in claims}
            if text:
                yield path, text, frozenset("YIELD" if one in _YIELD else one for one in told)
    root = "none"
    for line in (_TESTS / "texts_roots" / "types_by_root.txt").read_text("utf-8").splitlines():
        root = line.removeprefix("## ") if line.startswith("## ") else root
        if line and not line.startswith("#"):
            yield _TESTS / "texts" / "types_by_root.txt", line, frozenset({root} - {"none"})


def _sense(sign: str) -> int:
    """1 where a sign can only speak for an act, -1 where only against it, 0 where the sentences decide."""
    if sign in _ONLY_FOR or sign == "words of day":
        return 1
    if sign.startswith(_ONLY_AGAINST) or sign in {"tense third", "tense plural", "tense plural after a state"}:
        return -1
    return -1 if sign.startswith("doer") and "party" not in sign else 0


def fitted(acts: list[Seen]) -> dict[str, float]:
    """Logistic regression with ridge, by steps that adapt to each weight (AdaGrad): above 0 speaks for an act."""
    counts = Counter(sign for act in acts for sign in act.signs)
    weights = {sign: 0.0 for sign, times in counts.items() if times >= _SEEN}
    squares = dict.fromkeys(weights, 1e-8)
    for _ in range(_STEPS):
        slopes = {sign: _ridge(sign) * weight for sign, weight in weights.items()}
        for act in acts:
            miss = _likelihood(weights, act) - act.is_act
            for sign in act.signs:
                if sign in weights:
                    slopes[sign] += miss * act.counts
        for sign, slope in slopes.items():
            squares[sign] += slope * slope
            stepped = weights[sign] - 0.5 * slope / math.sqrt(squares[sign])
            weights[sign] = 0.0 if _sense(sign) * stepped < 0 else stepped
    return weights


def _ridge(sign: str) -> float:
    if sign == "any":
        return 0.0
    return _RIDGE_OF_MODES if sign.startswith("mode ") else _RIDGE


def _likelihood(weights: dict[str, float], act: Seen) -> float:
    return 1 / (1 + math.exp(-sum(weights.get(sign, 0.0) for sign in act.signs)))


def _show(weights: dict[str, float], acts: list[Seen]) -> None:
    found: dict[tuple[str, bool], list[bool]] = defaultdict(list)
    for act in acts:
        found[act.corpus, act.is_act].append(sum(weights.get(sign, 0.0) for sign in act.signs) < -_MARGIN)
    for (corpus, is_act), dropped in found.items():
        print(f"{corpus}: drops {sum(dropped)} of {len(dropped)} {'acts' if is_act else 'that are none'}")


def _write(weights: dict[str, float]) -> None:
    """Writes the table, its head and the rows that were set by hand as they are."""
    kept = _TABLE.read_text("utf-8").splitlines()
    head = [line for line in kept if line.startswith(("#", "sign\t", "a place alone\t"))]
    shifted = {**weights, "any": weights["any"] + _MARGIN}
    rows = [
        (sign, round(weight, 1)) for sign, weight in shifted.items() if abs(weight) >= 0.1 and sign != "a place alone"
    ]
    lines = [f"{sign}\t{weight}" for sign, weight in sorted(rows, key=lambda row: (-row[1], row[0]))]
    _TABLE.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")


def main() -> None:
    """Gathers the acts of all files, fits, shows."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fit_claims", description="Fit claim_evidence.tsv.")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    known = knowledge.load()
    known = replace(known, rules=replace(known.rules, weights={}))
    acts = list(_gathered(known))
    weights = fitted(acts)
    _show(weights, acts)
    if given.write:
        _write(weights)


if __name__ == "__main__":
    main()
