"""The one place that asks servers for feeds: conditional, bounded in time and size, and never inside our networks."""

import asyncio
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import aiohttp

from schemas.feeds import FeedFailureReason
from services.ingest.answers import Answer, Failure, Validators
from services.ingest.decoding import Decoder, Undecodable
from services.ingest.text import clean
from services.runtime.addresses import AddressPolicy

REDIRECTS = 5
HEADER_BYTES = 64 * 1024
_KEPT_HEADERS = ("cache-control", "age", "expires", "date", "retry-after", "content-type")
_PERMANENT = frozenset({301, 308})
_TEMPORARY = frozenset({302, 303, 307})
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """How long a server may take, in seconds."""

    connect: float = 10.0
    first_byte: float = 15.0
    total: float = 30.0


class AddressRefused(OSError):
    """The address of a connection is one that we must not reach."""


class _Refused(Exception):
    """A poll ends here, with this failure."""

    def __init__(self, reason: FeedFailureReason, detail: str, status: int | None = None) -> None:
        self.failure = Failure(reason=reason, detail=clean(detail), http_status=status)
        super().__init__(detail)


class Fetcher:
    """Asks servers for feeds. Use as an async context manager; any number of `fetch` may run at once."""

    def __init__(self, contact: str, policy: AddressPolicy, budgets: Budgets | None = None) -> None:
        """contact: a URL or mailto: address at which site owners find us."""
        self._user_agent, self._policy = f"Wirewatch/{version('wirewatch')} (+{contact})", policy
        self._budgets = budgets or Budgets()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(socket_factory=self._socket, limit=0, ttl_dns_cache=60),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            max_field_size=HEADER_BYTES,
            timeout=aiohttp.ClientTimeout(
                total=None, sock_connect=self._budgets.connect, sock_read=self._budgets.first_byte
            ),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def fetch(self, url: str, validators: Validators) -> Answer | Failure:
        """The answer of the URL after its redirects, whole and decoded, or why there is none. Raises nothing."""
        try:
            async with asyncio.timeout(self._budgets.total):
                return await self._follow(url, validators)
        except _Refused as refused:
            return refused.failure
        except TimeoutError as error:
            said = str(error) or f"no whole answer within {self._budgets.total:g} s"
            return Failure(reason="timeout", detail=f"{url}: {said}")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            cause = getattr(error, "os_error", error)  # aiohttp's own text hides what the socket said
            return Failure(reason=_reason(error), detail=clean(f"{url}: {type(error).__name__}: {cause}")[:500])

    async def _follow(self, url: str, validators: Validators) -> Answer:
        permanent = True
        asked = url
        for _ in range(REDIRECTS + 1):
            answer, target = await self._ask(asked, validators)
            if target is None:
                moved = answer.url if permanent and answer.url != url else None
                return Answer(
                    url=answer.url,
                    status=answer.status,
                    moved_to=moved,
                    headers=answer.headers,
                    validators=answer.validators,
                    body=answer.body,
                )
            permanent = permanent and answer.status in _PERMANENT
            asked = target
        raise _Refused("redirects", f"{url} redirects more than {REDIRECTS} times, last to {asked[:200]}")

    async def _ask(self, url: str, validators: Validators) -> tuple[Answer, str | None]:
        """One request: its answer, and where it redirects to."""
        refusal = self._policy.url_refusal(url)
        if refusal is not None:
            raise _Refused("address_refused", f"{url[:200]}: {refusal}")
        if self._session is None:
            raise RuntimeError("the fetcher is used outside its context")
        request = self._session.get(url, headers=self._headers(validators), allow_redirects=False)
        async with request as response:
            location = response.headers.get("location") if response.status in _PERMANENT | _TEMPORARY else None
            if location:
                return _answer(url, response, b""), urljoin(url, _spelt(location)).partition("#")[0]
            body = await _body(response) if response.status == 200 else b""
            return _answer(url, response, body), None

    def _headers(self, validators: Validators) -> Mapping[str, str]:
        headers = {"User-Agent": self._user_agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"}
        if validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        return headers

    def _socket(self, address: aiohttp.AddrInfoType) -> socket.socket:
        """Sees every address just before it is connected to, so that neither rebinding nor a redirect passes it by."""
        family, kind, protocol, _, target = address
        refusal = self._policy.refusal(str(target[0]), int(target[1]))
        if refusal is not None:
            raise AddressRefused(refusal)
        return socket.socket(family=family, type=kind, proto=protocol)


async def _body(response: aiohttp.ClientResponse) -> bytes:
    """The decoded body within its budgets."""
    try:
        decoder = Decoder(response.headers.getall("content-encoding", []))
        async for chunk in response.content.iter_any():
            decoder.feed(chunk)
        return decoder.finish()
    except Undecodable as error:
        raise _Refused(error.reason, f"{response.url}: {error}", response.status) from None


def _answer(url: str, response: aiohttp.ClientResponse, body: bytes) -> Answer:
    # Bytes that are not UTF-8 come as lone surrogates, which neither the parser's pipe nor an event can carry.
    kept = {name: clean(response.headers[name]) for name in _KEPT_HEADERS if name in response.headers}
    validators = Validators(
        etag=_sendable(response.headers.get("etag")), last_modified=_sendable(response.headers.get("last-modified"))
    )
    return Answer(url=url, status=response.status, headers=kept, validators=validators, body=body)


def _spelt(location: str) -> str:
    """A Location with its bytes that are not UTF-8 (lone surrogates to us) as %XX, as browsers ask for them."""
    return re.sub("[\udc80-\udcff]", lambda match: f"%{ord(match[0]) - 0xDC00:02X}", location)


def _sendable(value: str | None) -> str | None:
    """A validator is kept only where we can send back its very bytes: aiohttp drops bytes that are not UTF-8."""
    try:
        return value if value and value.encode() and len(value) <= 1024 else None
    except UnicodeEncodeError:
        return None


def _reason(error: Exception) -> FeedFailureReason:
    """Which of the closed reasons an error of aiohttp or of the socket is."""
    if isinstance(error, AddressRefused) or isinstance(getattr(error, "os_error", None), AddressRefused):
        return "address_refused"
    if isinstance(error, aiohttp.ClientConnectorDNSError | socket.gaierror):
        return "dns"
    if isinstance(error, aiohttp.ClientSSLError | aiohttp.ClientConnectorCertificateError | ssl.SSLError):
        return "tls"
    if isinstance(error, aiohttp.ClientConnectorError | ConnectionRefusedError):
        return "connect"
    return "protocol"
