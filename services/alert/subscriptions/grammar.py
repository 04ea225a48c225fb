"""YAML to subscriptions: text in, subscriptions and faults out, pure. docs/subscriptions.md tells what may be said."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import yaml

from services.alert.subscriptions.filter_grammar import read_filter
from services.alert.subscriptions.nodes import Fault, Reader, compose
from services.alert.subscriptions.subscription import Filter, SecretSource, Subscription

KEYS = ("name", "endpoint", "secret_file", "secret_env", "filter", "rate_per_minute", "concurrency")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the file: its name ("#2" where it has none), its line, and the subscription or its faults.

    endpoint_at: line and column of its endpoint, or of the entry where it has none.
    """

    name: str
    line: int
    endpoint_at: tuple[int, int]
    subscription: Subscription | None
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file as read: its entries in their order, and the faults that belong to none of them."""

    entries: tuple[Entry, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def all_faults(self) -> tuple[Fault, ...]:
        """Every fault, in the order of the file."""
        inner = [fault for entry in self.entries for fault in entry.faults]
        return tuple(sorted([*self.faults, *inner], key=lambda fault: (fault.line, fault.column)))

    @property
    def subscriptions(self) -> tuple[Subscription, ...]:
        """The subscriptions without a fault."""
        return tuple(entry.subscription for entry in self.entries if entry.subscription is not None)


def parse(text: str) -> Reading:
    """The subscriptions of a YAML text; never raises."""
    root = compose(text)
    if isinstance(root, Fault):
        return Reading(faults=(root,))
    reader = Reader()
    if root is None:
        return Reading(
            faults=(Fault(line=1, column=1, field="", message="the file is empty; it needs the key subscriptions"),)
        )
    top = reader.mapping(root, "", ("subscriptions",))
    if "subscriptions" not in top:
        if not reader.faults:
            reader.fault(root, "", "the key subscriptions is missing")
        return Reading(faults=tuple(reader.faults))
    listed = top["subscriptions"]
    if not isinstance(listed, yaml.SequenceNode):
        reader.fault(listed, "subscriptions", "must be a list; each entry begins with `- name:`")
        return Reading(faults=tuple(reader.faults))
    first_lines: dict[str, int] = {}
    entries = tuple(_entry(node, number, first_lines) for number, node in enumerate(listed.value, 1))
    return Reading(entries=entries, faults=tuple(reader.faults))


def _entry(node: yaml.Node, number: int, first_lines: dict[str, int]) -> Entry:
    reader = Reader()
    subscription = _subscription(reader, node, first_lines)
    faults = tuple(reader.faults)
    return Entry(
        name=subscription.name or f"#{number}",
        line=node.start_mark.line + 1,
        endpoint_at=_endpoint_at(node),
        subscription=None if faults else subscription,
        faults=faults,
    )


def _endpoint_at(node: yaml.Node) -> tuple[int, int]:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    mark = next((value.start_mark for key, value in pairs if key.value == "endpoint"), node.start_mark)
    return mark.line + 1, mark.column + 1


def _subscription(reader: Reader, node: yaml.Node, first_lines: dict[str, int]) -> Subscription:
    found = reader.mapping(node, "", KEYS)
    limits: dict[str, Any] = {}
    if "rate_per_minute" in found:
        limits["rate_per_minute"] = reader.number(found["rate_per_minute"], "rate_per_minute", 0.1, 1_000_000)
    if "concurrency" in found:
        limits["concurrency"] = reader.whole(found["concurrency"], "concurrency", 1, 64)
    return Subscription(
        name=_name(reader, node, found, first_lines),
        endpoint=_endpoint(reader, node, found),
        secrets=_secrets(reader, node, found),
        filter=read_filter(reader, found["filter"]) if "filter" in found else Filter(),
        **limits,
    )


def _name(reader: Reader, node: yaml.Node, found: dict[str, yaml.Node], first_lines: dict[str, int]) -> str:
    if "name" not in found:
        reader.fault(node, "name", "is missing; every subscription has a name of its own")
        return ""
    name = reader.text(found["name"], "name") or ""
    if name and not _NAME.fullmatch(name):
        reader.fault(found["name"], "name", f"{name!r} may hold letters, digits, dot, dash and underscore, 64 at most")
    elif name in first_lines:
        reader.fault(found["name"], "name", f"{name!r} is taken by the subscription in line {first_lines[name]}")
    elif name:
        first_lines[name] = node.start_mark.line + 1
    return name


def _endpoint(reader: Reader, node: yaml.Node, found: dict[str, yaml.Node]) -> str:
    if "endpoint" not in found:
        reader.fault(node, "endpoint", "is missing; it is the https:// address that takes the alerts")
        return ""
    url = reader.text(found["endpoint"], "endpoint") or ""
    try:
        parts = urlsplit(url)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        fine = False
    if url and not fine:
        # Not quoted: faults are logged and shown by /ready, and a URL may hold a token.
        reader.fault(found["endpoint"], "endpoint", "is no https:// address")
    return url


def _secrets(reader: Reader, node: yaml.Node, found: dict[str, yaml.Node]) -> tuple[SecretSource, ...]:
    sources = tuple(
        source
        for kind in ("secret_file", "secret_env")
        if kind in found
        for source in reader.each(found[kind], kind, lambda item, field: _secret(reader, item, field))
    )
    if "secret_file" not in found and "secret_env" not in found:
        reader.fault(node, "secret_file", "is missing; name the file (or with secret_env the variable) of the secret")
    return sources


def _secret(reader: Reader, node: yaml.Node, kind: str) -> SecretSource | None:
    name = reader.text(node, kind)
    if name is not None and name.startswith("whsec_"):
        reader.fault(node, kind, "holds a secret itself; move it to a file or a variable and name that here")
        return None
    mark = node.start_mark
    return None if name is None else SecretSource(kind=kind, name=name, line=mark.line + 1, column=mark.column + 1)
