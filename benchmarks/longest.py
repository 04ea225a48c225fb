"""The slowest article: texts made to hold a worker, each with the time of its annotation. The budget is set by them.

    python -m benchmarks.longest [--slowest 10]

The texts are made of the tables of names, so that they grow slower as the tables grow larger. Deterministic.
"""

import argparse
import random
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from services.enrich.annotate import known
from services.enrich.annotate.annotate import Input, Worked, work
from services.enrich.annotate.known import Knowledge
from services.enrich.knowledge.compile import default_path, ensure
from services.enrich.knowledge.tables import Tables

LIMIT_MS = 250
"""What an article may take."""
_DAY = date(2020, 1, 1)
_WARM = "Russia bombed Aleppo on Monday."
_NAMED = ("states", "organisations", "armed_groups", "persons", "institutions", "actors_main", "persons_main")
_SENTENCES = {
    "news": "Russia and Turkey carried out their first joint air strikes against Islamic State in Syria on Wednesday, "
    "the Russian defence ministry said. Jets bombed positions around the town of al-Bab, Aleppo. ",
    "clauses without end": "Russia bombed Turkey and Iran attacked Israel said China ",
    "short sentences": "Russia bombed Turkey and Iran attacked Israel said China. ",
    "cues": "Russia bombed Syria for the first time since 1990. ",
    "sayings": "Russia said ",
    "relatives": "Russia that ",
    "brackets": "Russia ) ( bombed ",
    "quotations": '"Russia" bombed "Syria" ',
    "abbreviations": "U.S. ",
    "one town": "Aleppo ",
    "San Jose": "San Jose, ",
    "openings of names": "San ",
    "verbs with gaps": "Russia carried carried carried carried the the the the the ",
    "adverbs": "bombed slowly ",
    "dates": "1 January 2001 ",
    "articles": "the ",
    "possessives": "'s ",
    "full stops": ". ",
    "line ends": "\n\n",
    "open tags": "<p <script ",
    "tags": "<b>",
    "entities": "&amp;",
    "accents": "a\u0301",
    "Russian": "Россия бомбила Алеппо. ",
    "brackets alone": "(",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One text: what it is made of, its time in milliseconds of one core, and what was read of it."""

    name: str
    ms: float
    tokens: int
    claims: int
    unread: int


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of each, from 600,000 characters up. Compiles the gazetteer where there is none."""
    yield from of_towns()
    yield from of_names()
    yield from of_sentences()


def of_names() -> Iterator[tuple[str, str]]:
    """100,000 names of our tables, put together in several ways."""
    chance = random.Random(1)  # noqa: S311 - no secret
    names = [row["name"] for table in _NAMED for row in Tables.open().rows(table)]
    picked = [chance.choice(names) for _ in range(100_000)]
    yield "all names", "; ".join(picked)
    yield "names struck", " bombed ".join(picked)
    yield "names in a row", " ".join(picked)
    yield "a name a paragraph", "\n\n".join(picked)
    yield "a list that acts", ", ".join(picked[:4_000]) + " bombed Syria. "
    yield "unknown names", " ".join("W" + "".join(chance.choices("abcdefg", k=6)) for _ in range(100_000))


def of_towns() -> Iterator[tuple[str, str]]:
    """Names of the gazetteer."""
    towns = _towns()
    yield "great towns", ". ".join(f"In {town}" for town in towns)
    yield "towns in a row", ", ".join(towns)
    mixed = random.Random(1).sample(towns, len(towns))  # noqa: S311 - no secret
    yield "rare towns", ". ".join(f"Troops in {town}" for town in mixed)


def of_sentences() -> Iterator[tuple[str, str]]:
    """A sentence, or less, again and again."""
    yield "one word", "a" * 1_000_000
    for name, sentence in _SENTENCES.items():
        yield name, sentence * (600_000 // len(sentence))


def _towns() -> list[str]:
    """The 60,000 most populous towns: nearly each look-up is the first, and the great names have most namesakes."""
    path = default_path()
    ensure(path)
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as gazetteer:
        rows = gazetteer.execute("SELECT name FROM place ORDER BY population DESC, id LIMIT 60000")
        return [name for (name,) in rows]


def measured(knowledge: Knowledge, given: Iterable[tuple[str, str]]) -> list[Result]:
    """The result of each text, the slowest first."""
    _annotated(knowledge, _WARM)
    return sorted((_timed(knowledge, name, text) for name, text in given), key=lambda each: -each.ms)


def _timed(knowledge: Knowledge, name: str, text: str) -> Result:
    started = time.process_time()
    worked = _annotated(knowledge, text)
    ms = 1_000 * (time.process_time() - started)
    tokens = sum(map(len, worked.document.sentences))
    return Result(name=name, ms=ms, tokens=tokens, claims=len(worked.made), unread=worked.annotation.unread)


def _annotated(knowledge: Knowledge, text: str) -> Worked:
    return work(Input(article_id="a", text=text), knowledge, _DAY)


def main() -> int:
    """Print the slowest; exit code 1 where one is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slowest", type=int, default=10, help="how many to print (default 10)")
    results = measured(known.load(), texts())
    print(f"{'text':22} {'ms':>6} {'tokens':>7} {'claims':>7} {'unread':>8}")
    for one in results[: parser.parse_args().slowest]:
        print(f"{one.name:22} {one.ms:6.0f} {one.tokens:7} {one.claims:7} {one.unread:8}")
    return int(results[0].ms > LIMIT_MS)


if __name__ == "__main__":
    raise SystemExit(main())
