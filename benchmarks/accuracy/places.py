"""Places on LGL and GeoVirus: names found, and points that they were given."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.accuracy.report import Report
from benchmarks.accuracy.score import Score
from benchmarks.accuracy.subject import run
from benchmarks.accuracy.toponyms import Read, Toponym
from schemas.annotations import Place
from services.enrich.annotate.known import Knowledge
from services.enrich.knowledge.tables import Row, Tables
from services.runtime.distance import kilometres

NEAR_KM = 161.0
"""100 miles: the usual measure of resolved places (Gritta et al., A Pragmatic Guide to Geoparsing Evaluation)."""
_SAME_STATE_KM = 1_000.0
"""Gazetteers put a state's point far apart (Australia: 200 km), but none puts Georgia's in the other Georgia."""


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """What the tables say of states: names with code and point, and words for their peoples that are no such name."""

    names: dict[str, tuple[str, tuple[float, float]]]
    peoples: frozenset[str]

    def meant(self, toponym: Toponym) -> str | None:
        """The code of the state that the gold means by its name: the name is a state's, and the point is near."""
        code, point = self.names.get(toponym.word.removeprefix("the ").lower(), ("", None))
        if point is None or toponym.point is None:
            return None
        return code if kilometres(*point, *toponym.point) <= _SAME_STATE_KM else None


def states(tables: Tables) -> States:
    """Those of our own tables."""
    points = {row["code"]: (float(row["latitude"]), float(row["longitude"])) for row in tables.rows("country_points")}
    rows: list[Row] = list(tables.rows("states"))
    names = {
        name.lower(): (row["code"], points[row["code"]])
        for row in rows
        if row["code"] in points
        for name in (row["name"], *row.many("names"))
    }
    peoples = {word for row in rows for word in (*row.many("adjectives"), *row.many("demonyms"))}
    return States(names=names, peoples=frozenset(word for word in peoples if word.lower() not in names))


@dataclass(slots=True)
class Located:
    """Gold mentions with a point, and what became of them."""

    gold: int = 0
    resolved: int = 0
    near: int = 0
    near_or_state: int = 0
    states: int = 0
    states_right: int = 0
    wrong: Counter[str] = field(default_factory=Counter)

    def add(self, toponym: Toponym, place: Place | None, state: str | None) -> None:
        """Counts one; state: the code that the gold means, if it is a state."""
        self.gold += 1
        self.states += state is not None
        if place is None:
            return
        self.resolved += place.latitude is not None
        near = _is_near(toponym, place)
        right_state = state is not None and place.country == state and place.feature == "country"
        self.near += near
        self.near_or_state += near or right_state
        self.states_right += right_state
        if not near and not right_state:
            self.wrong[f"{toponym.word} as {_told(place)}"] += 1


def places(name: str, read: Read, path: Path, known: Knowledge, report: Report, part: slice) -> None:
    """Strict spans found, literal or not, and gold mentions resolved within 161 km."""
    spans, without, located, tables = Score(), Score(), Located(), states(Tables.open())
    for text, toponyms in list(read(path))[part]:
        found = {
            (m.start, m.end): place for place in run(text, known).places for m in place.mentions if m.field == "text"
        }
        gold = {(each.start, each.end): each for each in toponyms}
        words = {span: text[slice(*span)] for span in found.keys() | gold.keys()}
        spans.add_spans(found.keys(), gold.keys(), words)
        plain = {span for span, word in words.items() if word not in tables.peoples}
        without.add_spans(found.keys() & plain, gold.keys() & plain, words)
        for span, toponym in gold.items():
            if toponym.point is not None:
                located.add(toponym, found.get(span), tables.meant(toponym))
    report.line(name, "places found, strict span", spans)
    report.line(name, "the same, without words for peoples", without)
    _located(name, located, report)
    report.worst(f"{name} missed", spans.missed)
    report.worst(f"{name} extra", spans.extra)
    report.worst(f"{name} resolved wrong", located.wrong)


def _located(name: str, located: Located, report: Report) -> None:
    report.share(name, "resolved within 161 km, of all gold", located.near, located.gold)
    report.share(name, "resolved within 161 km, of those resolved", located.near, located.resolved)
    report.share(name, "within 161 km or the right state, of all gold", located.near_or_state, located.gold)
    report.share(name, "right state, of names that mean a state", located.states_right, located.states)


def _told(place: Place) -> str:
    if place.latitude is None:
        return "unresolved"
    return ", ".join(part for part in (place.name, place.admin1, place.country) if part)


def _is_near(toponym: Toponym, place: Place) -> bool:
    if toponym.point is None or place.latitude is None or place.longitude is None:
        return False
    return kilometres(*toponym.point, place.latitude, place.longitude) <= NEAR_KM
