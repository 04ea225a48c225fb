"""Metrics that every process has. A service declares its own in its metrics.py."""

from prometheus_client import Counter, Gauge, Info

BUILD_INFO = Info("wirewatch_build", "Version and process name: compare them over all processes after a roll-out.")
LAST_PROGRESS = Gauge(
    "wirewatch_last_progress_timestamp_seconds",
    "When the worker last made progress (Unix time). If it stands still, the watchdog ends the process: read its log.",
    ["worker"],
)
READY = Gauge(
    "wirewatch_ready",
    "1 while every readiness check of the process passes. At 0, ask its /ready: the answer names each check and why.",
)
STREAM_LAG = Gauge(
    "wirewatch_stream_lag_messages",
    "Messages of a partition that the app has not committed. If it grows, add workers, one per partition at most.",
    ["app", "topic", "partition"],
)
STREAM_LAST_COMMIT = Gauge(
    "wirewatch_stream_last_commit_timestamp_seconds",
    "When the app last committed an offset (Unix time). Old while the lag is above 0: look for errors in its log.",
    ["app"],
)
STREAM_OPEN = Gauge(
    "wirewatch_stream_open_messages",
    "Messages handled whose results the brokers have not acknowledged. If it stays high, look at the brokers.",
    ["app"],
)
DEAD_LETTERS = Counter(
    "wirewatch_dead_letters_total",
    "Messages or entries that a service refused. Read them in the log (dead_letter.written) and fix the cause.",
    ["service", "reason"],
)
