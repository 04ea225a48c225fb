"""The sign of an act between two parties: hostile, friendly or neither. A relation whose sign changes has turned."""

from typing import Literal

from schemas.claims import ClaimType
from services.enrich.novelty.observation import Observation

Sign = Literal["hostile", "friendly"]

HOSTILE: frozenset[ClaimType] = frozenset({"ASSAULT", "COERCE", "SANCTION", "THREATEN", "MOBILIZE"})
"""Force, its threat, and what is done instead of it. Words alone (accuse, reject, protest) are daily business."""

FRIENDLY: frozenset[ClaimType] = frozenset({"COOPERATE", "AID", "AGREE"})
"""What partners do. To talk is not yet to be partners: enemies consult."""

_OTHER: dict[Sign, Sign] = {"hostile": "friendly", "friendly": "hostile"}


def sign_of(observation: Observation) -> Sign | None:
    """The sign of the act between the two parties, or None. A joint act is friendly between them, whomever it hits."""
    claim, relation = observation.made.claim, observation.made.relation
    if relation.kind == "joint":
        return None if claim.type == "CONSULT" else "friendly"
    if relation.kind != "dyad":
        return None
    if claim.type in HOSTILE:
        return "hostile"
    return "friendly" if claim.type in FRIENDLY else None


def other(sign: Sign) -> Sign:
    """The sign from which this one is a turn."""
    return _OTHER[sign]
