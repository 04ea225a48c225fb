"""Whose police and courts: the country that heads the title, whoever else a sentence tells of."""

from collections.abc import Callable

from schemas.annotations import ArticleAnnotated

Annotate = Callable[..., ArticleAnnotated]


def test_the_country_that_heads_the_title_owns_the_police_of_the_text(annotated: Annotate) -> None:
    text = "Police have detained a journalist over a story about a Niger official."
    (claim,) = annotated(text, title="Nigeria: Story Ends in a Cell").claims
    assert (claim.type, claim.sources) == ("COERCE", ("NGA",))


def test_without_such_a_head_the_only_country_told_owns_them(annotated: Annotate) -> None:
    text = "Police have detained a journalist over a story about a Niger official."
    (claim,) = annotated(text, title="A story ends in a cell").claims
    assert claim.sources == ("NER",)


def test_an_outlet_in_brackets_before_the_text_does_nothing(annotated: Annotate) -> None:
    assert annotated("[Premium Times] The witnesses denied threatening Ali Bello.").claims == ()
