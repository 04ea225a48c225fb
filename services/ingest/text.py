"""Text as Kafka, Postgres and people can take it: control characters gone, HTML made plain or safe."""

import contextlib
import html
import re

import nh3

# fmt: off
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table",
    "td", "th", "tr", "ul",
))
# fmt: on
_BREAK = re.compile(r"</?(?:" + "|".join(sorted(_BLOCKS)) + r")>")
# C0 and C1 controls but tab and line feed, lone surrogates, and the two code points that XML forbids.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\n{2,}")


def clean(text: str) -> str:
    """The text without control characters and lone surrogates; every line end is one line feed."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """The text with each run of white space as one space: titles, names."""
    return " ".join(clean(text).split())


def lines(text: str) -> str:
    """Plain text with its line breaks kept, other white space collapsed, and no blank lines."""
    parts = (_SPACES.sub(" ", line).strip() for line in clean(text).split("\n"))
    return _LINES.sub("\n", "\n".join(parts)).strip()


def from_html(markup: str) -> str:
    """The words of an HTML fragment: blocks become lines, references become characters, script and style vanish.

    nh3 parses as a browser does; what it leaves are block tags without attributes, so that a pattern may find them.
    """
    bare = nh3.clean(clean(markup), tags=set(_BLOCKS), attributes={"*": set()}, strip_comments=True)
    return lines(html.unescape(_BREAK.sub("\n", " ".join(bare.split()))))


def safe_html(markup: str, base: str | None) -> str:
    """The HTML fragment with only what nh3 holds harmless; relative links resolved against base, else removed."""
    if base is not None and base.startswith(("http://", "https://")):
        # ValueError: a base that is a URL to Python and none to nh3
        with contextlib.suppress(ValueError):
            return nh3.clean(clean(markup), url_relative=("rewrite_with_base", base))
    return nh3.clean(clean(markup), url_relative="deny")


def cut(text: str, size: int) -> str:
    """At most the first `size` bytes of the text in UTF-8, never half a character."""
    encoded = text.encode()
    return text if len(encoded) <= size else encoded[:size].decode(errors="ignore")
