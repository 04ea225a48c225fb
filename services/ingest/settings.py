"""The settings of ingest, read once in __main__."""

from dataclasses import dataclass
from pathlib import Path

from services.runtime.addresses import AddressPolicy
from services.runtime.settings import DatabaseSettings, KafkaSettings, ProcessSettings, at_least, setting


def _contact_fault(text: str) -> str | None:
    known = text.startswith(("http://", "https://", "mailto:")) and text.isascii() and text.isprintable()
    return None if known and " " not in text else "is neither a URL nor a mailto: address"


def _networks_fault(networks: tuple[str, ...]) -> str | None:
    try:
        AddressPolicy(networks)
    except ValueError as error:
        return f"is not a list of networks: {error}"
    return None


@dataclass(frozen=True, kw_only=True)
class ContactSettings:
    """Who we say we are, and where we may go."""

    contact: str = setting(
        "URL or mailto: address that site owners find in our User-Agent",
        "https://example.org/about-our-reader",
        check=_contact_fault,
    )
    allowed_networks: tuple[str, ...] = setting(
        "networks (CIDR) that may be polled although they are not public, on any port",
        "10.1.0.0/16",
        (),
        check=_networks_fault,
    )
    connect_seconds: float = setting("longest wait for a connection", "10", 10.0, check=at_least(0.01))
    first_byte_seconds: float = setting("longest wait for any next byte of an answer", "15", 15.0, check=at_least(0.01))
    total_seconds: float = setting("longest time for a whole answer", "30", 30.0, check=at_least(0.01))


@dataclass(frozen=True, kw_only=True)
class ParserSettings:
    """What a document may cost."""

    parse_seconds: float = setting("a document that takes longer to parse is refused", "5", 5.0, check=at_least(0.1))
    parse_megabytes: int = setting(
        "address space of a parser process; a document that needs more is refused", "512", 512, check=at_least(128)
    )
    parser_processes: int = setting("parser processes that run side by side", "2", 2, check=at_least(1))


@dataclass(frozen=True, kw_only=True)
class Settings(ProcessSettings, KafkaSettings, DatabaseSettings, ContactSettings, ParserSettings):
    """All of `ingest run`."""

    feeds: Path = setting("file that lists the feeds: OPML, or one URL a line", "feeds.opml")
    metrics_port: int = setting(
        "port that serves /metrics, /live and /ready; 0 takes a free one", "9101", 9101, check=at_least(0)
    )
    database_role: str = setting("Postgres role that the service takes", "wirewatch_ingest", "wirewatch_ingest")
    poll_default_seconds: float = setting(
        "interval between two polls of a feed that asks for none", "3600", 3600.0, check=at_least(0.05)
    )
    poll_floor_seconds: float = setting(
        "shortest interval between two polls of a feed", "600", 600.0, check=at_least(0.05)
    )
    host_gap_seconds: float = setting(
        "shortest time between the starts of two polls at one host", "5", 5.0, check=at_least(0)
    )
    hosts_at_once: int = setting("hosts that one worker polls side by side", "16", 16, check=at_least(1))
    lease_seconds: float = setting(
        "a host whose worker is silent for so long is polled by another", "120", 120.0, check=at_least(1)
    )


@dataclass(frozen=True, kw_only=True)
class MigrateSettings(DatabaseSettings):
    """What `ingest migrate` needs."""
