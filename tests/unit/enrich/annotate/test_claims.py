"""The claims of the texts in the files of texts/ are those that a careful analyst draws."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from schemas.annotations import ArticleAnnotated
from schemas.claims import Claim

TEXTS = Path(__file__).with_name("texts")
_TOWNS_KNOWN = frozenset(
    {"Al Bāb", "Aleppo", "Idlib", "Manbij", "Baghdad", "Sinjār", "Havana", "Hiroshima", "Kunduz", "Goma"}
)


def _cases() -> Iterator[tuple[str, list[str]]]:
    for table in sorted(TEXTS.glob("*.txt")):
        for block in table.read_text(encoding="utf-8").split("\n\n"):
            lines = [line for line in block.splitlines() if line and not line.startswith("#")]
            if lines:
                yield lines[0], [line.strip() for line in lines[1:]]


CASES = list(_cases())


def _told(claim: Claim) -> str:
    by = f" by {claim.attributed_to}" if claim.attributed_to else ""
    new = ""
    if claim.novelty:
        kind, since = claim.novelty.kind, claim.novelty.since
        new = f" | {kind}" if since is None else f" | since {since}" if kind == "since" else f" | {kind} since {since}"
    who = f"{'+'.join(claim.sources)} > {'+'.join(claim.targets)}"
    return f"{claim.type}/{claim.mode}: {who} | {claim.status}{by} | {claim.time.value}{new}"


def _without_place(line: str) -> str:
    parts = line.split(" | ")
    return " | ".join([*parts[:3], *parts[4:]])


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:50] for text, _ in CASES])
def test_a_text_makes_the_claims_that_an_analyst_draws(
    text: str, expected: list[str], annotated: Callable[..., ArticleAnnotated]
) -> None:
    claims = annotated(text).claims
    assert [_told(claim) for claim in claims] == [_without_place(line) for line in expected]


@pytest.mark.parametrize(
    ("text", "expected"), [(t, e) for t, e in CASES if any(f"| {n}" in x for x in e for n in _TOWNS_KNOWN)]
)
def test_a_claim_is_placed_in_the_town_that_its_clause_names(
    text: str, expected: list[str], annotated: Callable[..., ArticleAnnotated]
) -> None:
    annotation = annotated(text)
    names = {place.geonames_id: place.name for place in annotation.places}
    placed = [names.get(claim.place, "-") if claim.place else "-" for claim in annotation.claims]
    assert placed == [line.split(" | ")[3] for line in expected]


def test_the_table_holds_traps_and_claims_alike() -> None:
    silent = [text for text, expected in CASES if not expected]
    assert len(CASES) >= 150
    assert len(silent) >= 30
