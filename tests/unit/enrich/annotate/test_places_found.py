"""Which names of a text are places: their spans, what is no place though it bears the name, and literal or not."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.annotations import ArticleAnnotated, PlaceMention
from services.enrich.annotate.annotate import Input, annotate
from services.enrich.annotate.known import Knowledge, of
from services.enrich.knowledge.compile import key
from services.enrich.knowledge.gazetteer import Candidate, Gazetteer
from services.enrich.knowledge.tables import Tables
from services.enrich.knowledge.tokens import words

Found = Callable[..., list[str]]

_MORE = """
London|city|GBR|England|8961989
Lyon|city|FRA|Auvergne-Rhône-Alpes|522969
Washington|city|USA|District of Columbia|689545
District of Columbia|admin1|USA|District of Columbia|689545
New York City|city|USA|New York|8804190
New York|admin1|USA|New York|0
Texas|admin1|USA|Texas|0
Ohio|admin1|USA|Ohio|0
Georgia|admin1|USA|Georgia|0
New Mexico|admin1|USA|New Mexico|0
British Columbia|admin1|CAN|British Columbia|0
South America|continent|||0
North America|continent|||0
Indian Ocean|ocean|||0
Panama Canal|canal|PAN||0
Lincoln|city|USA|Nebraska|291082
Douglas|city|USA|Georgia|11700
Moore|city|USA|Oklahoma|62793
Wilson|city|USA|North Carolina|47851
Hamilton|city|CAN|Ontario|579200
Jordan|city|USA|Minnesota|6656
Gainesville|city|USA|Florida|141085
Chiefland|city|USA|Florida|2245
Tyler|city|USA|Texas|105995
Charleston|city|USA|West Virginia|48864
DeKalb County|admin2|USA|Georgia|0
Albany|city|USA|New York|99224
Reston|city|USA|Virginia|58404
Peterson|city|USA|Iowa|334
Boston|city|USA|Massachusetts|675647
Massachusetts|admin1|USA|Massachusetts|0
California|admin1|USA|California|0
Pennsylvania|admin1|USA|Pennsylvania|0
New South Wales|admin1|AUS|New South Wales|0
Los Angeles|city|USA|California|3820914
Eastland County|admin2|USA|Texas|0
Eastland|city|USA|Texas|3609
Callahan|city|USA|Florida|1300
Ohio State|admin1|USA|Ohio|0
"""


class MorePlaces:
    """The gazetteer of the other tests, and towns that are surnames, states, and seas."""

    def __init__(self, base: Gazetteer) -> None:
        self._base = base
        self._more: dict[str, list[Candidate]] = {}
        for number, line in enumerate(_MORE.strip().splitlines(), start=90_000):
            name, feature, country, admin1, people = line.split("|")
            found = Candidate(
                number=number, geonames_id=number, name=name, feature=feature, country=country or None,
                admin1=admin1 or None, latitude=1.0, longitude=1.0, population=int(people),
            )  # fmt: skip
            self._more.setdefault(key(words(name)), []).append(found)

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        """Every place of this name."""
        return (*self._more.get(key, ()), *self._base.candidates(key))


@pytest.fixture(scope="module")
def more(knowledge: Knowledge) -> Knowledge:
    """The tables with the larger gazetteer."""
    return of(Tables.open(), MorePlaces(knowledge.gazetteer))


@pytest.fixture(scope="module")
def mentions(more: Knowledge) -> Callable[..., list[PlaceMention]]:
    """The mentions of places of a text, or of a title, in their order."""

    def run(text: str = "", title: str = "") -> list[PlaceMention]:
        annotation: ArticleAnnotated = annotate(Input(article_id="a", text=text, title=title), more, date(2017, 1, 18))
        found = [mention for place in annotation.places for mention in place.mentions]
        return sorted(found, key=lambda mention: (mention.field, mention.start))

    return run


@pytest.fixture(scope="module")
def found(mentions: Callable[..., list[PlaceMention]]) -> Found:
    """The words of the mentions."""

    def run(text: str = "", title: str = "") -> list[str]:
        return [mention.text for mention in mentions(text, title)]

    return run


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels left al-Bab for Al Bab and Al-Bāb.", ["al-Bab", "Al Bab", "Al-Bāb"]),
        ("He flew to Paris, Lyon and London.", ["Paris", "Lyon", "London"]),
        ("Snow fell in Paris, Texas, on Monday.", ["Paris", "Texas"]),
        ("London’s mayor spoke in Boston's centre.", ["London", "Boston"]),
        ("A court in New Mexico heard the case.", ["New Mexico"]),
        ("It grows in North America and South America.", ["North America", "South America"]),
        ("Ships crossed the Indian Ocean and the Panama Canal.", ["Indian Ocean", "Panama Canal"]),
        ("The fire spread through British Columbia.", ["British Columbia"]),
        ("Crowds gathered in New York City.", ["New York City"]),
        ("Floods in South Charleston and North America ended.", ["South Charleston", "North America"]),
        ("“In Chad nothing moved,” he said. U.S. President Bush agreed.", ["Chad", "U.S."]),
    ],
)
def test_a_name_is_found_in_its_whole_length(text: str, expected: list[str], found: Found) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "He works for the Bank of America.",
        "Paris Hilton sang.",
        "The Washington Post reported it.",
        "Fans of Jordan Peterson cheered.",
        "A study of the University of Gainesville was shown.",
        "It costs US$10 or more.",
        "Mr. Lincoln answered.",
        "Judge Moore agreed with J. Wilson.",
        "They tested pigs for the Reston ebolavirus.",
        "The police chief, Robert Douglas, came. Douglas said he was tired.",
        "Hamilton, 34, was hurt. So was Wilson, 40, his friend.",
    ],
)
def test_a_name_within_another_name_is_no_place(text: str, found: Found) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A bus left from Lincoln for Hamilton on Sunday.", ["Lincoln", "Hamilton"]),
        ("An Albany man was held.", ["Albany"]),
        ("John Smith, 54, of Tyler said he was glad.", ["Tyler"]),
        ("A brawl in Chiefland ended late. Chiefland police came.", ["Chiefland", "Chiefland"]),
        ("Sen. Ann Lee, D-Tyler, voted.", ["Tyler"]),
        ("Ohio State Police came.", ["Ohio"]),
        ("The U.S. Department of Labor saw it.", ["U.S."]),
        ("Three Eastland County men were held.", ["Eastland County"]),
    ],
)
def test_a_town_that_is_a_surname_is_a_place_where_the_words_beside_it_tell(
    text: str, expected: list[str], found: Found
) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A pipe burst on North Cooper Street near Highland Avenue.", ["North Cooper Street", "Highland Avenue"]),
        ("The house at 75 Orchard St., Albany, burned.", ["Orchard St.", "Albany"]),
        ("Boats sank on the Zorra River and Lake Pelu.", ["Zorra River", "Lake Pelu"]),
        ("The village of Deir Zanun was empty.", ["Deir Zanun"]),
        ("Floods hit the Gondra district.", ["Gondra"]),
        ("He was born in Quarry Township in DeKalb County.", ["Quarry Township", "DeKalb County"]),
    ],
)
def test_a_place_that_no_gazetteer_holds_is_told_by_its_form(text: str, expected: list[str], found: Found) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mass. lawmakers met in Boston.", ["Mass.", "Boston"]),
        ("Sen. Ann Lee, D-Calif., and Rep. Bo Day, R-Pa., voted.", ["Calif.", "Pa."]),
        ("Horses in NSW were ill.", ["NSW"]),
        ("The L.A. port grew. He flew to D.C. from N.Y. on Monday.", ["L.A.", "D.C.", "N.Y."]),
        ("He was ill. Ms. Orr, Dr. Ma and I. Miss. Or so.", []),
    ],
)
def test_an_abbreviation_of_a_region_is_found_with_its_full_stop(text: str, expected: list[str], found: Found) -> None:
    assert found(text) == expected


def test_a_list_of_counties_is_a_list_of_places(found: Found) -> None:
    assert found("Fires burned in Eastland and Callahan counties.") == ["Eastland", "Callahan"]


def test_an_abbreviated_region_does_not_cut_the_sentence(mentions: Callable[..., list[PlaceMention]]) -> None:
    assert [one.text for one in mentions("A man from Altoona, Pa. Police said so.")][-1] == "Pa."


DATELINES = [
    "BEIJING, Jan 18 (Reuters) - ",
    "MOSCOW (AP) -- ",
    "Damascus (AFP) - ",
    "DAMASCUS, Syria \u2014 ",
    "NEW DELHI: ",
    "Moscow, 18 January 2017 (TASS) \u2013 ",
    "Beirut, Jan. 3 -- ",
    "KABUL, Afghanistan, Oct. 4 /Xinhua/ -- ",
    "PARIS/LONDON (Reuters) - ",
    "WASHINGTON, D.C. \u2014 ",
    "GENEVA, 3 March 2020 - ",
    "Homs, Syria: ",
    "Islamabad - ",
    "(CNN) - ",
    "By A. Writer\n\nMOSCOW (Reuters) - ",
]


@pytest.mark.parametrize("dateline", DATELINES)
def test_a_dateline_is_a_place_and_never_the_claims(dateline: str, more: Knowledge) -> None:
    article = Input(article_id="a", text=dateline + "Turkish jets bombed Idlib on Monday.")
    annotation = annotate(article, more, date(2017, 1, 18))
    names = {place.geonames_id: place.name for place in annotation.places}
    assert [names.get(claim.place) for claim in annotation.claims if claim.place] == ["Idlib"]
    article = Input(article_id="a", text=dateline + "Turkish jets bombed rebels on Monday.")
    assert [claim.place for claim in annotate(article, more, date(2017, 1, 18)).claims] == [None]


def test_a_dash_that_begins_an_aside_ends_no_dateline(mentions: Callable[..., list[PlaceMention]]) -> None:
    assert [one.literal for one in mentions("Russia - which denied it - spoke.")] == [False]


def test_titles_and_capitals_hide_no_town(found: Found) -> None:
    assert found("RUSSIA BOMBS ALEPPO AS TALKS IN BEIJING FAIL") == ["RUSSIA", "ALEPPO", "BEIJING"]
    assert found(title="Russia Bombs Aleppo as Talks in Beijing Fail") == ["Russia", "Aleppo", "Beijing"]


def test_wall_street_and_its_journal_are_no_streets(found: Found) -> None:
    assert found("Wall Street fell, the Wall Street Journal said.") == []


@pytest.mark.parametrize(
    ("text", "word", "literal"),
    [
        ("Moscow imposed sanctions on Georgia.", "Moscow", False),
        ("Snow fell in Moscow.", "Moscow", True),
        ("Beijing rejected the report.", "Beijing", False),
        ("He arrived in Beijing.", "Beijing", True),
        ("Moscow's streets were empty.", "Moscow", True),
        ("Moscow's decision was final.", "Moscow", False),
        ("Thousands fled Syria for Turkey and Lebanon.", "Lebanon", True),
        ("The attack came as Israel and Egypt met.", "Israel", False),
        ("The attack came as Israel and Egypt met.", "Egypt", False),
        ("If Ukraine attacks, war follows.", "Ukraine", False),
    ],
)
def test_a_capital_is_literal_where_it_lies_and_not_where_it_acts(
    text: str, word: str, literal: bool, mentions: Callable[..., list[PlaceMention]]
) -> None:
    assert [one.literal for one in mentions(text) if one.text == word] == [literal]


_WORDS = (
    "in |near |the village of |Paris|al-Bab|, |Texas|N.Y.|Mass. |St. |Cooper Street|Zorra River| and |counties|D-|US$"
)
_ODD = (
    "Al-Ba\u0304b|\u0130dlib|’s |-|\u2011|\u202e|\u200f|\ud800|\udfff|\u0301|\u0627\u0644\u0628|N. |\n\n|16th |\x00|ﬁ"
)
_PIECES = st.sampled_from([*_WORDS.split("|"), *_ODD.split("|")])


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(_PIECES | st.text(max_size=4), max_size=40), title=st.lists(_PIECES, max_size=12))
def test_the_offsets_of_places_are_true_and_never_overlap(
    text: list[str], title: list[str], mentions: Callable[..., list[PlaceMention]]
) -> None:
    fields = {"text": "".join(text), "title": "".join(title)}
    reached = {"text": 0, "title": 0}
    for one in mentions(fields["text"], fields["title"]):
        assert fields[one.field][one.start : one.end] == one.text
        assert one.start >= reached[one.field]
        reached[one.field] = one.end
