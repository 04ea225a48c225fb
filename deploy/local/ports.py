"""TCP ports on loopback: which is free, which is taken, which answers."""

import secrets
import socket
from collections.abc import Iterable

from deploy.local.errors import Refused

LOOPBACK = "127.0.0.1"

# Below the ports that systems hand to outgoing connections (Linux from 32768, macOS from 49152): while a killed server
# is away, its port cannot be taken by a client, not even by one that tries to reconnect to it.
LOWEST, HIGHEST = 20_000, 32_000
TRIES = 200


def free_port(besides: Iterable[int] = ()) -> int:
    """Return a port that nobody listens on at this moment, other than `besides`. Raises Refused when none is found."""
    taken = set(besides)
    for _ in range(TRIES):
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        if port not in taken and is_free(port):
            return port
    raise Refused(f"No free port was found between {LOWEST} and {HIGHEST} in {TRIES} tries.")


def is_free(port: int) -> bool:
    """Return whether a server could listen on this port now; TIME_WAIT counts as free, as it does to servers."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def refuse_taken(name: str, *ports: int) -> None:
    """Raise Refused when a server of this name could not listen on one of these ports."""
    for port in ports:
        if not is_free(port):
            raise Refused(f"{name} cannot start: port {port} is taken by another process.")


def answers(port: int) -> bool:
    """Return whether somebody accepts connections on this port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0
