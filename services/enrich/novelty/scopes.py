"""What is new, in words: "joint air strikes by Russia and Turkey", "attacks by Russia in Aleppo"."""

from schemas.claims import ClaimMade
from schemas.developments import Level
from services.enrich.novelty.phrases import country_name, is_joint, listed, party_name, phrase
from services.enrich.novelty.relations import is_mutual
from services.enrich.novelty.signs import Sign, other


def scope(level: Level, made: ClaimMade) -> str:
    """What the level holds, as the plural noun phrase that "first" or "first since" goes with."""
    if level == "relation":
        return _all_acts(made)
    claim, each_other = made.claim, is_mutual(made)
    if each_other and level == "direction":
        return f"acts by {_pair(made)} towards each other"
    acts = "acts" if level == "direction" else phrase(claim.type, None if level == "type" else claim.mode).acts
    mutual = each_other or (made.relation.kind == "joint" and level != "direction" and not is_joint(made))
    prefix = "joint " if made.relation.kind == "joint" and not mutual else ""
    who = f"between {_pair(made)}" if mutual else _between(made, level)
    return f"{prefix}{acts} {who}{_where(level, made)}"


def shift_scope(sign: Sign, made: ClaimMade) -> str:
    """The turn in words: "from hostile to joint", "from hostile to friendly", "from friendly to hostile"."""
    return f"from {other(sign)} to {'joint' if made.relation.kind == 'joint' else sign}"


def stated_scope(made: ClaimMade) -> str:
    """What the text calls new: as the annotation kept it, else the act's own words."""
    claim = made.claim
    if claim.novelty is not None and claim.novelty.scope:
        return claim.novelty.scope
    return f"{'joint ' if is_joint(made) else ''}{phrase(claim.type, claim.mode).acts}"


def _all_acts(made: ClaimMade) -> str:
    relation = made.relation
    return f"acts {_between(made, 'relation')}" if relation.kind == "territory" else f"acts between {_pair(made)}"


def _pair(made: ClaimMade) -> str:
    return listed(tuple(party_name(party, made) for party in made.relation.parties))


def _between(made: ClaimMade, level: Level) -> str:
    relation = made.relation
    if relation.kind == "joint":
        return f"by {_pair(made)}"
    source, _, target = (relation.direction or relation.parties[0]).partition(">")
    by = f"by {party_name(source, made)}" if source else ""
    if relation.kind == "territory":
        return f"{by} in {party_name(target, made)}"
    claim = made.claim
    towards = (
        "towards" if level == "direction" else phrase(claim.type, None if level == "type" else claim.mode).preposition
    )
    return " ".join(part for part in (by, f"{towards} {party_name(target, made)}" if target else "") if part)


def _where(level: Level, made: ClaimMade) -> str:
    if level not in ("country", "admin1") or made.place is None:
        return ""
    name = country_name(made.place.country or "") if level == "country" else made.place.admin1
    return f" in {name}"
