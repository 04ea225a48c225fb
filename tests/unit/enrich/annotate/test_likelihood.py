"""What speaks for and against an act: its sides' heads, its tense, and the words beside it."""

from collections.abc import Callable
from itertools import permutations

import pytest

from services.enrich.annotate.acts import heads, likelihood, patterns
from services.enrich.annotate.acts.scene import Scene
from services.enrich.annotate.known import Knowledge
from services.enrich.annotate.text.document import read
from services.enrich.knowledge.tables import Tables
from tests.unit.enrich.annotate.conftest import Annotate

Told = Callable[[str], Scene]


@pytest.fixture
def told(knowledge: Knowledge) -> Told:
    """The scene of a sentence without entities."""

    def scene(text: str) -> Scene:
        (sentence,) = read("", text).sentences
        words = patterns.find(sentence, knowledge.rules.events, [False] * len(sentence))
        return Scene.of(sentence, [], words)

    return scene


@pytest.mark.parametrize(
    ("text", "subject", "thing"),
    [
        ("Locusts attacked fields of maize.", "locusts", "fields"),
        ("A herd of cows attacked the old farmers at dawn.", "cows", "farmers"),
        ("Dust storms blanketed the town and attacked windows.", "storms", "windows"),
        ("Wolves that attacked a flock were shot dead by keepers.", "wolves", "flock"),
        ("The mayor said that pigeons had repeatedly attacked him.", "pigeons", "him"),
        ("Attacked from all sides, the fort held.", None, None),
    ],
)
def test_the_heads_of_both_sides_are_found(text: str, subject: str | None, thing: str | None, told: Told) -> None:
    scene = told(text)
    word = scene.words[0]
    found = (heads.subject(scene, word), heads.object_of(scene, word))
    assert tuple(None if index is None else scene.sentence.low[index] for index in found) == (subject, thing)


def test_every_sign_that_says_much_is_one_that_an_act_can_show() -> None:
    openings = {"type", "mode", "source", "target", "doer", "object", "sufferer", "tense", "words", "names", "both"}
    openings |= {
        "any",
        "a",
        "several",
        "noun",
        "passive",
        "said",
        "headline",
        "question",
        "modal",
        "present",
        "asks",
        "compares",
    }
    openings |= {"force", "give", "talk", "word"}
    assert {sign.split(" ")[0].rstrip(",") for sign in likelihood.build(Tables.open())} <= openings
    assert all(abs(weight) <= 5 for weight in likelihood.build(Tables.open()).values())


@pytest.mark.parametrize(
    ("happened", "tempting"),
    [
        ("Militants invaded the town in Mali.", "Locusts invaded the pastures of Mali."),
        ("Rebels attacked a herd of goats in Kenya.", "Hyenas attacked a herd of goats in Kenya."),
        ("Iran seized a British tanker on Monday.", "Monkeys seized a British banana on Monday."),
        ("Turkey withdrew its ambassador from Syria.", "Turkey withdrew its striker from the cup with a cold."),
        ("Syrian soldiers surrendered on Monday.", "Sugar surrendered Monday's gains in Paris."),
    ],
)
def test_who_does_what_to_what_tells_an_act_from_a_figure(happened: str, tempting: str, annotated: Annotate) -> None:
    assert len(annotated(happened).claims) == 1
    assert annotated(tempting).claims == ()


def test_the_order_of_signs_says_nothing() -> None:
    weights = {"any": 0.1, "said": 0.2, "question": -0.3}
    scores = {likelihood.score(weights, order) for order in permutations(weights)}
    assert scores == {0.0}
    assert len({sum(weights[sign] for sign in order) for order in permutations(weights)}) > 1
