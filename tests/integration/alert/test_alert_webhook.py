"""The webhook edge against endpoints that misbehave, on real sockets: each gets its reason, within its time."""

import asyncio
import gzip
import time
from collections.abc import Iterator

import pytest

from schemas.alerts import AlertFailureReason
from services.alert.delivery.retries import Answer, Result, Trouble
from services.alert.webhook import ANSWER_SECONDS, Webhook
from services.runtime.addresses import AddressPolicy
from tests.integration.alert.endpoints import Receiver, Reply, closed_port, raw

LOCAL = AddressPolicy(("127.0.0.0/8",))
TIMEOUT = 1.0
ENDLESS = b"HTTP/1.1 200 OK\r\n\r\n"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    yield server
    server.close()


def post(url: str, policy: AddressPolicy = LOCAL) -> Result:
    async def once() -> Result:
        async with Webhook(policy, TIMEOUT) as webhook:
            return await webhook.post(url, {"webhook-id": "id-1"}, b'{"a": 1}')

    began = time.monotonic()
    result = asyncio.run(once())
    assert time.monotonic() - began < TIMEOUT + ANSWER_SECONDS + 2
    return result


def trouble(url: str, policy: AddressPolicy = LOCAL) -> AlertFailureReason:
    result = post(url, policy)
    assert isinstance(result, Trouble), result
    assert result.detail
    return result.reason


def test_the_request_arrives_as_it_was_given(receiver: Receiver) -> None:
    receiver.replies["/in"] = Reply(status=202, headers={"Retry-After": "7"}, body="přijato\x00\n".encode())
    result = post(receiver.url("/in"))
    assert isinstance(result, Answer)
    assert (result.status, result.retry_after, result.head) == (202, "7", "přijato")
    (request,) = receiver.requests
    assert (request.body, request.headers["webhook-id"]) == (b'{"a": 1}', "id-1")
    assert request.headers["user-agent"].startswith("Wirewatch")


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.replies["/in"] = Reply(status=307, headers={"Location": receiver.url("/elsewhere")})
    result = post(receiver.url("/in"))
    assert isinstance(result, Answer)
    assert result.status == 307
    assert receiver.at("/elsewhere") == []


def test_nobody_there_is_connect() -> None:
    assert trouble(closed_port()) == "connect"


def test_a_name_that_does_not_exist_is_connect() -> None:
    assert trouble("https://no-such-host.invalid/") == "connect"


def test_silence_is_a_timeout() -> None:
    with raw(b"", hold=True) as url:
        assert trouble(url) == "timeout"


def test_headers_that_never_end_are_refused_in_bounded_memory() -> None:
    with raw(b"HTTP/1.1 200 OK\r\n", forever=b"X-More: and more\r\n" * 64) as url:
        assert trouble(url) in {"protocol", "timeout"}


def test_headers_that_drip_are_a_timeout() -> None:
    with raw(b"HTTP/1.1 200 OK\r\nX: ", hold=True) as url:
        assert trouble(url) == "timeout"


def test_what_is_no_http_is_protocol() -> None:
    with raw(b"SSH-2.0-OpenSSH_9.9\r\n") as url:
        assert trouble(url) == "protocol"


@pytest.mark.parametrize(
    "answer", [b"SSH-2.0-OpenSSH_9.9\r\n", b"HTTP/1.1 200 OK\r\nbroken header\r\n\r\n", b"", b"\x00"]
)
def test_what_went_wrong_is_told_without_the_path_which_may_hold_a_token(answer: bytes) -> None:
    with raw(answer) as url:
        result = post(url + "services/T0KEN?key=T0KEN")
    assert isinstance(result, Trouble)
    assert "T0KEN" not in result.detail


def test_a_connection_closed_without_an_answer_is_protocol_or_connect() -> None:
    with raw(b"") as url:
        assert trouble(url) in {"protocol", "connect"}


def test_an_endless_body_is_read_up_to_a_cap_and_its_status_counts() -> None:
    with raw(ENDLESS, forever=b"x" * 65_536) as url:
        result = post(url)
    assert isinstance(result, Answer)
    assert result.status == 200
    assert 0 < len(result.head) <= 500


def test_a_body_that_never_comes_does_not_change_the_status() -> None:
    with raw(b"HTTP/1.1 503 Busy\r\nContent-Length: 10\r\n\r\n", hold=True) as url:
        result = post(url)
    assert isinstance(result, Answer)
    assert (result.status, result.head) == (503, "")


def test_a_compressed_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(b"\0" * 10_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
    with raw(head + bomb) as url:
        result = post(url)
    assert isinstance(result, Answer)
    assert result.status == 200


def test_https_to_what_speaks_no_tls_is_tls() -> None:
    with raw(b"HTTP/1.1 200 OK\r\n\r\n") as url:
        assert trouble(url.replace("http:", "https:")) == "tls"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "https://127.0.0.1:443/", "https://localhost/", "https://[::1]/"]
)
def test_an_address_that_no_network_allows_is_refused_before_any_connection(url: str) -> None:
    assert trouble(url, AddressPolicy()) == "address_refused"


def test_a_name_that_resolves_to_a_private_address_is_refused(receiver: Receiver) -> None:
    url = receiver.url("/in").replace("127.0.0.1", "localhost").replace("http:", "https:")
    assert trouble(url, AddressPolicy(("10.0.0.0/8",))) == "address_refused"
    assert receiver.requests == []


def test_plain_http_is_refused_outside_of_the_allowed_networks() -> None:
    assert trouble("http://127.0.0.1/", AddressPolicy(("10.0.0.0/8",))) == "address_refused"
