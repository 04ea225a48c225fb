"""Files of NAME=value lines: `.run/env`, which remembers a run's addresses, and `.env`, the operator's settings."""

import re
from collections.abc import Mapping
from pathlib import Path

from deploy.local.errors import Refused

NAME = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")
QUOTED = re.compile(r"""(?P<quote>['"])(?P<value>.*?)(?P=quote)(\s+#.*)?""")


def read_names(path: Path) -> dict[str, str]:
    """Return the names and values of a file, {} where there is none. Raises Refused as parse_names does."""
    return parse_names(path.read_text(encoding="utf-8"), str(path)) if path.exists() else {}


def parse_names(text: str, source: str) -> dict[str, str]:
    """Return the names and values of a text.

    Blank lines and lines that begin with # are passed over; a value may stand in quotes, and nothing in it is expanded.
    Raises Refused with source and line for any other line.
    """
    names = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = NAME.fullmatch(line.strip())
        if match is None:
            raise Refused(f"{source}, line {number}: expected NAME=value, found: {line.strip()}")
        names[match[1]] = _unquoted(match[2])
    return names


def write_names(path: Path, names: Mapping[str, str]) -> None:
    """Write NAME=value lines in one step, readable by us alone: a URL may hold a password."""
    partial = path.with_name(f"{path.name}.partial")
    partial.touch(mode=0o600)
    partial.write_text("".join(f"{name}={value}\n" for name, value in names.items()), encoding="utf-8")
    partial.replace(path)


def _unquoted(value: str) -> str:
    """Return the value without a comment behind it and without a pair of quotes around it."""
    quoted = QUOTED.fullmatch(value)
    return quoted["value"] if quoted else re.sub(r"(^|\s+)#.*", "", value)
