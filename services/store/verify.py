"""Whether the log is what was appended: positions without a gap, the hash chain, the side tables. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.store.chain import canonical, link
from services.store.numbering import Tail
from services.store.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An event as it lies in the log, with the positions that the tables of ids and of stream versions give it."""

    row: Row
    position: int
    stream_version: int
    hash: bytes
    id_position: int | None
    stream_position: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The first position that does not fit, and why."""

    position: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How far the log fits, and where it does not, if so."""

    tail: Tail
    fault: Fault | None = None


def verify(events: Iterable[Stored], start: Tail) -> Verdict:
    """Walk the events that follow `start`; stop at the first that does not fit."""
    tail = start
    for stored in events:
        why = _why_not(stored, tail)
        if why is not None:
            return Verdict(tail=tail, fault=Fault(position=min(stored.position, tail.position + 1), why=why))
        tail = Tail(position=stored.position, head=stored.hash)
    return Verdict(tail=tail)


def verify_end(verdict: Verdict, counter: Tail) -> Verdict:
    """The verdict on a walk that should have ended where the counter says that the log ends."""
    if verdict.fault is not None or verdict.tail == counter:
        return verdict
    if verdict.tail.position != counter.position:
        why = f"the event is missing: the log should end at position {counter.position}"
        return Verdict(tail=verdict.tail, fault=Fault(position=verdict.tail.position + 1, why=why))
    why = "its hash is not the head that log.counter holds"
    return Verdict(tail=verdict.tail, fault=Fault(position=counter.position, why=why))


def _why_not(stored: Stored, tail: Tail) -> str | None:
    if stored.position != tail.position + 1:
        return f"the event is missing: position {stored.position} follows {tail.position}"
    if _hash(stored, tail.head) != stored.hash:
        return "its hash is not that of its content after the hash before it"
    if stored.id_position != stored.position:
        return f"log.event_ids has its id at position {stored.id_position}"
    if stored.stream_position != stored.position:
        return f"log.stream_versions has its place in its stream at position {stored.stream_position}"
    return None


def _hash(stored: Stored, head: bytes) -> bytes | None:
    """The hash that the event should have; None where it holds what no event can."""
    try:
        return link(head, canonical(stored.row, stored.position, stored.stream_version))
    except ValueError:
        return None
