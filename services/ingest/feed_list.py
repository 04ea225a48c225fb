"""The operator's list of feeds: OPML, or plain lines of a URL and its tags.

    # comment
    https://example.org/world.xml    world asia

Tags stand after the URL, apart by tabs or spaces. Every fault is told with file and line, all of them at once.
"""

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from services.ingest import opml, urls
from services.ingest.errors import FeedListError
from services.ingest.feed_state import Feed
from services.ingest.text import clean

MAX_BYTES = 32 * 1024 * 1024


def load(path: Path) -> tuple[Feed, ...]:
    """The feeds that the file lists. Raises FeedListError, also where it cannot be read."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise FeedListError((f"{path}: the list of feeds cannot be read: {error.strerror}",)) from None
    return read(body, str(path))


def read(body: bytes, name: str) -> tuple[Feed, ...]:
    """The feeds of a list, in its order, each URL once with the tags of all its lines. name: for messages."""
    if len(body) > MAX_BYTES:
        raise FeedListError((f"{name}: {len(body)} bytes are too many for a list of feeds; {MAX_BYTES} are allowed",))
    if body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return _from_opml(body.removeprefix(b"\xef\xbb\xbf").lstrip(), name)
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise FeedListError((f"{name}, line {line}: not UTF-8",)) from None
    return _from_lines(text, name)


def _from_opml(body: bytes, name: str) -> tuple[Feed, ...]:
    try:
        feeds = opml.read(body)
    except opml.NotOpml as error:
        where = f"{name}, line {error.line}" if error.line else name
        raise FeedListError((f"{where}: {error}",)) from None
    faults = [f"{name}, feed {n}: {fault}" for n, feed in enumerate(feeds, 1) if (fault := _fault(feed.url))]
    return _checked(feeds, faults)


def _from_lines(text: str, name: str) -> tuple[Feed, ...]:
    feeds, faults = [], []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        end = next((at for at, word in enumerate(words) if word.startswith("#")), len(words))
        feeds.append(Feed(url=words[0], tags=tuple(words[1:end])))
        if fault := _unclean(line) or _fault(words[0]):
            faults.append(f"{name}, line {number}: {fault}")
    return _checked(feeds, faults)


def _checked(feeds: Iterable[Feed], faults: list[str]) -> tuple[Feed, ...]:
    if faults:
        raise FeedListError(tuple(faults))
    tags: dict[str, dict[str, None]] = {}
    for feed in feeds:
        tags.setdefault(feed.url, {}).update(dict.fromkeys(feed.tags))
    return tuple(Feed(url=url, tags=tuple(found)) for url, found in tags.items())


def _unclean(line: str) -> str | None:
    """XML holds no such characters; Postgres would refuse the list as a whole."""
    return None if clean(line) == line else f"{line[:200]!r} holds a control character; is the file plain UTF-8 text?"


def _fault(url: str) -> str | None:
    if urls.host(url) is None:
        return f"{url[:200]!r} is not a URL of http or https; for example https://example.org/feed.xml"
    if len(url) > urls.MAX_URL_BYTES:
        return f"the URL takes {len(url)} characters; {urls.MAX_URL_BYTES} are allowed"
    if "@" in urlsplit(url).netloc:  # never sent, and named in no message: URLs go to the log and into events
        return "the URL carries a user name or a password; feeds are asked for without any"
    return None


class FeedFile:
    """The file of the list, which may change while we run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int, int] | None = None

    def changed(self) -> tuple[Feed, ...] | None:
        """The feeds where the file is not the one read last, else None. Raises FeedListError, once a version."""
        try:
            status = self._path.stat()
            seen = (status.st_mtime_ns, status.st_size, status.st_ino)
        except OSError:
            seen = (0, 0, 0)
        if seen == self._seen:
            return None
        self._seen = seen
        return load(self._path)

    def forget(self) -> None:
        """Give the list again at the next call."""
        self._seen = None
