"""The tables that claims are made with, an operator's rows among them."""

from dataclasses import dataclass

from services.enrich.annotate.acts import likelihood, sense
from services.enrich.annotate.acts.likelihood import Weights
from services.enrich.annotate.acts.sense import Senses
from services.enrich.annotate.claims import attribution
from services.enrich.annotate.claims.attribution import Speech
from services.enrich.annotate.stated import cues, horizons
from services.enrich.annotate.stated.cues import Cues
from services.enrich.annotate.stated.horizons import Epochs
from services.enrich.knowledge import eventwords
from services.enrich.knowledge.eventwords import First
from services.enrich.knowledge.tables import Tables

_EVENTS = ("events", "cue_events", "cue_frames", "cue_words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What words tell of acts. events count anywhere, cue_events and cue_frames beside a cue of novelty only.

    cue_words, cue_forms: weaker words and wider cues, which count by weight in a lead. act_words: those of
    all these tables that make a pattern alone. independence: country -> year.
    """

    events: First
    cue_events: First
    cue_frames: First
    cue_words: First
    act_words: frozenset[str]
    senses: Senses
    weights: Weights
    speech: Speech
    cues: Cues
    cue_forms: Cues
    epochs: Epochs
    independence: dict[str, str]


def build(tables: Tables) -> Rules:
    """The rules of these tables. Raises TableError."""
    events, cue_events, cue_frames, cue_words = (eventwords.build(tables, name) for name in _EVENTS)
    return Rules(
        events=events,
        cue_events=cue_events,
        cue_frames=cue_frames,
        cue_words=cue_words,
        act_words=frozenset().union(*map(_lone, (events, cue_events, cue_frames, cue_words))),
        senses=sense.build(tables),
        weights=likelihood.build(tables),
        speech=attribution.build(tables),
        cues=cues.build(tables),
        cue_forms=cues.build(tables, ("cues", "cue_forms")),
        epochs=horizons.build(tables),
        independence=dict(horizons.independence(tables)),
    )


def _lone(first: First) -> frozenset[str]:
    """The words that are a pattern by themselves."""
    return frozenset(
        word for word, entries in first.items() if any(not pattern.rest for pattern, _ in entries.after(""))
    )
