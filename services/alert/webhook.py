"""HTTP to an endpoint (aiohttp): one POST, to an address that was checked, without redirects, within time and size."""

import asyncio
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

import aiohttp

from schemas.alerts import AlertFailureReason
from services.alert.delivery.retries import Answer, Result, Trouble
from services.alert.developments.message import cut
from services.runtime.addresses import AddressPolicy

ANSWER_BYTES = 2_048
"""How much of an answer is read; the rest is not waited for."""
ANSWER_SECONDS = 2.0
"""How long that may take, once the status is there."""
HEAD_BYTES = 500
USER_AGENT = "Wirewatch"

_AddrInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]]


class _Refused(Exception):
    """The address must not be connected to. No OSError: the next address of the name is not tried then."""


class Webhook:
    """Posts to endpoints. https to any public address; http only to an address in an allowed network.

    timeout_seconds: for resolving, connecting, sending, and the answer's status and headers together.
    """

    def __init__(self, policy: AddressPolicy, timeout_seconds: float) -> None:
        self._policy, self._timeout = policy, timeout_seconds
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    async def __aenter__(self) -> Self:
        self._sessions = {"https": _session(self._public_socket), "http": _session(self._allowed_socket)}
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            await session.close()

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Result:
        """The answer, or why there was none; raises nothing that an endpoint can cause."""
        began = time.monotonic()
        try:
            return await self._answer(url, headers, body, began)
        except (_Refused, TimeoutError, aiohttp.ClientError, OSError, ValueError) as error:
            reason, detail = self._trouble(error)
            return Trouble(reason=reason, detail=cut(detail, HEAD_BYTES), duration_ms=_since(began))

    def _trouble(self, error: Exception) -> tuple[AlertFailureReason, str]:
        """Reason and sentence. No sentence holds the URL, whose path may be a secret."""
        match error:
            case _Refused():
                return "address_refused", str(error)
            case ssl.SSLError() | ssl.CertificateError() | aiohttp.ClientSSLError():
                return "tls", f"no secure connection: {error}"
            case TimeoutError():
                return "timeout", f"no answer within {self._timeout:g} s"
            case OSError():
                return "connect", f"no connection: {error}"
            case aiohttp.ClientResponseError():
                return "protocol", f"no HTTP answer: {error.message}"
            case _:
                return "protocol", f"no HTTP answer: {type(error).__name__}"

    async def _answer(self, url: str, headers: Mapping[str, str], body: bytes, began: float) -> Answer:
        session = self._sessions[url.partition(":")[0].lower()]
        async with asyncio.timeout(self._timeout):
            response = await session.post(url, data=body, headers=headers, allow_redirects=False)
        async with response:
            head = await _head(response)
            response.close()  # what is left unread is not worth keeping the connection
            return Answer(
                status=response.status,
                retry_after=response.headers.get("Retry-After"),
                head=head,
                duration_ms=_since(began),
            )

    def _public_socket(self, found: _AddrInfo) -> socket.socket:
        refusal = self._policy.refusal(str(found[4][0]), int(str(found[4][1])))
        return _socket(found, refusal)

    def _allowed_socket(self, found: _AddrInfo) -> socket.socket:
        address = str(found[4][0])
        fine = self._policy.allows(address)
        return _socket(found, None if fine else f"http is not allowed to {address}: no allowed network holds it")


def _session(socket_factory: Callable[[_AddrInfo], socket.socket]) -> aiohttp.ClientSession:
    # One address after the other (no happy eyeballs), so that a refusal ends the request.
    connector = aiohttp.TCPConnector(
        socket_factory=socket_factory, happy_eyeballs_delay=None, limit=0, keepalive_timeout=5, ttl_dns_cache=10
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
    )


def _socket(found: _AddrInfo, refusal: str | None) -> socket.socket:
    if refusal is not None:
        raise _Refused(refusal)
    return socket.socket(found[0], found[1], found[2])


async def _head(response: aiohttp.ClientResponse) -> str:
    """The start of the body as text. The status has been said: a body that breaks off or never ends changes nothing."""
    read = b""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            while len(read) < ANSWER_BYTES and (chunk := await response.content.read(ANSWER_BYTES - len(read))):
                read += chunk
    except (TimeoutError, aiohttp.ClientError, OSError):
        pass
    return cut(read.decode("utf-8", "replace"), HEAD_BYTES).strip()


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
