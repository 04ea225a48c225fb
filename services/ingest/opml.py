"""OPML in and out: the format in which feed readers exchange their lists. Categories of outlines become tags."""

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as Tree
from xml.sax import SAXParseException

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from services.ingest.feed_state import Feed


class NotOpml(ValueError):
    """The text is no OPML; line counts from 1 where it is known."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        self.line = line
        super().__init__(reason)


def read(body: bytes) -> list[Feed]:
    """The feeds of an OPML document, in its order. Folder names and `category` attributes are tags. Raises NotOpml."""
    try:
        root = fromstring(body)
    except Tree.ParseError as error:
        raise NotOpml(f"the XML is not well-formed: {error}", error.position[0]) from None
    except (DefusedXmlException, SAXParseException) as error:
        raise NotOpml(f"the XML defines entities, which is refused: {error}") from None
    except (LookupError, ValueError) as error:
        raise NotOpml(f"the XML names an encoding that cannot be read; save it as UTF-8: {error}") from None
    if root.tag.lower() != "opml":
        raise NotOpml(f"the root element is {root.tag}, not opml")
    try:
        return list(_feeds(root, ()))
    except RecursionError:
        raise NotOpml("the outlines are nested too deeply") from None


def write(feeds: Iterable[Feed]) -> bytes:
    """An OPML 2.0 document of the feeds, tags as `category`."""
    root = Tree.Element("opml", version="2.0")
    Tree.SubElement(Tree.SubElement(root, "head"), "title").text = "Wirewatch feeds"
    body = Tree.SubElement(root, "body")
    for feed in feeds:
        attributes = {"type": "rss", "text": feed.url, "xmlUrl": feed.url}
        Tree.SubElement(body, "outline", attributes | ({"category": ",".join(feed.tags)} if feed.tags else {}))
    Tree.indent(root)
    written: bytes = Tree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _feeds(element: Tree.Element, tags: tuple[str, ...]) -> Iterator[Feed]:
    for outline in element:
        url = _attribute(outline, "xmlurl")
        own = tuple(part.strip() for part in _attribute(outline, "category").split(",") if part.strip())
        if url:
            yield Feed(url=url, tags=tuple(dict.fromkeys((*tags, *own))))
        name = _attribute(outline, "text") or _attribute(outline, "title")
        is_folder = outline.tag.lower() == "outline" and not url and name
        yield from _feeds(outline, (*tags, name) if is_folder else tags)


def _attribute(element: Tree.Element, name: str) -> str:
    """Writers disagree on the case of attribute names."""
    return next((value.strip() for key, value in element.attrib.items() if key.lower() == name), "")
