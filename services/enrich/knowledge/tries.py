"""A trie over folded tokens: finds the longest name of a table that starts at a token, in time of the name's length."""

from typing import Any, Generic, TypeVar

T = TypeVar("T")
_HERE = ""
"""The key under which a node holds its values; no token is empty."""


class Trie(Generic[T]):
    """Names as token sequences, each with the values put under it, in the order put."""

    __slots__ = ("root",)

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}

    def put(self, key: tuple[str, ...], value: T) -> None:
        """Adds a value under a name; an empty name is left out."""
        if not key:
            return
        node: dict[str, Any] = self.root
        for word in key:
            node = node.setdefault(word, {})
        node.setdefault(_HERE, []).append(value)

    def matches(self, low: list[str], start: int) -> list[tuple[int, list[T]]]:
        """Every name that starts at this token, longest first: (index after its last token, its values)."""
        node = self.root.get(low[start])
        if node is None:
            return []
        found: list[tuple[int, list[T]]] = []
        index, size = start + 1, len(low)
        while True:
            values = node.get(_HERE)
            if values is not None:
                found.append((index, values))
            if index >= size:
                break
            node = node.get(low[index])
            if node is None:
                break
            index += 1
        found.reverse()
        return found
