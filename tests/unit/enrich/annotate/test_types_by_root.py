"""The first claim of a sentence has the PLOVER root that the codebook gives it; news of no event makes no claim."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from schemas.annotations import ArticleAnnotated

TEXTS = Path(__file__).with_name("texts_roots")
_YIELD = frozenset({"CONCEDE", "RETREAT"})
"""The older PLOVER has one root for both."""


def _cases() -> Iterator[tuple[str, str]]:
    for path in sorted(TEXTS.glob("*.txt")):
        root = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("## "):
                root = line.removeprefix("## ")
            elif line and not line.startswith("#"):
                yield line, root


@pytest.mark.parametrize(("text", "root"), list(_cases()))
def test_the_first_claim_has_the_root_of_the_codebook(
    text: str, root: str, annotated: Callable[..., ArticleAnnotated]
) -> None:
    roots = ["YIELD" if claim.type in _YIELD else claim.type for claim in annotated(text).claims]
    assert (roots[:1] or ["none"]) == [root]
