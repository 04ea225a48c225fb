"""A title tells again what the text tells: one event, one claim. The text's claim stands, for it knows more."""

from dataclasses import replace

from services.enrich.annotate.claims.claims import Made

_LEAD = 4
"""Claims of the text, from its beginning, that a title may tell of."""


def without_retold(made: list[Made]) -> list[Made]:
    """The claims without those of the title that a claim of the lead tells too; what only the title states is kept."""
    titles = [one for one in made if one.claim.evidence.field == "title"]
    body = [one for one in made if one.claim.evidence.field == "text"]
    kept: list[Made] = []
    for title in titles:
        place = next((index for index, one in enumerate(body[:_LEAD]) if _is_retold(title, one)), None)
        if place is None:
            kept.append(title)
        else:
            body[place] = _joined(title, body[place])
    return [*kept, *body]


def _is_retold(title: Made, text: Made) -> bool:
    one, other = title.claim, text.claim
    happened = (one.status in {"actual", "claimed"}) == (other.status in {"actual", "claimed"})
    same = set(one.sources) == set(other.sources) and set(one.targets) <= set(other.targets)
    together = one.joint and not one.targets and set(one.sources) == {*other.sources, *other.targets}
    return one.type == other.type and happened and (same or together)


def _joined(title: Made, text: Made) -> Made:
    """The text's claim with the novelty that only the title states."""
    claim = replace(text.claim, novelty=text.claim.novelty or title.claim.novelty)
    return replace(text, claim=claim)
