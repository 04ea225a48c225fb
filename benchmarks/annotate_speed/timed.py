"""One contestant in a process of its own: loads, reads the texts some times, tells how long it took as a line of JSON.

    python -m benchmarks.annotate_speed.timed annotate|spacy:MODEL STARTED PASSES < texts.json

STARTED is the Unix time at which the process was asked for, so that the start counts interpreter and imports.
Passes are timed in seconds of CPU: each contestant uses one core, and others use the machine too.
"""

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

Reader = Callable[[list[str]], int]
"""Reads all texts and returns how much it found in them."""

_BATCH = 64
"""Texts that spaCy reads together: the fastest of 1, 8, 32, 64, 1000, and with less memory than its own 1000."""


def annotator() -> Reader:
    """Annotate, actors, places and claims, as the service runs it."""
    subject = importlib.import_module("benchmarks.accuracy.subject")
    known = importlib.import_module("services.enrich.annotate.known").load()
    return lambda texts: sum(len(subject.run(text, known).actors) for text in texts)


def spacy(model: str) -> Reader:
    """The whole pipeline of a spaCy model in batches, in one process: tags, lemmas, parse, entities."""
    pipeline: Any = importlib.import_module("spacy").load(model)
    return lambda texts: sum(len(read.ents) for read in pipeline.pipe(texts, batch_size=_BATCH))


def main() -> None:
    """Times the contestant that the command line names."""
    contestant, started, passes = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    texts: list[str] = json.load(sys.stdin)
    reader = annotator() if contestant == "annotate" else spacy(contestant.removeprefix("spacy:"))
    reader(texts[:1])
    start = time.time() - started
    seconds = []
    for _ in range(passes):
        before = time.process_time()
        reader(texts)
        seconds.append(time.process_time() - before)
    unit = 1024**2 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    print(json.dumps({"start_s": start, "seconds": min(seconds), "peak_mb": peak}))


if __name__ == "__main__":
    main()
