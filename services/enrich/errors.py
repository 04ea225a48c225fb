"""What goes wrong in enrich.

WirewatchError
  EnrichError
    BadArticle        a line or message is no article, or its day none of the news: the message names what is wrong
    TableError        a table of knowledge has a fault: file, line and column are in the message
    GazetteerError    the compiled gazetteer is missing, damaged or of another version
    BadAnnotation     a line or message is no annotation, or a time in it no date: the message names what is wrong
    MemoryUnreadable  the bytes of a relation's memory are of another version, or damaged
    MappingError      a mapping of event data has a fault: the message names the field
"""

from pathlib import Path

from services.runtime.errors import WirewatchError


class EnrichError(WirewatchError):
    """The root of this service's errors."""


class BadArticle(EnrichError):
    """A line or message is no article, or its day none of the news: the message names what is wrong."""


class TableError(EnrichError):
    """A table of knowledge has a fault. line counts from 1, column is the name in the header."""

    exit_code = 2

    def __init__(self, path: Path, line: int, column: str | None, fault: str) -> None:
        place = f"{path}, line {line}" + (f", column {column}" if column else "")
        super().__init__(f"{place}: {fault}")
        self.path, self.line, self.column, self.fault = path, line, column, fault


class GazetteerError(EnrichError):
    """The compiled gazetteer is missing, damaged or of another version."""

    exit_code = 2


class BadAnnotation(EnrichError):
    """A line or message is no annotation, or a time in it no date: the message names what is wrong."""


class MemoryUnreadable(EnrichError):
    """The bytes of a relation's memory are of another version, or damaged."""


class MappingError(EnrichError):
    """A mapping of event data has a fault: the message names the field."""
