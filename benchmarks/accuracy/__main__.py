"""Measures annotate on texts that carry labels; prints a table, and the worst errors under it.

    python -m benchmarks.accuracy FOLDER                       # every corpus that it knows below the folder
    python -m benchmarks.accuracy                              # our own sentences alone
    python -m benchmarks.accuracy FOLDER --every 2 --from 0    # the even texts alone: the part to tune on
    python -m benchmarks.accuracy FOLDER --every 2 --from 1    # the odd texts alone, held out: figures, no errors

Corpora: LGL and GeoVirus (places), Zero-Shot-PLOVER (types), ConfliBERT cameo_ner (countries, roles), headlines with
cues, feeds (a folder of that name). Our own sentences and headlines need no folder; files in their formats named
events_*.txt, novelty_*.txt and no_event_*.txt are measured too.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks.accuracy.countries import countries
from benchmarks.accuracy.events import events, own_events
from benchmarks.accuracy.feeds import feeds
from benchmarks.accuracy.headlines import labelled, novelty, own_novelty
from benchmarks.accuracy.no_event import eventless, no_event
from benchmarks.accuracy.places import places
from benchmarks.accuracy.plover import types
from benchmarks.accuracy.report import Report
from benchmarks.accuracy.roles import roles
from benchmarks.accuracy.toponyms import geovirus, lgl
from services.enrich.annotate import known as knowledge
from services.enrich.annotate.known import Knowledge

Measure = Callable[[Path, Knowledge, Report, slice], None]
CORPORA: tuple[tuple[str, Measure], ...] = (
    ("lgl.xml", partial(places, "lgl", lgl)),
    ("geovirus.xml", partial(places, "geovirus", geovirus)),
    ("plv_*.tsv", types),
    ("cameo_roles_*.txt", roles),
    ("cameo_roles_train.txt", countries),
    ("headlines.tsv", novelty),
    ("feeds", feeds),
    ("events_*.txt", events),
    ("novelty_*.txt", labelled),
    ("no_event_*.txt", eventless),
)
"""Files and folders by their names, wherever they lie below the folder, and what is measured on each."""


def found(folder: Path) -> Iterator[tuple[Measure, Path]]:
    """The measures that the folder has a corpus for."""
    for pattern, measure in CORPORA:
        for path in sorted(folder.rglob(pattern)):
            yield measure, path


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description="Measure annotate.")
    parser.add_argument(
        "folder", type=Path, nargs="?", help="corpora with labels lie below it; none: our own sentences alone"
    )
    parser.add_argument("--every", type=int, default=1, help="take every n-th text")
    parser.add_argument("--from", dest="first", type=int, default=0, help="start at this text")
    parser.add_argument(
        "--errors",
        action=argparse.BooleanOptionalAction,
        help="list the worst errors, or figures alone (the default from an odd text on, which is held out)",
    )
    given = parser.parse_args()
    if given.errors is None:
        given.errors = given.first % 2 == 0
    return given


def main() -> None:
    """Measures our own sentences, and every corpus below the folder."""
    given = arguments()
    started, known, report = time.perf_counter(), knowledge.load(), Report(errors=given.errors)
    part = slice(given.first, None, given.every)
    corpora = list(found(given.folder)) if given.folder is not None else []
    if given.folder is not None and not corpora:
        sys.exit(f"no corpus lies below {given.folder}: {', '.join(pattern for pattern, _ in CORPORA)}")
    for measure, path in corpora:
        measure(path, known, report, part)
    own_events(known, report, part)
    own_novelty(known, report, part)
    no_event(known, report, part)
    report.show()
    print(f"{time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
