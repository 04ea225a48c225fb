"""Waiting for services: each answers 200 at /ready on its metrics port."""

import http.client
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.local.errors import NotReady, with_log

POLL_SECONDS = 0.1


def await_services(
    addresses: Mapping[str, tuple[str, int]], logs: Path, seconds: float, tell: Callable[[str], None]
) -> None:
    """Return when every service is ready, telling of each as it gets there.

    Raises NotReady, with the log of each that is not, when the time is over.
    """
    deadline = time.monotonic() + seconds
    waiting = dict(addresses)
    while waiting:
        statuses = {name: ready_status(host, port) for name, (host, port) in waiting.items()}
        for name in [name for name, status in statuses.items() if status == http.client.OK]:
            tell(f"{name} is ready")
            del waiting[name]
        if waiting and time.monotonic() > deadline:
            late = [_not_ready(name, statuses[name], port, logs, seconds) for name, (_, port) in waiting.items()]
            raise NotReady("\n".join(late))
        time.sleep(POLL_SECONDS)


def _not_ready(name: str, status: int | None, port: int, logs: Path, seconds: float) -> str:
    said = f"answers {status} at /ready" if status else "does not answer"
    message = f"{name} was not ready after {seconds:.0f} s: it {said} on port {port}."
    return with_log(message, logs / f"{name}.log")


def ready_status(host: str, port: int) -> int | None:
    """Return the status of GET /ready, None when nobody answers in two seconds."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
