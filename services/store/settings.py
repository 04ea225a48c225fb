"""What the store reads from its environment."""

from dataclasses import dataclass

from services.runtime.settings import DatabaseSettings, KafkaSettings, ProcessSettings, at_least, setting


@dataclass(frozen=True, kw_only=True)
class DatabaseRole(DatabaseSettings):
    """The database, and the role to take in it: what the verbs without Kafka need."""

    database_role: str = setting("role that the store takes in Postgres", "wirewatch_store", "wirewatch_store")
    batch_events: int = setting("most events appended in one transaction", "500", 500, check=at_least(1))


@dataclass(frozen=True, kw_only=True)
class Settings(ProcessSettings, KafkaSettings, DatabaseRole):
    """What `wirewatch store run` needs."""

    metrics_port: int = setting(
        "port that serves /metrics, /live and /ready; 0 takes a free one", "9104", 9104, check=at_least(0)
    )
    batch_milliseconds: int = setting(
        "longest time that the first event of a batch waits for others", "50", 50, check=at_least(0)
    )
