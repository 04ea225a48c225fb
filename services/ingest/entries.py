"""An entry: one item as a feed served it, cleaned and made plain, in a form that a child process can send."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from services.ingest import text
from services.ingest.dates import Stamp

MAX_ENTRIES = 2_000
TITLE_BYTES = 1_024
SUMMARY_BYTES = 64 * 1024
TEXT_BYTES = 1024 * 1024
GUID_BYTES = 2_048
AUTHORS = 20
AUTHOR_BYTES = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item. number: its place in the document, from 0. url: absolute, as served. Title, summary and text are plain.

    text: the content where the feed carries it, else the summary; whole, even beyond TEXT_BYTES (findings refuses it).
    html: the sanitised source of text, where that is HTML and not larger than TEXT_BYTES.
    """

    number: int
    guid: str | None
    url: str | None
    title: str
    summary: str
    text: str
    html: str | None
    authors: tuple[str, ...]
    language: str | None
    published: Stamp | None
    updated: Stamp | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """Entries beyond MAX_ENTRIES: how many, and one JSON line (number, guid, url, title) for each."""

    count: int
    lines: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A body that is a feed. wish_seconds: how long it asks us to wait between polls (ttl, sy:updatePeriod).

    fault: why the XML is not well-formed although entries were found, else None.
    """

    title: str | None
    wish_seconds: float | None
    fault: str | None
    entries: tuple[Entry, ...]
    excess: Excess | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Markup:
    """A text as a feed carries it, and whether it is HTML."""

    value: str = ""
    is_html: bool = False

    def plain(self) -> str:
        """The words, on lines."""
        return text.from_html(self.value) if self.is_html else text.lines(self.value)

    def safe(self, base: str | None) -> str | None:
        """The sanitised HTML, or None where it is none or too large to carry beside the text."""
        if not self.is_html:
            return None
        safe = text.safe_html(self.value, base)
        return safe if 0 < len(safe.encode()) <= TEXT_BYTES else None


def entry(
    *,
    number: int,
    guid: str | None,
    url: str | None,
    title: Markup,
    summary: Markup,
    content: Markup,
    authors: tuple[str, ...],
    language: str | None,
    published: Stamp | None,
    updated: Stamp | None,
) -> Entry:
    """The entry that these parts make. Titles over TITLE_BYTES and summaries over SUMMARY_BYTES are cut there."""
    short = summary.plain()
    whole = content if content.value.strip() else summary
    names = (text.cut(text.one_line(name), AUTHOR_BYTES) for name in authors[:AUTHORS])
    return Entry(
        number=number,
        guid=text.cut(text.one_line(guid or ""), GUID_BYTES) or None,
        url=url,
        title=text.cut(text.one_line(title.plain()), TITLE_BYTES),
        summary=text.cut(short, SUMMARY_BYTES),
        text=short if whole is summary else whole.plain(),
        html=whole.safe(url),
        authors=tuple(name for name in names if name),
        language=text.cut(text.one_line(language or ""), 64) or None,
        published=published,
        updated=updated,
    )


def document(
    entries: Sequence[Entry], *, title: str | None, wish_seconds: float | None = None, fault: str | None = None
) -> Document:
    """The document of these entries: the first MAX_ENTRIES, the rest as Excess."""
    beyond = entries[MAX_ENTRIES:]
    rows = [msgspec.json.encode([each.number, each.guid, each.url, each.title]) for each in beyond]
    return Document(
        title=text.cut(text.one_line(title or ""), 1024) or None,
        wish_seconds=wish_seconds,
        fault=fault,
        entries=tuple(entries[:MAX_ENTRIES]),
        excess=Excess(count=len(beyond), lines=b"\n".join(rows)) if beyond else None,
    )
