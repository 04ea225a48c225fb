"""What one poll of a feed met: the answer of its server, or why there was none."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.feeds import FeedFailureReason
from services.ingest.entries import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """ETag and Last-Modified as the server wrote them: opaque, sent back byte for byte."""

    etag: str | None = None
    last_modified: str | None = None

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer, whole and decoded. url: where it came from, after redirects.

    moved_to: that URL, where there were redirects and each of them was permanent. headers: names in lower case.
    """

    url: str
    status: int
    moved_to: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    validators: Validators = field(default_factory=Validators)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a poll gave nothing. detail: a sentence for the operator. retry_after: seconds that the server asked for."""

    reason: FeedFailureReason
    detail: str
    http_status: int | None = None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The server said 304, or sent the body that was parsed last time."""

    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The server said 410: the feed will not come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A body that is a feed. body_sha256: hex."""

    answer: Answer
    body_sha256: str
    document: Document


Outcome = Read | Unchanged | Gone | Failure
