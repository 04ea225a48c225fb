"""What became of an alert: a development matched to a subscription was delivered, or it failed."""

from dataclasses import dataclass
from typing import Literal

AlertFailureReason = Literal[
    "address_refused",
    "connect",
    "tls",
    "timeout",
    "redirect",
    "gone",
    "refused",
    "server_error",
    "protocol",
    "exhausted",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertDelivered:
    """The endpoint answered 2xx. endpoint is its host only; alert_id is the webhook-id of every attempt."""

    alert_id: str
    development_id: str
    subscription: str
    endpoint: str
    position: int
    attempts: int
    http_status: int
    duration_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFailed:
    """No attempt is made any more: the reason of the last one, and the start of the answer where there was one."""

    alert_id: str
    development_id: str
    subscription: str
    endpoint: str
    position: int
    attempts: int
    reason: AlertFailureReason
    http_status: int | None = None
    detail: str
