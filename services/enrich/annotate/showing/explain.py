"""An article as a person reads it in a terminal: the text with its tags in colour, each claim with its reasons."""

import json
import sys
from datetime import date

from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.claims import Field
from services.enrich.annotate.annotate import Worked, work
from services.enrich.annotate.claims.claims import Made
from services.enrich.annotate.known import Knowledge
from services.enrich.annotate.lines import article
from services.enrich.annotate.showing import why
from services.enrich.annotate.showing.tags import Tag, pieces, safe

_STYLES: tuple[tuple[Tag, str], ...] = (
    ("event", "bold red"),
    ("actor", "bold cyan"),
    ("as_actor", "green underline"),
    ("unresolved", "dim green"),
    ("place", "green"),
)
"""The style of each tag; of several the first counts."""
_BESIDE = 12
"""Columns of the names of parts."""


def read(body: str, knowledge: Knowledge, today: date) -> Worked:
    """The working of an article, given as JSON or as plain text. Raises BadArticle."""
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    given = found if isinstance(found, dict) else {"id": "stdin", "text": body}
    return work(article(given), knowledge, today)


def show(worked: Worked, knowledge: Knowledge, console: Console | None = None, *, verbose: bool = False) -> None:
    """Print an annotation with its reasons; verbose: with the candidates that lost."""
    out = console or Console(file=sys.stdout)
    fields: tuple[Field, ...] = ("title", "text")
    for field in fields:
        text = _tagged(worked, field)
        if text.plain:
            out.print(text, end="\n\n")
    out.print(_notes(worked), end="")
    out.print(_actors(worked))
    out.print(_places(worked, verbose=verbose), soft_wrap=True)
    if not worked.made:
        out.print("No claims: no actor and event word stand in one clause.")
    for made in worked.made:
        out.print(_claim(made, worked, knowledge), soft_wrap=True)


def notes(worked: Worked) -> list[str]:
    """What a reader must know of the whole: the language, and what was not read."""
    annotation = worked.annotation
    told = [] if worked.english else [f"The text is not English ({annotation.language}): safe names only, no claims."]
    left = f"{annotation.unread:,} characters were not read: the article costs more than the budget."
    return [*told, *([left] if annotation.unread else [])]


def _notes(worked: Worked) -> Text:
    return Text("".join(f"{safe(note)}\n\n" for note in notes(worked)), style="yellow")


def _tagged(worked: Worked, field: Field) -> Text:
    text = Text()
    for piece in pieces(worked, field):
        text.append(piece.text, next((style for tag, style in _STYLES if tag in piece.tags), None))
    return text


def _actors(worked: Worked) -> Table:
    table = Table("actor", "id", "party", "sector", "mentions", title="Actors", title_justify="left", box=None)
    for actor in worked.annotation.actors:
        words = ", ".join(dict.fromkeys(safe(mention.text) for mention in actor.mentions))
        table.add_row(*map(Text, (actor.name, actor.id, actor.party or "", actor.sector or "", words)))
    return table


def _places(worked: Worked, *, verbose: bool) -> Text:
    text = Text("\nPlaces\n", style="italic")
    for chosen in why.places(worked):
        place = chosen.settled.place
        literal = "" if chosen.settled.spot.literal else " (stands for an actor)"
        text.append(f"  {safe(chosen.words)}{literal}: ", "not italic green")
        winner = next((each for each in chosen.ranked if place and each.candidate.number == place.number), None)
        text.append((why.scored(winner) if winner else "unresolved") + "\n", "not italic")
        for other in chosen.ranked if verbose else ():
            if other is not winner:
                text.append(f"    not {why.scored(other)}\n", "not italic dim")
    return text


def _claim(made: Made, worked: Worked, knowledge: Knowledge) -> Text:
    claim = made.claim
    told = " ".join(part for part in (claim.mode, "(joint)" if claim.joint else "") if part)
    head = Text.assemble(("claim ", "bold"), (claim.type, "bold red"), f" {told}".rstrip(), "\n")
    for part, said in (*why.reasons(made, worked, knowledge), ("evidence", claim.evidence.text)):
        head.append(f"  {part:{_BESIDE}}", "bold")
        head.append(safe(said).replace("\n", " ") + "\n")
    return head
