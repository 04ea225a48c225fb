"""YAML nodes read with their places: each fault names line, column and field, and the reading goes on after it."""

import difflib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import yaml

T = TypeVar("T")

EMPTY = "is empty; give a value or leave the key out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, where (line and column from 1), in which field ("filter.places.box", or "" for the whole)."""

    line: int
    column: int
    field: str
    message: str

    def sentence(self, file: str) -> str:
        """`subscriptions.yaml:7:5: filter.kinds: ...`, as editors and compilers write it."""
        field = f"{self.field}: " if self.field else ""
        return f"{file}:{self.line}:{self.column}: {field}{self.message}"


class Reader:
    """Reads nodes as values. Where one is wrong it notes a fault and gives None (or what was readable)."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, node: yaml.Node, field: str, message: str) -> None:
        """Note that the node is wrong."""
        mark = node.start_mark
        self.faults.append(Fault(line=mark.line + 1, column=mark.column + 1, field=field, message=message))

    def mapping(self, node: yaml.Node, field: str, allowed: Sequence[str]) -> dict[str, yaml.Node]:
        """The values of a mapping by their keys. Unknown and repeated keys are faults."""
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, field, f"must be a mapping with the keys {', '.join(allowed)}; it is {_kind(node)}")
            return {}
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else ""
            inner = f"{field}.{name}" if field else name
            if name not in allowed:
                self.fault(key, inner, f"is no key here{_suggestion(name, allowed)}; allowed are {', '.join(allowed)}")
            elif name in found:
                self.fault(key, inner, f"is given twice; first in line {found[name].start_mark.line + 1}")
            else:
                found[name] = value
        return found

    def items(self, node: yaml.Node, field: str) -> list[yaml.Node]:
        """The entries of a list; a single value counts as a list of one."""
        if _is_empty(node):
            self.fault(node, field, EMPTY)
            return []
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        return [node]

    def text(self, node: yaml.Node, field: str) -> str | None:
        """A text as it is written: `no` is Norwegian here, not false, and 007 keeps its zeros."""
        if not isinstance(node, yaml.ScalarNode) or _is_empty(node):
            self.fault(node, field, f"must be a text; it is {_kind(node)}")
            return None
        return str(node.value)

    def texts(self, node: yaml.Node, field: str) -> tuple[str, ...]:
        """A list of texts, or one text."""
        return self.each(node, field, self.text)

    def choices(self, node: yaml.Node, field: str, allowed: Sequence[str]) -> tuple[str, ...]:
        """A list of words out of a closed list, or one of them."""
        return self.each(node, field, lambda item, name: self._choice(item, name, allowed))

    def each(self, node: yaml.Node, field: str, read: Callable[[yaml.Node, str], T | None]) -> tuple[T, ...]:
        """What `read` makes of each entry of a list, less those that it refused."""
        values = (read(item, field) for item in self.items(node, field))
        return tuple(value for value in values if value is not None)

    def number(self, node: yaml.Node, field: str, least: float, most: float) -> float | None:
        """A number within bounds, both included."""
        try:
            value = float(node.value) if isinstance(node, yaml.ScalarNode) else math.nan
        except ValueError:
            value = math.nan
        if not least <= value <= most:
            self.fault(node, field, f"must be a number from {least:g} to {most:g}; it is {_kind(node)}")
            return None
        return value

    def whole(self, node: yaml.Node, field: str, least: int, most: int) -> int | None:
        """A whole number within bounds, both included."""
        value = self.number(node, field, least, most)
        if value is not None and value != int(value):
            self.fault(node, field, f"must be a whole number; it is {value:g}")
            return None
        return None if value is None else int(value)

    def _choice(self, node: yaml.Node, field: str, allowed: Sequence[str]) -> str | None:
        value = self.text(node, field)
        if value is None or value in allowed:
            return value
        self.fault(node, field, f"{value!r} is unknown{_suggestion(value, allowed)}; allowed are {', '.join(allowed)}")
        return None


def compose(text: str) -> yaml.Node | Fault | None:
    """The root node of a YAML document, None where it is empty, or the fault that makes it no YAML."""
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return Fault(line=line, column=column, field="", message=f"this is no YAML: {error.problem}")
    except yaml.YAMLError as error:
        return Fault(line=1, column=1, field="", message=f"this is no YAML: {error}")


def _is_empty(node: yaml.Node) -> bool:
    if isinstance(node, yaml.ScalarNode):
        return node.tag.endswith(":null") or not node.value.strip()
    return not node.value


def _kind(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return "empty" if _is_empty(node) else repr(node.value)
    return "a list" if isinstance(node, yaml.SequenceNode) else "a mapping"


def _suggestion(word: str, allowed: Sequence[str]) -> str:
    by_lower = {name.lower(): name for name in allowed}
    near = difflib.get_close_matches(word.lower(), by_lower, n=1)
    return f"; did you mean {by_lower[near[0]]}?" if near else ""
