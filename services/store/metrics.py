"""The store's metrics, all of them; each help text says what to do about it."""

from prometheus_client import Counter, Gauge, Histogram

APPENDED = Counter(
    "wirewatch_store_appended_total",
    "Events appended to the log. If it stands still while lag grows, read the store's log for setbacks.",
    ["type"],
)
KNOWN = Counter(
    "wirewatch_store_known_total",
    "Events skipped because the log has them: harmless. A steady rate means that a producer repeats itself: find it.",
)
REFUSED = Counter(
    "wirewatch_store_refused_total",
    "Messages that became dead letters. Read wirewatch.dead_letters with SQL, and mend whoever wrote them.",
    ["reason"],
)
BATCH_EVENTS = Histogram(
    "wirewatch_store_batch_events",
    "Messages in a batch. Always at the greatest size: the store is the bottleneck or catches up.",
    buckets=(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000),
)
APPEND_SECONDS = Histogram(
    "wirewatch_store_append_seconds",
    "Time of one append, its commit included. If it grows, look at Postgres: disk, locks, checkpoints.",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
)
HEAD_POSITION = Gauge(
    "wirewatch_store_head_position",
    "Position of the last event of the log. It never goes down: if it does, the log was replaced or cut.",
)
HEAD_HASH = Gauge(
    "wirewatch_store_head_hash",
    "First 48 bits of the hash at the head position. In doubt compare with old samples: a rewritten log differs.",
)
LAG = Gauge(
    "wirewatch_store_lag_messages",
    "Messages of a partition that the log has not taken yet. If it grows, see append seconds and setbacks.",
    ["topic", "partition"],
)
MISSED = Counter(
    "wirewatch_store_missed_messages_total",
    "Messages that Kafka deleted before the log took them: lost here. Raise the topic's retention; replay its writer.",
    ["topic"],
)
SETBACKS = Counter(
    "wirewatch_store_setbacks_total",
    "Batches dropped and read again. fenced: a rebalance, harmless. postgres, kafka: look at it if this goes on.",
    ["cause"],
)
CHAIN_VERIFIED = Gauge(
    "wirewatch_store_chain_verified_position",
    "Position up to which this process has recomputed the chain. It follows the head; if not, read the store's log.",
)
CHAIN_BROKEN = Gauge(
    "wirewatch_store_chain_broken_position",
    "First position that does not fit the chain; 0 while all do. Else keep the disk and run `wirewatch store verify`.",
)
