"""All that annotate knows, opened once and handed to it: the tables as rules and names, and the gazetteer."""

import gc
from dataclasses import dataclass
from pathlib import Path

from services.enrich.annotate.claims import rules, sides
from services.enrich.annotate.claims.rules import Rules
from services.enrich.annotate.claims.sides import Doubts
from services.enrich.annotate.text import language
from services.enrich.annotate.text.language import Languages
from services.enrich.knowledge import compile as compiled
from services.enrich.knowledge import lexicon
from services.enrich.knowledge.gazetteer import CompiledGazetteer, Gazetteer
from services.enrich.knowledge.lexicon import Lexicon
from services.enrich.knowledge.tables import Tables
from services.enrich.knowledge.tokens import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """The tables, ready to use, and the gazetteer."""

    lexicon: Lexicon
    rules: Rules
    gazetteer: Gazetteer
    us_states: dict[str, str]
    doubts: Doubts
    languages: Languages


def load(extra: tuple[Path, ...] = (), gazetteer: Path | None = None) -> Knowledge:
    """Reads the tables (extra: the operator's) and opens the gazetteer. Raises TableError, GazetteerError.

    What is in memory by then is taken for lasting: the garbage collector leaves it out, which saves pauses of 0.1 s in
    the middle of articles, and lets forked workers share it.
    """
    gc.disable()  # all that is made here stays: looking through it again and again is a quarter of the time
    try:
        known = of(Tables.open(extra), CompiledGazetteer(gazetteer or compiled.default_path()))
    finally:
        gc.enable()
    gc.freeze()
    return known


def of(tables: Tables, gazetteer: Gazetteer) -> Knowledge:
    """The knowledge of these tables with this gazetteer. Raises TableError."""
    states = {" ".join(words(name)): row["state"] for row in tables.rows("us_states") for name in row.many("names")}
    return Knowledge(
        lexicon=lexicon.build(tables),
        rules=rules.build(tables),
        gazetteer=gazetteer,
        us_states=states,
        doubts=sides.build(tables),
        languages=language.build(tables),
    )
