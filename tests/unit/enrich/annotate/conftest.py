"""The knowledge that the tests of annotate share: the real tables, and a gazetteer of a few places."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from schemas.annotations import ArticleAnnotated
from services.enrich.annotate.annotate import Input, annotate
from services.enrich.annotate.known import Knowledge, of
from services.enrich.knowledge.compile import key
from services.enrich.knowledge.gazetteer import Candidate
from services.enrich.knowledge.tables import Tables
from services.enrich.knowledge.tokens import words

Annotate = Callable[..., ArticleAnnotated]
PUBLISHED = datetime(2017, 1, 18, 12, tzinfo=UTC)

_TOWNS = """
Al Bāb|al bab|SYR|Aleppo|130745|36.37|37.52
Aleppo|aleppo|SYR|Aleppo|2098210|36.20|37.16
Idlib|idlib|SYR|Idlib|128840|35.93|36.63
Homs|homs|SYR|Homs|775404|34.73|36.71
Manbij|manbij|SYR|Aleppo|99497|36.53|37.95
Damascus|damascus|SYR|Dimashq|1569394|33.51|36.29
Baghdad|baghdad|IRQ|Baghdad|7216000|33.34|44.40
Sinjār|sinjar|IRQ|Nineveh|77926|36.32|41.88
Paris|paris|FRA|Île-de-France|2138551|48.85|2.35
Paris|paris|USA|Texas|24782|33.66|-95.56
Springfield|springfield|USA|Missouri|170188|37.22|-93.30
Springfield|springfield|USA|Illinois|114394|39.80|-89.64
Nice|nice|FRA|Provence-Alpes-Côte d'Azur|342669|43.70|7.27
Reading|reading|GBR|England|244070|51.46|-0.97
Moscow|moscow|RUS|Moscow|10381222|55.75|37.62
Beijing|beijing|CHN|Beijing|18960744|39.91|116.40
Havana|havana|CUB|Havana|2163824|23.13|-82.38
Hiroshima|hiroshima|JPN|Hiroshima|1143841|34.39|132.45
Goma|goma|COD|Nord Kivu|670000|-1.67|29.24
Gao|gao|MLI|Gao|86633|16.27|-0.04
Kunduz|kunduz|AFG|Kunduz|161902|36.73|68.86
"""


class FewPlaces:
    """A gazetteer of some towns, and of the countries of the table of points."""

    def __init__(self) -> None:
        self._named: dict[str, list[Candidate]] = {}
        for line in _TOWNS.strip().splitlines():
            name, known, country, admin1, people, north, east = line.split("|")
            self._add(known, name, "city", country, admin1, float(north), float(east), int(people))
        points = {row["code"]: row for row in Tables.open().rows("country_points")}
        for row in Tables.open().rows("states"):
            point = points.get(row["code"])
            if point is not None:
                for written in (row["name"], *row.many("names")):
                    latitude, longitude = float(point["latitude"]), float(point["longitude"])
                    self._add(
                        key(words(written)), row["name"], "country", row["code"], None, latitude, longitude, 10**6
                    )

    def _add(
        self, known: str, name: str, feature: str, country: str, admin1: str | None, lat: float, lon: float, people: int
    ) -> None:
        number = sum(map(len, self._named.values())) + 1
        found = Candidate(
            number=number, geonames_id=1000 + number, name=name, feature=feature, country=country, admin1=admin1,
            latitude=lat, longitude=lon, population=people,
        )  # fmt: skip
        self._named.setdefault(known, []).append(found)

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        """Every place of this name, the most populous first."""
        return tuple(sorted(self._named.get(key, ()), key=lambda each: -each.population))


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The project's tables with a gazetteer of a few places."""
    return of(Tables.open(), FewPlaces())


@pytest.fixture(scope="session")
def annotated(knowledge: Knowledge) -> Annotate:
    """Annotates a bare text: annotated(text, title="", published=PUBLISHED, **fields of Input)."""

    def run(text: str = "", published: datetime | None = PUBLISHED, **given: str) -> ArticleAnnotated:
        article = Input(article_id="a", text=text, published_at=published, **given)  # type: ignore[arg-type]
        return annotate(article, knowledge, date(2017, 1, 18))

    return run
