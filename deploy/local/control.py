"""Talking to the supervisor of a run through its socket."""

import xmlrpc.client
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import Faults, SupervisorTransport

from deploy.local.errors import Refused

RUNNING = frozenset({"STARTING", "RUNNING"})


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What supervisor knows of one program; pid is None while it does not run."""

    name: str
    state: str
    pid: int | None
    seconds: int

    @property
    def runs(self) -> bool:
        """Whether the process exists, or is about to."""
        return self.state in RUNNING


class Control:
    """A client of one supervisor; every call may raise OSError when it is not there."""

    def __init__(self, socket: Path) -> None:
        """Name the socket; nothing is connected yet."""
        transport = SupervisorTransport(None, None, f"unix://{socket}")
        self._server: Any = xmlrpc.client.ServerProxy("http://localhost", transport=transport).supervisor

    def answers(self) -> bool:
        """Return whether a supervisor listens and is not about to end."""
        try:
            return bool(self._server.getState()["statename"] == "RUNNING")
        except OSError:
            return False

    def pid(self) -> int:
        """Return the supervisor's own process id."""
        return int(self._server.getPID())

    def states(self) -> list[State]:
        """Return the state of every program, in the order of their names."""
        return [_state(info) for info in self._server.getAllProcessInfo()]

    def state(self, name: str) -> State:
        """Return the state of one program. Raises KeyError when there is none of that name."""
        states = {state.name: state for state in self.states()}
        return states[name]

    def start(self, name: str) -> None:
        """Start a program without waiting for it; one that runs is left alone."""
        if not self.state(name).runs:
            self._order(self._server.startProcess, name, False)

    def stop(self, name: str, *, wait: bool) -> None:
        """Stop a program that is kept running, after which it stays stopped."""
        if self.state(name).state in {*RUNNING, "BACKOFF"}:
            self._order(self._server.stopProcess, name, wait)

    def _order(self, method: Callable[[str, bool], Any], name: str, wait: bool) -> None:
        """Give an order; one that the program has meanwhile fulfilled by itself is no fault."""
        try:
            method(name, wait)
        except xmlrpc.client.Fault as fault:
            if fault.faultCode not in {Faults.ALREADY_STARTED, Faults.NOT_RUNNING}:
                raise Refused(f"supervisor cannot start or stop {name}: {fault.faultString}.") from fault


def _state(info: dict[str, Any]) -> State:
    seconds = int(info["now"]) - int(info["start"]) if info["pid"] else 0
    return State(name=info["name"], state=info["statename"], pid=info["pid"] or None, seconds=seconds)
