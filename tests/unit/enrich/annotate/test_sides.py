"""Two sides' versions of one event point at each other; a text's doubts stand with the claims that it doubts."""

import pytest

from schemas.annotations import ArticleAnnotated
from schemas.claims import Claim
from tests.unit.enrich.annotate.conftest import Annotate

TWO_SIDES = (
    "Azerbaijan shelled two villages in Armenia on Tuesday, the Armenian defence ministry said. "
    "Azerbaijan denied shelling Armenia.",
    "Armenia said Azerbaijan had attacked its troops. Azerbaijan said Armenia attacked its positions first.",
    "Russia accused Ukraine of bombing a power plant. Ukraine accused Russia of shelling it.",
    "Syria bombed a hospital in Aleppo, the United States said. Syria dismissed reports that it had bombed Aleppo.",
)
ONE_SIDE = (
    "Armenia said Azerbaijan had attacked its troops. Armenia said Azerbaijan attacked two villages.",
    "Azerbaijan shelled Armenia. Turkey denied shelling Syria.",
    "Russia accused Ukraine of bombing a power plant. Ukraine accused Belarus of shelling a bridge.",
    "Russia bombed Aleppo. Ukraine bombed Donetsk.",
)


def claims_of(annotation: ArticleAnnotated) -> dict[str, Claim]:
    """The claims by their ids."""
    return {claim.id: claim for claim in annotation.claims}


@pytest.mark.parametrize("text", TWO_SIDES)
def test_claims_of_two_sides_point_at_each_other(text: str, annotated: Annotate) -> None:
    one, other = claims_of(annotated(text)).values()
    assert (one.disputes, other.disputes) == ((other.id,), (one.id,))


@pytest.mark.parametrize("text", ONE_SIDE)
def test_claims_of_one_side_or_of_other_events_dispute_nothing(text: str, annotated: Annotate) -> None:
    claims = claims_of(annotated(text))
    assert len(claims) == 2
    assert [claim.disputes for claim in claims.values()] == [(), ()]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (
            "Syrian forces bombed a market in Idlib, residents said. The claim could not be independently verified.",
            "could not be independently verified",
        ),
        ("Activists said Syrian forces bombed Aleppo. State media did not report any strikes.", None),
        ("Russia said, without providing evidence, that Ukraine had attacked a bridge.", "without providing evidence"),
        ("Unverified reports said Israel had struck Damascus.", "Unverified"),
        ("Iran said Israel had attacked a ship. Rain fell in Paris. This could not be verified.", None),
        ("Turkey bombed Manbij. The cause of the fire in Paris could not be verified.", None),
    ],
)
def test_a_doubt_stands_with_the_claim_before_it(text: str, doubt: str | None, annotated: Annotate) -> None:
    (claim,) = annotated(text).claims
    assert claim.doubt == (doubt if doubt or "State media" not in text else "State media did not report")


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("Iran said Israel had attacked a ship.", "said"),
        ("Iran alleged that Israel had attacked a ship.", "claims"),
        ("Israel admitted that it had attacked a ship.", "admits"),
        ("Israel denied that it had attacked a ship.", "denies"),
        ("Israel is believed to have attacked an Iranian ship.", "believes"),
        ("Israel attacked an Iranian ship.", None),
    ],
)
def test_a_claim_tells_how_its_source_stands_to_it(text: str, strength: str | None, annotated: Annotate) -> None:
    (claim,) = annotated(text).claims
    assert claim.strength == strength


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Two residents said Syrian forces bombed Aleppo.", "residents"),
        ("A Reuters witness said Turkish troops attacked Manbij.", "Reuters witness"),
        ("Witnesses in Damascus said Israel had struck a convoy.", "witnesses in Damascus"),
        ("According to state television, Israel struck Damascus.", "state television"),
        ("Israel struck Damascus, a monitor said.", "monitor"),
        ("Israel struck Damascus, the group's spokesman said.", "group's spokesman"),
        ("The Kremlin said Israel struck Damascus.", "RUS"),
    ],
)
def test_a_source_that_no_table_names_is_described(text: str, who: str, annotated: Annotate) -> None:
    (claim,) = annotated(text).claims
    assert claim.attributed_to == who
