"""An article's text cut where its tags begin and end: what both views of `explain` show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from schemas.claims import Field
from services.enrich.annotate.annotate import Worked

Tag = Literal["actor", "place", "as_actor", "unresolved", "event"]
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal obeys, what turns the direction of what follows, and what cannot be written."""
_SHOWN = "\u00b7"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a field with its tags; safe to show."""

    start: int
    text: str
    tags: frozenset[Tag]


def safe(text: str) -> str:
    """The text with a dot for each sign that is not to be seen but to be obeyed; offsets stay true."""
    return _UNSEEN.sub(_SHOWN, text.replace("\r\n", " \n"))


def pieces(worked: Worked, field: Field) -> Iterator[Piece]:
    """The field from its beginning to its end, cut where a tag begins or ends."""
    text = safe(worked.document.title if field == "title" else worked.document.text)
    spans = list(_spans(worked, field))
    edges = {0, len(text), *(edge for start, end, _ in spans for edge in (start, end))}
    starting: dict[int, list[Tag]] = {}
    ending: dict[int, list[Tag]] = {}
    for start, end, tag in spans:
        starting.setdefault(start, []).append(tag)
        ending.setdefault(end, []).append(tag)
    open_tags: list[Tag] = []
    cuts = sorted(edges)
    for start, end in pairwise(cuts):
        for tag in ending.get(start, ()):
            open_tags.remove(tag)
        open_tags += starting.get(start, ())
        yield Piece(start=start, text=text[start:end], tags=frozenset(open_tags))


def _spans(worked: Worked, field: Field) -> Iterator[tuple[int, int, Tag]]:
    for place in worked.annotation.places:
        known = place.geonames_id is not None or place.latitude is not None
        for mention in place.mentions:
            if mention.field == field:
                tag: Tag = "unresolved" if not known else "place" if mention.literal else "as_actor"
                yield mention.start, mention.end, tag
    for actor in worked.annotation.actors:
        for named in actor.mentions:
            if named.field == field:
                yield named.start, named.end, "actor"
    for made in worked.made:
        if made.sentence.field == field:
            yield made.sentence.starts[made.word.start], made.sentence.ends[made.word.end - 1], "event"
