"""The tree as it is committed (or about to be): its files, their text, and YAML that refuses a key given twice."""

import subprocess
from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]


class Unambiguous(yaml.SafeLoader):
    """YAML 1.1 as PyYAML reads it, but a mapping with a repeated key is an error: PyYAML keeps the last, silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Refuse a second key of one name; `<<` may stand twice."""
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = str(key_node.value)
            if key in seen and key != "<<":
                raise yaml.MarkedYAMLError(problem=f"the key {key!r} is given twice", problem_mark=key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """The file's one document. Raises yaml.YAMLError with line and column."""
    return yaml.load(path.read_text("utf-8"), Unambiguous)  # noqa: S506 - a SafeLoader


@cache
def files() -> tuple[Path, ...]:
    """Every file that git holds or would add, in order; what .gitignore names is left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return tuple(sorted(ROOT / name for name in set(listed.split("\0")) if name and (ROOT / name).is_file()))


def texts() -> list[tuple[str, str]]:
    """Path from the root and text of every file that is UTF-8 text."""
    found = []
    for path in files():
        raw = path.read_bytes()
        if b"\0" not in raw:
            found.append((path.relative_to(ROOT).as_posix(), raw.decode("utf-8")))
    return found
