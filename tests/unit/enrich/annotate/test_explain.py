"""What `explain` shows: tags, why a candidate won, and the words that made each part of a claim; in both views."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from services.enrich.annotate.annotate import Worked
from services.enrich.annotate.known import Knowledge
from services.enrich.annotate.showing import explain, why
from services.enrich.annotate.showing.page import page
from services.enrich.annotate.showing.tags import pieces, safe
from tests.unit.enrich.annotate.conftest import PUBLISHED

HOSTILE = (
    "</p></mark><script>alert(1)</script><img src=x onerror=alert(2)> Russia bombed <b onclick='x'>Aleppo</b> & "
    '"Homs" '
    "on Monday. \u202eevil \u2066Turkey\x1b[31m attacked Iran.\ud800 --> ]]> {{x}} javascript:alert(3)"
)


def worked(text: str, knowledge: Knowledge, **given_fields: str) -> Worked:
    body = json.dumps({"id": "1", "text": text, "published_at": "2017-01-18"} | given_fields)
    return explain.read(body, knowledge, PUBLISHED.date())


def shown(made: Worked, knowledge: Knowledge, *, verbose: bool = False, styles: bool = False) -> str:
    with Path("/dev/null").open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=120, file=nowhere)
        explain.show(made, knowledge, console, verbose=verbose)
        return console.export_text(styles=styles)


def reasons(text: str, knowledge: Knowledge) -> dict[str, str]:
    made = worked(text, knowledge)
    return dict(why.reasons(made.made[0], made, knowledge))


class Page(HTMLParser):
    """The tags of a page, its text, and whether each tag that was opened is closed in its order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text, self.open, self.balanced = "", list[str](), True
        self.feed(html)
        self.close()
        self.balanced = self.balanced and not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.balanced = self.balanced and bool(self.open) and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("text", "part", "words"),
    [
        ("Russia bombed Aleppo on Monday, the Turkish army said.", "status", "without 'said' actual"),
        ("Russia bombed Aleppo on Monday, the Turkish army said.", "said by", "without 'said' nobody"),
        ("Russia has not bombed Turkey.", "status", "without 'not' actual"),
        ("Russia plans to hold talks with Turkey.", "status", "without 'plans to' no claim"),
        ("Russia bombed Turkey for the first time.", "new", "without 'first' nothing new"),
        ("Turkey was bombed by Russia.", "who", "RUS, by 'Russia'"),
        ("Turkey was bombed by Russia.", "to whom", "TUR, by 'Turkey'"),
        ("Russia carried out air strikes on Turkey.", "type", "'carried out air strikes' as active"),
    ],
)
def test_each_part_names_the_words_that_made_it(text: str, part: str, words: str, knowledge: Knowledge) -> None:
    assert words in reasons(text, knowledge)[part]


def test_the_parts_of_a_confidence_are_told_with_their_points(knowledge: Knowledge) -> None:
    made = worked("Russia has not bombed Turkey.", knowledge)
    told = reasons("Russia has not bombed Turkey.", knowledge)["confidence"]
    points = [float(each) for each in re.findall(r"[+-]\d\.\d\d", told)]
    assert round(sum(points), 2) == made.annotation.claims[0].confidence


def test_a_place_tells_why_it_won_and_what_lost(knowledge: Knowledge) -> None:
    made = worked("A bridge fell in Springfield, Illinois.", knowledge)
    brief, whole = shown(made, knowledge), shown(made, knowledge, verbose=True)
    assert "Springfield, Illinois, USA (city, 114,394 people)" in brief
    assert "named after it" in brief
    assert "Missouri" not in brief
    assert "not Springfield, Missouri, USA" in whole


def test_the_scores_that_are_shown_are_those_that_decided(knowledge: Knowledge) -> None:
    made = worked("He lives in Paris, Texas. Snow fell in Moscow. A bridge fell in Springfield.", knowledge)
    for chosen in why.places(made):
        assert chosen.settled.place is not None
        assert chosen.ranked[0].candidate.number == chosen.settled.place.number
        for one in chosen.ranked:
            assert sum(one.parts.values()) == pytest.approx(one.points)


def test_the_terminal_shows_tags_and_obeys_no_text(knowledge: Knowledge) -> None:
    made = worked("\x1b[31mRain \ud800\u202e.\r\n\r\nRussia bombed Aleppo on Monday.", knowledge)
    text = shown(made, knowledge, styles=True)
    assert "\x1b[1;31mbombed\x1b[0m" in text
    assert "[31mRain" in text
    assert "\x1b[31mRain" not in text
    assert "\u202e" not in text


def test_what_was_not_read_and_what_is_not_english_is_told(knowledge: Knowledge) -> None:
    assert "characters were not read" in shown(worked("Russia bombed Aleppo. " * 10_000, knowledge), knowledge)
    german = worked("Die Armee hat die Stadt Aleppo nach Angaben der Russen und mit ihnen erobert.", knowledge)
    assert "not English (de)" in shown(german, knowledge)
    assert "not English (de)" in page(german, knowledge)


def test_the_page_says_what_the_terminal_says(knowledge: Knowledge) -> None:
    made = worked("Russia and Turkey bombed Aleppo for the first time on Monday, Iran said.", knowledge)
    text = Page(page(made, knowledge)).text
    for claim in made.made:
        for part, said in why.reasons(claim, made, knowledge):
            assert part in text
            assert safe(said) in text
    for chosen in why.places(made):
        assert all(why.scored(each) in text for each in chosen.ranked)


def test_no_text_breaks_out_of_the_page(knowledge: Knowledge) -> None:
    plain, hostile = (
        Page(page(worked(text, knowledge, title=text, language=text), knowledge)) for text in ("Rain fell.", HOSTILE)
    )
    assert hostile.balanced
    assert set(hostile.tags) - set(plain.tags) <= {"mark", "a", "article", "h3", "blockquote", "dl", "dt", "dd", "b",
                                                   "bdi", "details", "summary", "ol", "li", "table", "thead", "tbody",
                                                   "tr", "th", "td"}  # fmt: skip
    names = {name for name, _ in hostile.attributes}
    assert names <= {"lang", "charset", "name", "content", "http-equiv", "class", "title", "href", "id", "dir", "role",
                     "aria-label", "aria-labelledby", "scope"}  # fmt: skip
    assert all(value.startswith("#claim-") for name, value in hostile.attributes if name == "href")
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b\ud800-\udfff]", page(worked(HOSTILE, knowledge), knowledge))
    assert "alert(1)" in hostile.text


def test_the_page_loads_nothing_and_can_be_read_by_anybody(knowledge: Knowledge) -> None:
    html = page(worked("Russia bombed Aleppo. Springfield", knowledge), knowledge)
    assert "default-src 'none'" in html
    assert not re.search(r"https?:|url\(|@import|<script|<link|src=", html)
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html
    assert html.index("<h1") < html.index("<h2") < html.index("<h3")
    ids = [value for name, value in Page(html).attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value[1:] for name, value in Page(html).attributes if name == "href"} <= set(ids)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(st.sampled_from(["Russia", " bombed ", "Aleppo", "<", ">", "&", '"', "'", "\u202e", "\n\n", ". ",
                                      "</p>", "-->", "Turkey said ", "\r\n", "\ud800", "for the first time "]),
                     max_size=30).map("".join))  # fmt: skip
def test_any_text_makes_a_whole_page_with_the_text_in_it(text: str, knowledge: Knowledge) -> None:
    made = worked(text, knowledge)
    assert Page(page(made, knowledge)).balanced
    assert "".join(piece.text for piece in pieces(made, "text")) == safe(made.document.text)
    assert len(safe(text)) == len(text)
    assert safe(text) in Page(page(made, knowledge)).text or not text
    shown(made, knowledge, verbose=True)
