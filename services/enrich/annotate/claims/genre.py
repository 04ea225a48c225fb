"""What an article is of, and which claims that leaves: in sport and in culture states play, and media only report.

Told from the title and the first sentences. In an article on sport the fined, banned and beaten are players; in one on
films and books who talks, praises and refuses is no party of politics. Grave acts between two parties stay in both.
"""

from schemas.claims import UNLISTED
from services.enrich.annotate.actors.entities import Entity
from services.enrich.annotate.acts import subjects
from services.enrich.annotate.claims.claims import Made
from services.enrich.annotate.text.document import Document
from services.enrich.knowledge.wordsets import word_set

_FEDERATIONS = word_set("genre_federations")
_OUTLETS = word_set("genre_outlets")
_GRAVE = frozenset(
    {"killing", "bombing", "airstrike", "shelling", "missile", "abduction", "sanctions", "expel", "legal"}
)
_OF_MEDIA = frozenset({"ACCUSE", "PROTEST", "REJECT", "CONCEDE", "ASSAULT", "COERCE"})
"""Types that media may be source of; whom they interview is no claim, nor what "[Daily Trust]" heads."""
_VOICES = frozenset({"ACCUSE", "PROTEST"})


def kept(made: list[Made], document: Document) -> list[Made]:
    """The claims that count in an article of this genre."""
    if not made:
        return made
    lead = document.lead
    war = len(subjects.VIOLENCE & lead)
    sport = subjects.LEAD_OF_SPORT & lead
    play = bool(sport) and len(sport | (subjects.MORE_OF_SPORT & lead)) > max(1, war)
    culture = len(subjects.SHOWS & lead) > max(1, war)
    return [
        one for one in made if not (_is_coverage(one) or (play and not _is_grave(one)) or (culture and _is_art(one)))
    ]


def _is_coverage(one: Made) -> bool:
    """Whether media do no more than their work: "NPR speaks with an envoy", "told The Economist"."""
    sources, targets = one.roles.sources, one.roles.targets
    if one.claim.type == "CONSULT" and any(_is_outlet(each) for each in (*sources, *targets)):
        return True
    working = one.claim.type not in _OF_MEDIA or one.claim.mode == "legal" or one.sentence.low[0] == "["
    return working and bool(sources) and all(_is_outlet(each) for each in sources)


def _is_outlet(party: Entity) -> bool:
    if party.kind == "organisation" and party.sector == "media":
        return True
    return (party.party or "").removeprefix(UNLISTED) in _OUTLETS


def _is_grave(one: Made) -> bool:
    """Whether an act is of force or law between two parties, none of which keeps the rules of a game."""
    if one.claim.mode not in _GRAVE or not (one.roles.sources and one.roles.targets):
        return False
    return not any((each.party or "").lower() in _FEDERATIONS for each in one.roles.sources)


def _is_art(one: Made) -> bool:
    """Whether nobody acts who holds power or arms, and it is no protest of those who do not."""
    if one.roles.sources and one.claim.type in _VOICES:
        return False
    return not any(_is_power(each) for each in one.roles.sources)


def _is_power(party: Entity) -> bool:
    civil = party.sector in {"civilian", "media", "business"} or (party.party or "").startswith(UNLISTED)
    return not civil
