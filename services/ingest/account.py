"""What a poll came to, told to the log and the metrics, once, after it was saved."""

from structlog.stdlib import BoundLogger

from services.ingest import metrics
from services.ingest.answers import Failure, Outcome, Read
from services.ingest.decide import Decision
from services.runtime.metrics import DEAD_LETTERS


def account(outcome: Outcome, decision: Decision, log: BoundLogger) -> None:
    """Count and log one poll."""
    counts = _count(decision)
    feed = decision.state.poll_url
    if isinstance(outcome, Failure):
        metrics.POLLS.labels(outcome=outcome.reason).inc()
        log.warning("feed_failed", feed=feed, reason=outcome.reason, detail=outcome.detail)
        return
    metrics.POLLS.labels(outcome=decision.outcome).inc()
    if isinstance(outcome, Read) and outcome.document.fault:
        metrics.FAULTY.inc()
        log.warning("feed_not_well_formed", feed=feed, fault=outcome.document.fault)
    log.info("feed_polled", feed=feed, outcome=decision.outcome, **counts)


def _count(decision: Decision) -> dict[str, int]:
    kinds = [event.type for event in decision.events]
    counts = {
        "found": kinds.count("article.found"),
        "revised": kinds.count("article.revised"),
        "refused": kinds.count("dead_letter.written"),
        "repeated": decision.findings.repeated,
    }
    for outcome, count in counts.items():
        metrics.ENTRIES.labels(outcome=outcome).inc(count)
    for event in decision.events:
        if event.type == "dead_letter.written":
            DEAD_LETTERS.labels(service="ingest", reason=event.data.reason).inc()
    return counts
