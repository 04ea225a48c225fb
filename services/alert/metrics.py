"""The alert service's metrics; help says what to do about each."""

from typing import get_args

from prometheus_client import Counter, Gauge, Histogram

from schemas.alerts import AlertFailureReason

QUEUED = Counter(
    "wirewatch_alert_queued_total", "Alerts queued. If it stands while developments come, check the filters."
)
ATTEMPTS = Counter(
    "wirewatch_alert_attempts_total",
    "Requests to endpoints by outcome (delivered, retry, failed). Many retries: see alert.attempts for reasons.",
    ["outcome"],
)
DELIVERED = Counter("wirewatch_alert_delivered_total", "Alerts that an endpoint took.")
FAILED = Counter(
    "wirewatch_alert_failed_total",
    "Alerts given up, by reason. Mend the endpoint, then send them again with `wirewatch alert redeliver`.",
    ["reason"],
)
SECONDS = Histogram(
    "wirewatch_alert_recorded_to_delivered_seconds",
    "From the log's taking a development to an endpoint's taking its alert. Slow: see depth, open circuits and rates.",
    buckets=(0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200, 86400, 259200),
)
DUE = Gauge(
    "wirewatch_alert_due",
    "Alerts whose time has come, at endpoints that may be called. If it grows, a rate or concurrency is too low.",
)
DEPTH = Gauge(
    "wirewatch_alert_queue_depth", "Alerts queued, retries that wait included. If it grows, see open circuits."
)
CIRCUITS_OPEN = Gauge(
    "wirewatch_alert_circuits_open",
    "Endpoints left alone after failures in a row. Ask their owners; see alert.endpoints.",
)
DISABLED = Gauge(
    "wirewatch_alert_endpoints_disabled",
    "Endpoints that are not called any more (410, or days of failure). `wirewatch alert redeliver` calls them again.",
)
LAG = Gauge(
    "wirewatch_alert_checkpoint_lag_positions",
    "Positions of the log not matched yet. If it grows, read the service's log.",
)
UNREADABLE = Counter(
    "wirewatch_alert_unreadable_events_total", "Developments of the log that no schema here fits: upgrade this service."
)
FILE_FAULTS = Gauge(
    "wirewatch_alert_subscription_faults",
    "Faults in the subscription file as it is now. Above 0 the last good one is served: run `wirewatch alert check`.",
)

for _reason in get_args(AlertFailureReason):
    FAILED.labels(reason=_reason)
for _outcome in ("delivered", "retry", "failed"):
    ATTEMPTS.labels(outcome=_outcome)
