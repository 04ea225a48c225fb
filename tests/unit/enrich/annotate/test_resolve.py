"""Which place a name is: on a gazetteer of names that many places bear, on texts of our own."""

from datetime import date

import pytest

from services.enrich.annotate.annotate import Input, Worked, work
from services.enrich.annotate.known import Knowledge, of
from services.enrich.knowledge.compile import Naming, key
from services.enrich.knowledge.gazetteer import Candidate
from services.enrich.knowledge.tables import Tables
from services.enrich.knowledge.tokens import words

_PLACES = """
Paris|city|FRA|Île-de-France|2138551|48.85|2.35
Paris|city|USA|Texas|24782|33.66|-95.56
Paris|city|USA|Tennessee|10150|36.30|-88.33
Paris|city|USA|Kentucky|9870|38.21|-84.25
Lamar County|admin2|USA|Texas|0|33.67|-95.57
Lamar County|admin2|USA|Alabama|0|33.78|-88.10
Lamar County|admin2|USA|Georgia|0|33.08|-84.14
Lamar County|admin2|USA|Mississippi|0|31.21|-89.51
Clarksville|city|USA|Tennessee|146806|36.53|-87.36
Clarksville|city|USA|Texas|3196|33.61|-95.05
Mount Pleasant|city|USA|South Carolina|81317|32.79|-79.86
Mount Pleasant|city|USA|Texas|16000|33.16|-94.97
Springfield|city|USA|Missouri|170188|37.22|-93.30
Springfield|city|USA|Illinois|114394|39.80|-89.64
Springfield|city|USA|Massachusetts|154341|42.10|-72.59
Peoria|city|USA|Arizona|190985|33.58|-112.24
Peoria|city|USA|Illinois|115070|40.69|-89.59
Decatur|city|USA|Alabama|55437|34.61|-86.98
Decatur|city|USA|Illinois|73254|39.84|-88.95
Walker County|admin2|USA|Texas|0|30.74|-95.57
Walker County|admin2|USA|Alabama|0|33.80|-87.30
Huntsville|city|USA|Alabama|215006|34.73|-86.59
Huntsville|city|USA|Texas|40938|30.72|-95.55
Texas|admin1|USA|Texas|22266440|31.13|-98.76
Illinois|admin1|USA|Illinois|13245991|40.00|-89.20
Alabama|admin1|USA|Alabama|3000000|32.80|-86.80
California|admin1|USA|California|39581093|36.75|-119.59
California|city|USA|Maryland|11857|38.30|-76.51
Maryland|admin1|USA|Maryland|4000000|39.00|-76.70
Georgia|admin1|USA|Georgia|4835606|32.75|-83.50
Ontario|admin1|CAN|Ontario|17792592|50.52|-84.79
Ontario|city|USA|California|171214|34.06|-117.65
Ontario|city|USA|New York|2160|43.22|-77.28
New York City|city|USA|New York|8804190|40.71|-74.01|New York
New York|admin1|USA|New York|18000000|43.00|-75.50
Washington|city|USA|District of Columbia|689545|38.90|-77.04
Washington|admin1|USA|Washington|6544495|47.50|-120.50
Seattle|city|USA|Washington|780995|47.61|-122.33
England|admin1|GBR|England|63250633|52.16|-0.70
United Kingdom|country|GBR||66488991|54.76|-2.70|England;Britain
London|city|GBR|England|8961989|51.51|-0.13
London|city|CAN|Ontario|422324|42.98|-81.23
Toronto|city|CAN|Ontario|2794356|43.70|-79.42
Hamilton|city|CAN|Ontario|519949|43.25|-79.85
Hamilton|city|BMU|Hamilton city|902|32.29|-64.78
Aleppo|city|SYR|Aleppo|2098210|36.20|37.16|Berea
Berea|city|USA|Kentucky|14882|37.57|-84.30
Richmond|city|USA|Virginia|226610|37.55|-77.46
Richmond|city|USA|Kentucky|31364|37.75|-84.29
Lexington|city|USA|Kentucky|322570|38.05|-84.46
Pacific Ocean|ocean||||3.51|-132.19|Pacific
Pacific|city|USA|Missouri|7161|38.48|-90.74
Red Sea|sea||||20.00|38.50
Red Sea|admin1|EGY|Red Sea|506601|24.68|34.15
Middle East|region||||33.14|35.86
Middle East|city|USA|Maryland|1872|39.30|-76.59
Nowhere|city|USA|Oklahoma|0|35.16|-98.44
Lebanon|city|USA|Pennsylvania|25477|40.34|-76.41
Annville|city|USA|Pennsylvania|4767|40.33|-76.52
Palmyra|city|USA|Pennsylvania|7320|40.31|-76.59
Pennsylvania|admin1|USA|Pennsylvania|12000000|40.90|-77.80
Union County|admin2|USA|Ohio|0|40.30|-83.37
Union County|admin2|USA|Georgia|0|34.83|-83.99
Stroud|city|GBR|England|32670|51.75|-2.20
Macon|city|USA|Georgia|153159|32.84|-83.63
Macon|city|USA|Missouri|5471|39.74|-92.47
Callahan|city|USA|Florida|1300|30.56|-81.83
Callahan County|admin2|USA|Texas|0|32.30|-99.37
Eastland County|admin2|USA|Texas|0|32.33|-98.82
District of Columbia|admin1|USA|District of Columbia|689545|38.90|-77.02|D.C.
"""
COUNTRIES = (
    "Georgia|GEO|42|43.5 France|FRA|46|2 Syria|SYR|35|38 Niger|NER|18|9 Nigeria|NGA|10|8 Egypt|EGY|27|30 "
    "Lebanon|LBN|33.8|35.8"
)


class Clashes:
    """A gazetteer in which most names are several places'."""

    def __init__(self) -> None:
        self._named: dict[str, list[Candidate]] = {}
        for number, line in enumerate(_PLACES.strip().splitlines(), start=1):
            name, feature, country, admin1, people, north, east, *others = line.split("|")
            self._add((name, *";".join(others).split(";")), number, feature, country, admin1, people, north, east)
        for number, line in enumerate(COUNTRIES.split(" "), start=500):
            name, country, north, east = line.split("|")
            self._add((name,), number, "country", country, "", "9000000", north, east)

    def _add(self, names: tuple[str, ...], number: int, feature: str, *cells: str) -> None:
        country, admin1, people, north, east = cells
        for name in filter(None, names):
            naming: Naming = "own" if name == names[0] else "other"
            place = Candidate(
                number=number, geonames_id=1000 + number, name=names[0], feature=feature, country=country or None,
                admin1=admin1 or None, latitude=float(north), longitude=float(east), population=int(people or 0),
                naming=naming,
            )  # fmt: skip
            self._named.setdefault(key(words(name)), []).append(place)

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        """Every place of this name, the most populous first."""
        return tuple(sorted(self._named.get(key, ()), key=lambda each: (-each.population, each.number)))


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return of(Tables.open(), Clashes())


def read(knowledge: Knowledge, text: str, publisher: str | None = None) -> Worked:
    return work(Input(article_id="a", text=text, publisher=publisher), knowledge, date(2017, 1, 18))


def found(knowledge: Knowledge, text: str, name: str, publisher: str | None = None) -> list[str]:
    """The places of this name, as "feature region country"."""
    places = read(knowledge, text, publisher).annotation.places
    told = [p for p in places if name in {mention.text for mention in p.mentions}]
    return [f"{p.feature} {p.admin1 or '-'} {p.country or '-'}" if p.feature else "unresolved" for p in told]


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("A fire broke out in Springfield, Illinois.", "Springfield", "city Illinois USA"),
        ("A fire broke out in Springfield, Mass.", "Springfield", "city Massachusetts USA"),
        ("They drove from Springfield to Peoria and Decatur.", "Springfield", "city Illinois USA"),
        ("They drove from Springfield to Peoria and Decatur.", "Decatur", "city Illinois USA"),
        ("A jury in Paris, Texas, met. It sat in Paris for hours.", "Paris", "city Texas USA"),
        ("The road from Clarksville to Mount Pleasant runs through Lamar County.", "Lamar County", "admin2 Texas USA"),
        ("The road from Clarksville to Mount Pleasant runs through Lamar County.", "Clarksville", "city Texas USA"),
        ("Deputies in Walker County searched a house near Huntsville.", "Walker County", "admin2 Texas USA"),
        ("The Alabama State Police stopped a car in Walker County.", "Walker County", "admin2 Alabama USA"),
        ("Floods hit California, Maryland and Texas.", "California", "admin1 California USA"),
        ("He moved to Ontario in spring.", "Ontario", "admin1 Ontario CAN"),
        ("He moved to Ontario, California, in spring.", "Ontario", "city California USA"),
        ("He was born in New York in spring.", "New York", "city New York USA"),
        ("A storm crossed England on Monday.", "England", "admin1 England GBR"),
        ("A storm crossed Britain on Monday.", "Britain", "country - GBR"),
        ("He drove from London to Hamilton and Toronto.", "London", "city Ontario CAN"),
        ("He drove from London to Hamilton and Toronto.", "Hamilton", "city Ontario CAN"),
        ("A man from Berea was found in Richmond near Lexington.", "Berea", "city Kentucky USA"),
        ("A man from Berea was found in Richmond near Lexington.", "Richmond", "city Kentucky USA"),
        ("A ship sank in the Pacific.", "Pacific", "ocean - -"),
        ("A ship sank in the Red Sea off Egypt.", "Red Sea", "sea - -"),
        ("Texas deputies said war in the Middle East worries them.", "Middle East", "region - -"),
        ("Troopers met in Annville and Palmyra, Pa. A man from Lebanon was hurt.", "Lebanon", "city Pennsylvania USA"),
        ("Syria and Egypt sent envoys to Lebanon. A US official flew there.", "Lebanon", "country - LBN"),
        ("The Pennsylvania governor wants peace in Lebanon.", "Lebanon", "country - LBN"),
        ("Thousands marched in Niger.", "Niger", "country - NER"),
        ("The sheriff arraigned a Paris man on a felony charge.", "Paris", "city Texas USA"),
        ("Ask the fire chief of Springfield at 217-555-0123.", "Springfield", "city Illinois USA"),
        ("The Paris City Council met. The sheriff spoke of a felony.", "Paris", "city Texas USA"),
        ("Ohioans drove to Union County.", "Union County", "admin2 Ohio USA"),
        ("It was found in the state of Washington.", "Washington", "admin1 Washington USA"),
        ("It was sold in Alabama, Washington and Ohio.", "Washington", "admin1 Washington USA"),
        ("The New York governor came.", "New York", "admin1 New York USA"),
        ("He flew to New York and Washington.", "New York", "city New York USA"),
        ("He flew to Washington, D.C., on Monday.", "Washington", "city District of Columbia USA"),
        ("A crash near Stroud, Ontario, killed two.", "Stroud", "unresolved"),
        ("A plant in Macon, Georgia, was closed.", "Macon", "city Georgia USA"),
        ("Fires burned in Eastland and Callahan counties.", "Callahan", "admin2 Texas USA"),
        ("Sheep were counted in Callahan and Macon.", "Callahan", "city Florida USA"),
        ("Thousands marched in Nigeria.", "Nigeria", "country - NGA"),
    ],
)
def test_a_name_is_the_place_that_the_article_speaks_of(knowledge: Knowledge, text: str, name: str, place: str) -> None:
    assert found(knowledge, text, name) == [place]


def test_two_places_of_one_name_stay_two_where_the_text_tells_them_apart(knowledge: Knowledge) -> None:
    text = "Buses run from Springfield, Illinois, to Springfield, Missouri."
    assert sorted(found(knowledge, text, "Springfield")) == ["city Illinois USA", "city Missouri USA"]


def test_the_publishers_home_is_no_default(knowledge: Knowledge) -> None:
    text = "The president spoke in Paris on Monday."
    assert found(knowledge, text, "Paris", "The Paris News, Paris, Texas") == found(knowledge, text, "Paris")
    assert found(knowledge, text, "Paris") == ["city Île-de-France FRA"]


def test_a_county_that_nothing_tells_from_another_stays_unresolved(knowledge: Knowledge) -> None:
    assert found(knowledge, "A farm burned down in Union County.", "Union County") == ["unresolved"]
    assert found(
        knowledge, "A farm in Georgia burned down, in Union County. Texas sent aid to Georgia.", "Union County"
    )


def test_a_town_that_the_gazetteer_lacks_in_the_region_told_is_no_town_elsewhere(knowledge: Knowledge) -> None:
    assert found(knowledge, "A bank was robbed in Peoria, Texas.", "Peoria") == ["unresolved"]


def test_the_order_of_sentences_does_not_decide(knowledge: Knowledge) -> None:
    first, second = "A bank was robbed in Decatur.", "Police came from Peoria and Springfield."
    assert found(knowledge, f"{first} {second}", "Decatur") == found(knowledge, f"{second} {first}", "Decatur")


def test_a_small_town_is_found_where_it_is_the_only_one_of_its_name(knowledge: Knowledge) -> None:
    assert found(knowledge, "A tornado struck near Nowhere, Okla., at noon.", "Nowhere") == ["city Oklahoma USA"]


def test_what_lost_can_be_told_with_its_points_and_their_parts(knowledge: Knowledge) -> None:
    worked = read(knowledge, "They drove from Springfield to Peoria and Decatur.")
    spot = worked.settled[0][1][0].spot
    ranked = worked.resolved.ranked(spot)
    assert [one.candidate.admin1 for one in ranked] == ["Illinois", "Missouri", "Massachusetts"]
    assert all(one.points == pytest.approx(sum(one.parts.values())) for one in ranked)
    assert ranked[0].parts["nearness"] > ranked[1].parts.get("nearness", 0.0)
    assert {"name and size", "country", "region"} <= ranked[0].parts.keys()


def test_many_names_of_many_places_take_time_in_proportion(knowledge: Knowledge) -> None:
    """Each candidate votes once a turn: no pairs are formed."""
    one = "They drove from Springfield to Peoria and Decatur, Paris and Clarksville. "
    assert len(read(knowledge, one * 400).annotation.places) == len(read(knowledge, one).annotation.places)
