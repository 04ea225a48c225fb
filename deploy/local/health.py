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

    Raises NotReady with the log of the first that is not ready when the time is over.
    """
    deadline = time.monotonic() + seconds
    for name, (host, port) in addresses.items():
        while (status := ready_status(host, port)) != http.client.OK:
            if time.monotonic() > deadline:
                said = f"answers {status} at /ready" if status else "does not answer"
                message = f"{name} was not ready after {seconds:.0f} s: it {said} on port {port}."
                raise NotReady(with_log(message, logs / f"{name}.log"))
            time.sleep(POLL_SECONDS)
        tell(f"{name} is ready")


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
