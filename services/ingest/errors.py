"""What can go wrong in ingest, beyond a feed's own failures (those are schemas.feeds.FeedFailureReason, and data).

WirewatchError
  IngestError
    FeedListError   the file of WIREWATCH_FEEDS cannot be read as OPML or as a list; the message names file and line
    LeaseLost       this worker's lease of a host ran out before it could save; another worker polls again
"""

from services.runtime.errors import WirewatchError


class IngestError(WirewatchError):
    """The root of this service's own errors."""


class FeedListError(IngestError):
    """The list of feeds is wrong. `faults` holds one text ("feeds.txt, line 3: ...") for each of them."""

    exit_code = 2

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class LeaseLost(IngestError):
    """A lease ran out: what was decided under it must not be saved."""

    def __init__(self, host: str, worker: str) -> None:
        self.host, self.worker = host, worker
        super().__init__(f"worker {worker} no longer holds the lease of host {host}")
