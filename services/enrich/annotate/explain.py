"""An article as a person reads it: the text with its tags in colour, each claim with its evidence and its reasons."""

import json
import re
import sys
from datetime import date

from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.claims import Field
from services.enrich.annotate.annotate import Worked, work
from services.enrich.annotate.claims import Made
from services.enrich.annotate.known import Knowledge
from services.enrich.annotate.lines import article

_STYLES = {
    "actor": "bold cyan",
    "place": "green",
    "as_actor": "green underline",
    "unresolved": "dim green",
    "event": "bold red",
}
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""What a terminal obeys, or cannot show: shown as one blank each, so that offsets stay true."""


def show(body: str, knowledge: Knowledge, today: date, console: Console | None = None) -> None:
    """Print the article's annotation. body: an article as JSON, or plain text. Raises BadArticle."""
    worked = work(article(_parsed(body)), knowledge, today)
    out = console or Console(file=sys.stdout)
    for field in ("title", "text"):
        text = _tagged(worked, field)
        if text.plain:
            out.print(text, end="\n\n")
    out.print(_actors(worked))
    out.print(_places(worked))
    if not worked.made:
        out.print("No claims: no actor and event word stand in one clause.")
    for made in worked.made:
        out.print(_claim(made))


def _parsed(body: str) -> object:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"id": "stdin", "text": body}


def _tagged(worked: Worked, field: Field) -> Text:
    annotation = worked.annotation
    text = Text(_UNSEEN.sub(" ", worked.document.title if field == "title" else worked.document.text))
    for place in annotation.places:
        known = place.geonames_id is not None or place.latitude is not None
        for mention in place.mentions:
            if mention.field == field:
                style = "unresolved" if not known else "place" if mention.literal else "as_actor"
                text.stylize(_STYLES[style], mention.start, mention.end)
    for actor in annotation.actors:
        for named in actor.mentions:
            if named.field == field:
                text.stylize(_STYLES["actor"], named.start, named.end)
    for made in worked.made:
        if made.sentence.field == field:
            starts, ends = made.sentence.starts, made.sentence.ends
            text.stylize(_STYLES["event"], starts[made.word.start], ends[made.word.end - 1])
    return text


def _actors(worked: Worked) -> Table:
    table = Table("actor", "id", "party", "sector", "mentions", title="Actors", title_justify="left", box=None)
    for actor in worked.annotation.actors:
        words = ", ".join(dict.fromkeys(mention.text for mention in actor.mentions))
        table.add_row(actor.name, actor.id, actor.party or "", actor.sector or "", words)
    return table


def _places(worked: Worked) -> Table:
    table = Table("place", "kind", "in", "geonames", "mentions", title="Places", title_justify="left", box=None)
    for place in worked.annotation.places:
        where = ", ".join(part for part in (place.admin1, place.country) if part)
        words = ", ".join(dict.fromkeys(m.text + ("" if m.literal else " (as actor)") for m in place.mentions))
        table.add_row(place.name, place.feature or "unresolved", where, str(place.geonames_id or ""), words)
    return table


def _claim(made: Made) -> Text:
    claim = made.claim
    head = Text.assemble(
        ("\nclaim ", "bold"), (claim.type, "bold red"), f" {claim.mode or ''}", " (joint)" if claim.joint else ""
    )
    lines = [
        f"who      {', '.join(claim.sources) or '-'} → {', '.join(claim.targets) or '-'}",
        f"when     {claim.time.value} ({claim.time.precision})    where  {claim.place or '-'}",
        f"status   {claim.status}" + (f", attributed to {claim.attributed_to}" if claim.attributed_to else ""),
        f"why      the pattern {made.word.pattern.words!r} as {made.word.voice}; confidence {claim.confidence}",
    ]
    if claim.novelty:
        new = claim.novelty
        lines.append(
            f"new      {new.kind}: {new.cue!r}"
            + (f", {new.scope}" if new.scope else "")
            + (f", since {new.since}" if new.since else "")
        )
    lines.append(f"evidence {claim.evidence.text}")
    return head.append(_UNSEEN.sub(" ", "\n  " + "\n  ".join(lines)))
