"""Settings of the alert service."""

from dataclasses import dataclass
from pathlib import Path

from services.runtime.addresses import AddressPolicy
from services.runtime.settings import DatabaseSettings, KafkaSettings, ProcessSettings, at_least, setting


def _networks_fault(networks: tuple[str, ...]) -> str | None:
    try:
        AddressPolicy(networks)
    except ValueError as error:
        return f"is not a list of networks: {error}"
    return None


@dataclass(frozen=True, kw_only=True)
class CheckSettings:
    """What checking a subscription file needs."""

    allowed_networks: tuple[str, ...] = setting(
        "networks (CIDR) whose addresses endpoints may have although they are private, any port, http too",
        "127.0.0.0/8,10.1.0.0/16",
        (),
        check=_networks_fault,
    )


@dataclass(frozen=True, kw_only=True)
class SendSettings(CheckSettings):
    """What sending a sample needs."""

    subscriptions: Path = setting("YAML file of subscriptions", "subscriptions.yaml")
    webhook_timeout_seconds: float = setting(
        "longest time that an endpoint may take to answer", "10", 10.0, check=at_least(0.1)
    )


@dataclass(frozen=True, kw_only=True)
class MigrateSettings(DatabaseSettings):
    """What making the tables needs: the login user owns them."""


@dataclass(frozen=True, kw_only=True)
class RedeliverSettings(SendSettings, DatabaseSettings):
    """What queueing alerts again needs."""

    database_role: str = setting("Postgres role that the service takes", "wirewatch_alert", "wirewatch_alert")


@dataclass(frozen=True, kw_only=True)
class Settings(RedeliverSettings, ProcessSettings, KafkaSettings):
    """What running needs."""

    metrics_port: int = setting(
        "port that serves /metrics, /live and /ready; 0 takes a free one", "9105", 9105, check=at_least(0)
    )
    start_position: int = setting(
        "position of the log after which a new alert service begins; an existing one goes on where it was",
        "0",
        0,
        check=at_least(0),
    )
    settle_milliseconds: int = setting(
        "how long an alert waits for further parts of its development", "200", 200, check=at_least(0)
    )
