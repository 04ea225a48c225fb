"""All metrics of ingest. Each entry is counted once."""

from prometheus_client import Counter, Gauge, Histogram

POLLS = Counter(
    "wirewatch_ingest_polls_total",
    "Polls by outcome: read, unchanged, gone, or the reason of the failure. If those grow, read feed.failed.",
    ["outcome"],
)
ENTRIES = Counter(
    "wirewatch_ingest_entries_total",
    "Entries by outcome: found, revised, repeated, refused. If refused grows, read the dead letters.",
    ["outcome"],
)
FAULTY = Counter(
    "wirewatch_ingest_faulty_documents_total",
    "Feeds taken although their XML is not well-formed. Tell the publisher: the log names feed and fault.",
)
FETCH_SECONDS = Histogram(
    "wirewatch_ingest_fetch_seconds",
    "How long a server took for a whole answer. If it grows for all, look at your own network first.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30),
)
PARSER_KILLS = Counter(
    "wirewatch_ingest_parser_kills_total",
    "Parser processes that were ended: timeout, memory, crash. A hostile or broken feed; feed.failed names it.",
    ["reason"],
)
LAG_SECONDS = Gauge(
    "wirewatch_ingest_lag_seconds",
    "How long the most overdue feed waits beyond its time. If it grows, add workers or raise WIREWATCH_HOSTS_AT_ONCE.",
)
FEEDS = Gauge("wirewatch_ingest_feeds", "Feeds in the list that is in force. If it drops, look at WIREWATCH_FEEDS.")
LIST_FAULTS = Gauge(
    "wirewatch_ingest_feed_list_faults",
    "Faults in the changed list of feeds; the old list stays in force. The log names file and line of each.",
)
RETRIES = Counter(
    "wirewatch_ingest_retries_total",
    "Tries to publish and save that failed and are repeated: kafka, postgres. See whether that server answers.",
    ["server"],
)
