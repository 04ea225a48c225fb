"""What speaks for and against a cue of the lead stating a novelty of politics or war: features with weights of a table.

A model that a person can read: novelty_evidence.tsv gives each feature's weight in log-odds; their sum decides.
`python -m benchmarks.fit_novelty` fits them to our own headlines.
"""

from collections.abc import Iterator
from functools import cache
from math import fsum

from services.enrich.annotate.acts import subjects
from services.enrich.annotate.claims.claims import Made
from services.enrich.annotate.claims.rules import Rules
from services.enrich.annotate.stated import leads
from services.enrich.annotate.stated.bearers import Bearer, Fresh
from services.enrich.annotate.stated.leads import Sign, Told
from services.enrich.knowledge.tables import COLUMNS, HERE, Row, read
from services.enrich.knowledge.wordsets import word_set

_FIELDS = ("business", "science", "culture", "sport", "weather", "daily", "past", "opinion", "state")
_WORDS = {name: word_set(f"evidence_{name}") for name in _FIELDS}
_WORDS["sport"] |= subjects.SPORT
_WORDS["culture"] |= subjects.SHOWS
_ASKING = word_set("evidence_asking")
_PERSONS = word_set("evidence_persons")
_OTHER = frozenset().union(*(_WORDS[name] for name in ("business", "science", "culture", "sport", "weather", "daily")))
_PREDICATING = word_set("echoes_telling") | word_set("evidence_predicating")
_SEASONS = frozenset({"year", "month", "season", "week", "day", "decade"})
_RETOLD = frozenset({"memoir", "memoirs", "autobiography", "diaries", "biography"})
_NOTE = 3
"""Tokens of a sentence that only says what the text is: "An explainer."."""
_NEAR = 6
"""Tokens after a cue that tell what it is said of."""
_OF_DAYS = len("2017-01-18")
_LABEL = 6
"""Tokens in which a title's label ends: "Analysis: ..."."""
_MUST = frozenset({"must", "should", "ought", "if", "would", "could", "may", "might"})
_DIGITS = 6
"""Of a sum: weights of one decimal that balance are to be 0, and no trace above or below."""
_STATUSES = frozenset({"planned", "historical", "negated", "hypothetical", "denied"})


def score(features: list[str]) -> float:
    """The log-odds of a novelty that counts. A feature that the table does not weigh is too rare to tell anything."""
    return round(fsum(weights().get(feature, 0.0) for feature in features), _DIGITS)


def parts(features: list[str]) -> tuple[tuple[str, float], ...]:
    """Each feature that has a weight, with it: what `explain` shows."""
    known = weights()
    return tuple((feature, known[feature]) for feature in features if known.get(feature))


@cache
def weights() -> dict[str, float]:
    """The weight of each feature."""
    return {row["feature"]: float(row["weight"]) for row in _rows()}


@cache
def meanings() -> dict[str, str]:
    """What each feature means, for a person."""
    return {row["feature"]: row["meaning"] for row in _rows()}


def _rows() -> list[Row]:
    return list(read(HERE / "novelty_evidence.tsv", COLUMNS["novelty_evidence"]))


def features(sign: Sign, bearer: Bearer, lead: list[Told], made: list[Made], rules: Rules) -> list[str]:
    """The features of a cue that an act bears."""
    beside = _beside(sign, lead)
    return [
        "bias",
        *_of_cue(sign, rules),
        *_of_bearer(bearer, made),
        *_of_lead(lead),
        *_of_actors(beside),
        *_of_words(beside),
    ]


def _beside(sign: Sign, lead: list[Told]) -> list[Told]:
    """The title and the cue's sentence; for a cue of the title, the first sentence of the text."""
    return [lead[0], sign.told] if sign.number else lead[:2]


def _of_cue(sign: Sign, rules: Rules) -> Iterator[str]:
    cue, low = sign.cue, sign.told.sentence.low
    yield f"cue_{cue.kind}_{cue.place}"
    if leads.has_thing_next(low, cue, rules):
        yield "thing_after"
    if cue.place == "noun" and sign.horizon is None and _is_one_of_a_row(low, cue.start):
        yield "in_a_row"
    if sign.horizon is not None:
        yield "horizon_whole" if sign.horizon.whole else "horizon_dated" if sign.horizon.since else "horizon_vague"
        if len(sign.horizon.since or "") == _OF_DAYS:
            yield "horizon_days"
    after = low[cue.end : cue.end + _NEAR]
    near = {*low[max(0, cue.start - 3) : cue.start], *after}
    if _is_of_the_year(after):
        yield "of_the_year"
    if not _OTHER.isdisjoint(near):
        yield "other_near"
    if not _WORDS["state"].isdisjoint(near):
        yield "state_near"
    if not _PERSONS.isdisjoint(after[:3]):
        yield "person_after"
    if not _MUST.isdisjoint(low[max(0, cue.start - 4) : cue.start]):
        yield "must_before"
    before = sign.told.sentence.tokens[cue.start - 1] if cue.start else ""
    if before in {"'", "‘", '"', "“"}:
        yield "quoted"


def _is_of_the_year(after: list[str]) -> bool:
    """ "the first vote of the year", "biggest of the season": soon there is another."""
    return any(
        word in _SEASONS and after[place - 2 : place] == ["of", "the"] for place, word in enumerate(after) if place > 1
    )


def _is_one_of_a_row(low: list[str], start: int) -> bool:
    """ "the first shells fell", not "was the first raid", "its first raid"."""
    return (
        start > 0
        and low[start - 1 : start + 1] == ["the", "first"]
        and not (start > 1 and low[start - 2] in _PREDICATING)
    )


def _of_bearer(bearer: Bearer, made: list[Made]) -> Iterator[str]:
    yield f"act_{bearer.how}"
    if isinstance(bearer.act, Fresh):
        yield f"table_{bearer.act.table}"
        if not (bearer.act.roles.sources or bearer.act.roles.targets):
            yield "nobody"
    elif made[bearer.act].claim.status in _STATUSES:
        yield "unreal"


def _of_lead(lead: list[Told]) -> Iterator[str]:
    """How much of the lead tells acts at all, and whether its title is one of comment or of memory."""
    count = sum(len(told.claims) for told in lead[:3])
    yield f"claims_{min(count, 2)}"
    yield from looks_back(lead)


def looks_back(lead: list[Told]) -> list[str]:
    """Whether the title is one of comment ("Analysis: ...", "Why ...") or of memory ("Forty years on", "dies")."""
    if lead[0].sentence.field != "title":
        return []
    title = lead[0].sentence.low
    colon = title.index(":") if ":" in title[:_LABEL] else 0
    label = {*title[: colon or 1], *(title[colon + 1 : colon + 2] if colon else ())}
    named = {word for told in lead if len(told.sentence) <= _NOTE for word in told.sentence.low}  # "An explainer."
    commented = not (_WORDS["opinion"].isdisjoint(label | named) and _ASKING.isdisjoint(label))
    retold = any(not _RETOLD.isdisjoint(told.sentence.low) for told in lead)
    remembered = retold or not _WORDS["past"].isdisjoint(title) or _counts_years(title)
    return ["comment"] * commented + ["memory"] * remembered


def _counts_years(title: list[str]) -> bool:
    """ "Forty years on", "marks three years since", "ten years ago"."""
    places = [index for index, word in enumerate(title[:-1]) if word == "years"]
    return any(title[index + 1] in {"on", "ago", "since", "later"} for index in places)


def _of_actors(beside: list[Told]) -> Iterator[str]:
    entities = [one for told in beside for one in told.entities]
    parties = {one.party for one in entities if one.party}
    places = {one.place.country for told in beside for one in told.settled if one.place is not None}
    yield f"parties_{min(len(parties), 2)}"
    if len(parties) < 2 and len(places | parties) > 1:
        yield "abroad"
    if any(one.kind == "armed_group" or one.sector in {"military", "rebel"} for one in entities):
        yield "armed"
    if any(one.sector == "government" or one.form == "role" for one in entities):
        yield "office"
    if any(one.kind == "organisation" and one.sector not in {"business", "media", "civilian"} for one in entities):
        yield "body"
    if any(one.sector in {"business", "media"} for one in entities):
        yield "company"


def _of_words(beside: list[Told]) -> Iterator[str]:
    words = frozenset(word for told in beside for word in told.sentence.low)
    for name in _FIELDS:
        count = len(_WORDS[name] & words)
        if count:
            yield f"{name}_1"
        if count > 1:
            yield f"{name}_2"
    if "?" in words:
        yield "asked"
