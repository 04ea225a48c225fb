"""The texts that are timed: our sample wire by default, put together anew, or the corpora of places below a folder."""

import random
from pathlib import Path

from benchmarks.accuracy.toponyms import geovirus, lgl
from services.ingest.documents import read
from services.ingest.entries import Document

_WIRE = Path(__file__).parent.parent.parent / "samples" / "wire"
_SAMPLES_AN_ARTICLE = 6
"""Six of ours are about as long as an article of GeoVirus: 220 words."""
_SEED = 17


def generated(count: int) -> list[str]:
    """So many articles of six sample articles each, the same in every run, none of them twice."""
    samples = wire()
    chance = random.Random(_SEED)  # noqa: S311 - no secret
    return ["\n\n".join(chance.sample(samples, _SAMPLES_AN_ARTICLE)) for _ in range(count)]


def wire() -> list[str]:
    """The articles of the sample wire."""
    return [text for path in sorted(_WIRE.glob("*.xml")) for text in _samples(path)]


def _samples(path: Path) -> list[str]:
    document = read(path.read_bytes(), None, "application/xml")
    if not isinstance(document, Document):
        raise TypeError(f"{path} is no feed: {document.detail}")
    return [f"{entry.title}.\n{entry.text}" for entry in document.entries]


def corpora(folder: Path, count: int) -> list[str]:
    """The first articles of GeoVirus and LGL below the folder, one of each in turn."""
    found = [
        [text for text, _ in reader(path)]
        for name, reader in (("geovirus", geovirus), ("lgl", lgl))
        for path in sorted(folder.rglob(f"{name}.xml"))
    ]
    if not found:
        raise FileNotFoundError(f"neither geovirus.xml nor lgl.xml lies below {folder}")
    longest = max(map(len, found))
    return [texts[at] for at in range(longest) for texts in found if at < len(texts)][:count]
