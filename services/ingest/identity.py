"""Which entry is which: its identity within its feed, and the page that makes it one article across feeds.

An entry is known in its feed by its guid, else by its link, else by the hash of its words. A guid or link that several
entries of one document share with different words says nothing (live blogs, section pages): the next of them counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from schemas import ids
from services.ingest import urls
from services.ingest.entries import Entry
from services.ingest.revisions import Hashes, hashes

_NO_GUIDS = frozenset({"", "-", "0", "n/a", "na", "nil", "none", "null", "undefined", "false", "tag:"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """An entry and what it is known by.

    key: within its feed, stable between polls. guid: the guid it can be told by, normalised, else None.
    page: the canonical URL of its page, else None. hashes: of its words.
    """

    entry: Entry
    kind: Literal["guid", "link", "hash"]
    key: str
    guid: str | None
    page: str | None
    hashes: Hashes

    def article_by_page(self) -> str | None:
        """The id that the article of this page has."""
        return ids.article_id(self.page) if self.page else None

    def article_by_identity(self, feed_id: str) -> str:
        """The id of the article that is known by this feed and key alone."""
        return ids.article_id_without_url(feed_id, self.key)


def identify(entries: Sequence[Entry]) -> tuple[Identified, ...]:
    """The identity of every entry of one document, in its order."""
    words = [hashes(entry) for entry in entries]
    guids = _shared((_guid(entry), own.content) for entry, own in zip(entries, words, strict=True))
    pages = _shared((urls.page(entry.url), own.content) for entry, own in zip(entries, words, strict=True))
    return tuple(_identified(entry, own, guids, pages) for entry, own in zip(entries, words, strict=True))


def same_story(found: Identified, guid: str | None, title_hash: str) -> bool:
    """Whether an entry that names a known page tells the known story (its guid, its title's hash), not another.

    The same title, or the same guid; where one side has no guid, the page alone decides unless its link is shared.
    """
    if found.hashes.title == title_hash:
        return True
    if found.guid is not None and guid is not None:
        return found.guid == guid
    return found.kind != "hash"


def _identified(entry: Entry, words: Hashes, shared_guids: frozenset[str], shared_pages: frozenset[str]) -> Identified:
    guid, page = _guid(entry), urls.page(entry.url)
    guid = None if guid in shared_guids else guid
    kind: Literal["guid", "link", "hash"]
    if guid is not None:
        kind, value = "guid", guid
    elif page is not None and page not in shared_pages:
        kind, value = "link", page
    else:
        kind, value = "hash", words.content
    return Identified(entry=entry, kind=kind, key=f"{kind}:{_digest(value)}", guid=guid, page=page, hashes=words)


def _shared(pairs: Iterable[tuple[str | None, str]]) -> frozenset[str]:
    contents: dict[str, set[str]] = defaultdict(set)
    for name, content in pairs:
        if name is not None:
            contents[name].add(content)
    return frozenset(name for name, found in contents.items() if len(found) > 1)


def _guid(entry: Entry) -> str | None:
    """The guid as an identity: a URL in its canonical form, so that a new scheme or tracker makes no new entry."""
    guid = (entry.guid or "").strip()
    if guid.lower() in _NO_GUIDS:
        return None
    return urls.page(guid) or guid


def _digest(value: str) -> str:
    return blake2b(value.encode(), digest_size=16).hexdigest()
