"""The metrics of enrich."""

from prometheus_client import Counter, Gauge, Histogram

ARTICLES_ANNOTATED = Counter(
    "wirewatch_enrich_articles_annotated_total",
    "Articles annotated, once per revision. Flat while ingest finds articles: read annotate's log and its lag.",
)
CLAIMS_MADE = Counter(
    "wirewatch_enrich_claims_made_total",
    "Claims by PLOVER type and status. A type that goes silent after a change of tables: run `make accuracy`.",
    ["type", "status"],
)
ARTICLES_TRUNCATED = Counter(
    "wirewatch_enrich_articles_truncated_total",
    "Articles longer than annotate reads; the rest is not coded. Many of them: a feed carries dumps.",
)
ANNOTATE_SECONDS = Histogram(
    "wirewatch_enrich_annotate_seconds",
    "Time to annotate one article. If the upper buckets fill, add workers, or look for a feed of very long texts.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0),
)

# novelty

CLAIMS_DECIDED = Counter(
    "wirewatch_enrich_claims_decided_total",
    "Claims that reached a relation's memory, by status. If none come while articles do, look at annotate.",
    ["status"],
)
CLAIMS_REPLAYED = Counter(
    "wirewatch_enrich_claims_replayed_total",
    "Claims that came again after a restart and were answered as before. Growing without restarts: look at Kafka.",
)
NOVELTIES = Counter(
    "wirewatch_enrich_novelties_total",
    "Novelties of detected developments, by basis and kind. If observed stays at zero, load history.",
    ["basis", "kind"],
)
CORROBORATED = Counter(
    "wirewatch_enrich_developments_corroborated_total",
    "Further reports of known developments. If it stays at zero, each event has one source: add feeds.",
)
SUPERSEDED = Counter(
    "wirewatch_enrich_developments_superseded_total",
    "Developments that stand no longer, by reason. Near the detected ones: claims are dated wrongly, or come late.",
    ["reason"],
)
MEMORY_BYTES = Histogram(
    "wirewatch_enrich_memory_bytes",
    "Size of a relation's memory as written. If the largest grow, each claim of that relation rewrites as much.",
    buckets=(1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000),
)
REACH_PARTIES = Gauge(
    "wirewatch_enrich_reach_parties",
    "Parties whose reach this worker knows. All workers should show the same, else one does not read reaches.",
)
REVIEWS_PENDING = Gauge(
    "wirewatch_enrich_reviews_pending",
    "Relations that wait to be reviewed because a party's reach grew. If it does not fall, add novelty workers.",
)
DECIDED_AFTER_SECONDS = Histogram(
    "wirewatch_enrich_decided_after_seconds",
    "From an article's publication to the decision on its claim. Compare with the lag of the earlier stages.",
    buckets=(1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400),
)
