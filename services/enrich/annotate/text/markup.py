"""HTML that was left in a text: tags and entities become blanks or one character, and every offset stays true."""

import html
import re

_HIDDEN = r"<!--.*?(?:-->|\Z)|<(?P<hidden>script|style)\b.*?(?:</(?P=hidden)\s*>|\Z)"
"""Comments, scripts and styles go with what they hold; one that is not closed goes to the end, as in a browser."""
_BREAKS = "p|div|br|li|ul|ol|tr|td|th|table|h[1-6]|blockquote|section|article|figure|figcaption|header|footer|hr"
_MARKUP = re.compile(
    rf"{_HIDDEN}|<[/!]?(?P<breaks>{_BREAKS})\b[^<>]*>|<[/!]?[a-z][^<>]*>|&(?P<entity>#?[a-z0-9]{{2,8}});",
    re.IGNORECASE | re.DOTALL,
)
_PARAGRAPH = 2
"""Line ends that part two paragraphs."""


def blanked(text: str) -> str:
    """The text with its markup blanked, of the same length. Time is linear, whatever the text."""
    if "<" not in text and "&" not in text:
        return text
    return _MARKUP.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    size = found.end() - found.start()
    if found["entity"]:
        shown = html.unescape(found.group())
        return shown.rjust(size) if len(shown) == 1 else found.group()
    return "\n" * _PARAGRAPH + " " * (size - _PARAGRAPH) if found["breaks"] else " " * size
