"""The tables that claims are made with, an operator's rows among them."""

from dataclasses import dataclass

from services.enrich.annotate.claims import attribution, cues, horizons, sense
from services.enrich.annotate.claims.attribution import Speech
from services.enrich.annotate.claims.cues import Cues
from services.enrich.annotate.claims.horizons import Epochs
from services.enrich.annotate.claims.sense import Senses
from services.enrich.knowledge import eventwords
from services.enrich.knowledge.eventwords import First
from services.enrich.knowledge.tables import Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What words tell of acts. events count anywhere, cue_events and cue_frames beside a cue of novelty only.

    independence: country -> year.
    """

    events: First
    cue_events: First
    cue_frames: First
    senses: Senses
    speech: Speech
    cues: Cues
    epochs: Epochs
    independence: dict[str, str]


def build(tables: Tables) -> Rules:
    """The rules of these tables. Raises TableError."""
    return Rules(
        events=eventwords.build(tables),
        cue_events=eventwords.build(tables, "cue_events"),
        cue_frames=eventwords.build(tables, "cue_frames"),
        senses=sense.build(tables),
        speech=attribution.build(tables),
        cues=cues.build(tables),
        epochs=horizons.build(tables),
        independence={row["country"]: row["year"] for row in tables.rows("independence")},
    )
