"""An observation: a claim as one relation's memory keeps it, with its event day and its rank on that day."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from typing import Literal

import msgspec

from schemas.claims import ClaimMade, EventTime
from services.enrich.errors import BadAnnotation

MAX_EVIDENCE = 400
MAX_TITLE = 200
MAX_ACTORS = 24
MAX_TAGS = 20
Role = Literal["live", "background", "history", "planned"]
_RANK: dict[Role, int] = {"history": 0, "live": 1, "background": 3, "planned": 4}
_INEXACT = 1
_ENCODER = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, kw_only=True)
class Observation:
    """One claim in one relation.

    key: digest of the content, so that a claim told again is the same, and one told differently is another.
    day: proleptic Gregorian ordinal of the event day (date.toordinal). role: what it may do: live (feeds the memory,
    may be new), background (status historical: feeds it), history (loaded: feeds it, and what it tells is known),
    planned (does not feed it; may be stated as new).
    """

    key: str
    day: int
    role: Role
    made: ClaimMade

    @property
    def exact(self) -> bool:
        """Whether the event's day is known: what our memory has not seen before is new only on a known day."""
        return self.made.claim.time.precision == "day"

    @cached_property
    def order(self) -> tuple[int, int, str, str, str]:
        """Earliest day first; on a day history, then live claims by publication: an event keeps its first teller.

        Of an article's claims the one that knows the country leads: the event's id has it, in each of its relations.
        """
        made = self.made
        rank = _RANK[self.role] + (0 if self.exact else _INEXACT)
        placed = made.place is not None and made.place.country is not None
        return (self.day, rank, f"{published(made) or '~'}{' ' if placed else '~'}", made.claim.id, self.key)

    @property
    def iso_day(self) -> str:
        """The event day as ISO 8601 date."""
        return iso(self.day)


def observe(made: ClaimMade) -> Observation | None:
    """The observation that the claim is, or None where it says that nothing happened. Raises BadAnnotation.

    Of a month or a year the last day counts, but no day after the article's: a text that says "in January" about an
    event whose day we know must not come before it, and a silence that it ends is measured from its end.
    """
    role = _role(made)
    if role is None:
        return None
    kept = _trimmed(made)
    key = blake2b(_ENCODER.encode(kept), digest_size=8).hexdigest()
    return Observation(key=key, day=event_day(made), role=role, made=kept)


def event_day(made: ClaimMade) -> int:
    """The ordinal of the day that counts as the event's. Raises BadAnnotation."""
    first, last = _span(made.claim.time)
    at = made.report.published_at
    if at is None:
        return last
    try:
        return max(first, min(last, at.astimezone(UTC).date().toordinal()))
    except OverflowError:
        raise BadAnnotation(f"the article's time {at.isoformat()} is none of UTC") from None


def published(made: ClaimMade) -> str | None:
    """When the article was published, ISO 8601 in UTC (texts of one form sort by time), or None."""
    at = made.report.published_at
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def lag_days(observation: Observation) -> int:
    """Days from the event to the article; 0 where the article has no date."""
    at = observation.made.report.published_at
    return 0 if at is None else at.astimezone(UTC).date().toordinal() - observation.day


def iso(day: int) -> str:
    """The ISO 8601 date of an ordinal."""
    return date.fromordinal(day).isoformat()


def midnight(day: int) -> datetime:
    """The first moment (UTC) of the day of an ordinal."""
    return datetime.fromordinal(day).replace(tzinfo=UTC)


def _role(made: ClaimMade) -> Role | None:
    status = made.claim.status
    if status == "planned" and not made.history:
        return "planned"
    if status not in ("actual", "claimed", "historical"):
        return None
    if made.history:
        return "history"
    return "live" if status != "historical" else "background"


def _span(time: EventTime) -> tuple[int, int]:
    """First and last day (ordinals) of the time as precisely as it is known."""
    try:
        if time.precision == "day":
            first = last = date.fromisoformat(time.value[:10])
        elif time.precision == "month":
            first = date.fromisoformat(f"{time.value[:7]}-01")
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        else:
            first = date.fromisoformat(f"{time.value[:4]}-01-01")
            last = first.replace(month=12, day=31)
    except (ValueError, OverflowError):
        raise BadAnnotation(f"the claim's time {time.value!r} is no date of precision {time.precision}") from None
    return first.toordinal(), last.toordinal()


def _trimmed(made: ClaimMade) -> ClaimMade:
    """Long texts cut, so that what is kept of one claim has a bounded size."""
    evidence = replace(made.claim.evidence, text=made.claim.evidence.text[:MAX_EVIDENCE])
    title = None if made.report.title is None else made.report.title[:MAX_TITLE]
    report = replace(made.report, title=title, tags=made.report.tags[:MAX_TAGS])
    return replace(made, claim=replace(made.claim, evidence=evidence), actors=made.actors[:MAX_ACTORS], report=report)
