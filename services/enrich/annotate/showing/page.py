"""An annotation as one page of HTML that stands alone: nothing is loaded, no text of an article becomes markup."""

from html import escape

from schemas.claims import Field
from services.enrich.annotate.annotate import Worked
from services.enrich.annotate.claims.claims import Made
from services.enrich.annotate.known import Knowledge
from services.enrich.annotate.showing import why
from services.enrich.annotate.showing.explain import notes
from services.enrich.annotate.showing.tags import Piece, Tag, pieces, safe

_NAMES: dict[Tag, str] = {
    "actor": "actor",
    "place": "place",
    "as_actor": "place that stands for an actor",
    "unresolved": "place, unresolved",
    "event": "event word",
}
_STYLE = """
:root { color-scheme: light dark; --line: #888; --actor: #0b5c8a; --place: #1d6b2f; --event: #a3161a }
@media (prefers-color-scheme: dark) { :root { --actor: #7cc7f0; --place: #8bd69c; --event: #ff9a94 } }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem }
.field { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate }
mark { background: none; color: inherit }
.actor { color: var(--actor); border-bottom: 2px solid }
.place { color: var(--place); border-bottom: 2px dotted }
.as_actor { border-bottom: 2px double }
.unresolved { color: var(--place); border-bottom: 2px dashed }
.event { color: var(--event); font-weight: bold }
article { border-top: 1px solid var(--line); break-inside: avoid }
table { border-collapse: collapse } th, td { text-align: left; vertical-align: top; padding: .1rem .8rem .1rem 0 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem } dd { margin: 0; overflow-wrap: anywhere }
:focus-visible { outline: 2px solid; outline-offset: 2px }
@media print { body { max-width: none; margin: 0 } ::details-content { content-visibility: visible; block-size: auto } }
"""


def page(worked: Worked, knowledge: Knowledge) -> str:
    """The page. It holds the candidates that lost, folded up."""
    annotation = worked.annotation
    title = _text(annotation.title or annotation.article_id)
    language = f' lang="{_text(annotation.language)}"' if annotation.language else ""
    claims = "".join(_claim(number, made, worked, knowledge) for number, made in enumerate(worked.made, 1))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<h1{language} dir="auto">{_field(worked, "title") or title}</h1>
{"".join(f"<p role='note'>{_text(note)}</p>" for note in notes(worked))}
</header>
<main>
<section aria-label="Text"><p class="field"{language} dir="auto">{_field(worked, "text")}</p>
<p>{", ".join(f'<mark class="{tag}">{name}</mark>' for tag, name in _NAMES.items())}</p></section>
<section aria-labelledby="claims"><h2 id="claims">Claims</h2>
{claims or "<p>No claims: no actor and event word stand in one clause.</p>"}</section>
<section aria-labelledby="places"><h2 id="places">Places</h2>
{_places(worked)}</section>
<section aria-labelledby="actors"><h2 id="actors">Actors</h2>
{_actors(worked)}</section>
</main>
</body>
</html>
"""


def _text(text: str) -> str:
    """The text as characters of a page, in an attribute too."""
    return escape(safe(text), quote=True)


def _field(worked: Worked, field: Field) -> str:
    starts = {
        (made.claim.evidence.field, made.sentence.starts[made.word.start]): number
        for number, made in reversed(list(enumerate(worked.made, 1)))
    }
    return "".join(_marked(piece, starts.get((field, piece.start))) for piece in pieces(worked, field))


def _marked(piece: Piece, claim: int | None) -> str:
    text = _text(piece.text)
    if not piece.tags:
        return text
    names = "; ".join(name for tag, name in _NAMES.items() if tag in piece.tags)
    marked = f'<mark class="{" ".join(sorted(piece.tags))}" title="{names}">{text}</mark>'
    if claim is None or "event" not in piece.tags:
        return marked
    return f'<a id="word-{claim}" href="#claim-{claim}">{marked}</a>'


def _claim(number: int, made: Made, worked: Worked, knowledge: Knowledge) -> str:
    claim = made.claim
    rows = "".join(
        f"<dt>{part}</dt><dd><bdi>{_text(said)}</bdi></dd>" for part, said in why.reasons(made, worked, knowledge)
    )
    head = " ".join(part for part in (claim.type, claim.mode, "(joint)" if claim.joint else "") if part)
    return (
        f'<article id="claim-{number}" aria-labelledby="head-{number}"><h3 id="head-{number}">{_text(head)}</h3>'
        f'<blockquote><p dir="auto">{_text(claim.evidence.text)}</p></blockquote>'
        f"<dl>{rows}</dl></article>\n"
    )


def _places(worked: Worked) -> str:
    return "".join(_place(chosen) for chosen in why.places(worked)) or "<p>None.</p>"


def _place(chosen: why.Chosen) -> str:
    place = chosen.settled.place
    winner = next((each for each in chosen.ranked if place and each.candidate.number == place.number), None)
    lost = "".join(f"<li>{_text(why.scored(each))}</li>" for each in chosen.ranked if each is not winner)
    literal = "" if chosen.settled.spot.literal else " (stands for an actor)"
    won = _text(why.scored(winner)) if winner else "unresolved"
    head = f"<p><b><bdi>{_text(chosen.words)}</bdi></b>{literal}: {won}</p>"
    return head + (f"<details><summary>Candidates that lost</summary><ol>{lost}</ol></details>\n" if lost else "\n")


def _actors(worked: Worked) -> str:
    rows = "".join(
        f'<tr><th scope="row">{_text(actor.name)}</th><td>{_text(actor.id)}</td><td>{_text(actor.party or "")}</td>'
        f"<td>{_text(actor.sector or '')}</td><td><bdi>"
        f"{', '.join(dict.fromkeys(_text(mention.text) for mention in actor.mentions))}</bdi></td></tr>\n"
        for actor in worked.annotation.actors
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("actor", "id", "party", "sector", "mentions"))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else "<p>None.</p>"
