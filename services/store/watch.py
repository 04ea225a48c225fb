"""The store watches its own log while it runs: a thread tells where the log ends, and walks the chain without hurry."""

import threading
from collections.abc import Callable, Iterable

from structlog.stdlib import BoundLogger

from services.runtime.errors import DatabaseUnavailable
from services.store import metrics
from services.store.chain import GENESIS
from services.store.errors import StoreError
from services.store.numbering import Tail
from services.store.verify import Stored, verify, verify_end

_STEP = 2_000
_PAUSE_SECONDS = 1.0
_HEAD_BYTES = 6  # a Prometheus sample is a double: 53 bits are exact


class Watch:
    """Walks on by up to 2,000 events a second, until the end, then with it. After a fault it stays there and tells so.

    tail: the end of the log. walk: the events after a position, up to another.
    """

    def __init__(
        self, tail: Callable[[], Tail], walk: Callable[[int, int], Iterable[Stored]], log: BoundLogger
    ) -> None:
        self._tail, self._walk, self._log = tail, walk, log
        self._verified = Tail(position=0, head=GENESIS)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="chain", daemon=True)

    def start(self) -> None:
        """Begin to walk."""
        self._thread.start()

    def close(self) -> None:
        """Stop within a second or the query that is under way."""
        self._closed.set()
        self._thread.join()

    def step(self) -> bool:
        """Tell where the log ends and verify the next events; whether all fit."""
        tail = self._tail()
        metrics.HEAD_POSITION.set(tail.position)
        metrics.HEAD_HASH.set(int.from_bytes(tail.head[:_HEAD_BYTES]))
        last = min(self._verified.position + _STEP, tail.position)
        if last <= self._verified.position:
            return True
        verdict = verify(self._walk(self._verified.position, last), self._verified)
        if last == tail.position:
            verdict = verify_end(verdict, tail)
        self._verified = verdict.tail
        metrics.CHAIN_VERIFIED.set(verdict.tail.position)
        if verdict.fault is not None:
            metrics.CHAIN_BROKEN.set(verdict.fault.position)
            self._log.critical("chain_broken", position=verdict.fault.position, why=verdict.fault.why)
        return verdict.fault is None

    def _run(self) -> None:
        fits = True
        while fits and not self._closed.wait(_PAUSE_SECONDS):
            try:
                fits = self.step()
            except (DatabaseUnavailable, StoreError) as error:
                self._log.warning("chain_not_read", error=str(error))
