"""Fetching from a server that does everything wrong, over real connections."""

import asyncio
import gzip
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from services.ingest.answers import Answer, Failure, Validators
from services.ingest.fetch import REDIRECTS, Budgets, Fetcher
from services.runtime.addresses import AddressPolicy
from tests.integration.ingest.scripted import Handler, Server, answer, redirect, rss

LOOPBACK = AddressPolicy(("127.0.0.0/8",))


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def fetch(
    url: str, validators: Validators | None = None, policy: AddressPolicy = LOOPBACK, budgets: Budgets | None = None
) -> Answer | Failure:
    async def once() -> Answer | Failure:
        async with Fetcher("https://example.org/bot", policy, budgets) as fetcher:
            return await fetcher.fetch(url, validators or Validators())

    return asyncio.run(once())


def failure(url: str, policy: AddressPolicy = LOOPBACK, budgets: Budgets | None = None) -> Failure:
    found = fetch(url, policy=policy, budgets=budgets)
    assert isinstance(found, Failure), found
    assert found.detail
    return found


def good(url: str, validators: Validators | None = None) -> Answer:
    found = fetch(url, validators)
    assert isinstance(found, Answer), found
    return found


def test_a_feed_is_fetched_with_who_we_are_and_nothing_else(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    server.handlers["/f"] = answer(rss("a"), "200 OK", "Cache-Control: max-age=60", "Set-Cookie: a=b", 'ETag: "1"')
    found = good(server.url("/f"))
    assert (found.status, found.body, found.moved_to) == (200, rss("a"), None)
    assert found.headers["cache-control"] == "max-age=60"
    good(server.url("/f"))
    for request in server.requests["/f"]:
        assert request.headers["user-agent"].startswith(b"Wirewatch/")
        assert request.headers["user-agent"].endswith(b"(+https://example.org/bot)")
        assert request.headers["accept-encoding"] == b"gzip, deflate"
        assert not {"cookie", "referer", "if-none-match", "if-modified-since"} & set(request.headers)


@pytest.mark.parametrize("etag", ['"plain"', 'W/"weak"', "no-quotes", '"sp ace, comma"', '"utf-8 \u00e9"', "''"])
def test_validators_come_back_byte_for_byte(server: Server, etag: str) -> None:
    server.handlers["/f"] = answer(b"x", "200 OK", f"ETag: {etag}", "Last-Modified: the day before")
    found = good(server.url("/f"))
    good(server.url("/f"), found.validators)
    second = server.requests["/f"][1]
    assert second.headers["if-none-match"] == etag.encode()
    assert second.headers["if-modified-since"] == b"the day before"


def test_a_validator_that_could_not_be_sent_back_is_not_kept(server: Server) -> None:
    server.handlers["/f"] = answer(b"x", "200 OK", b'ETag: "\xe9"')
    assert good(server.url("/f")).validators == Validators()


def test_304_carries_its_validators_and_no_body(server: Server) -> None:
    server.handlers["/f"] = answer(b"", "304 Not Modified", 'ETag: "2"')
    found = good(server.url("/f"), Validators(etag='"1"'))
    assert (found.status, found.body, found.validators.etag) == (304, b"", '"2"')


def test_gzip_is_decoded(server: Server) -> None:
    server.handlers["/f"] = answer(gzip.compress(rss("a")), "200 OK", "Content-Encoding: gzip")
    assert good(server.url("/f")).body == rss("a")


def _chunk(size: int) -> bytes:
    return f"{size:x}\r\n".encode() + b"x" * size + b"\r\n"


HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (answer(gzip.compress(b"\0" * 30_000_000), "200 OK", "Content-Encoding: gzip"), "decompression"),
        (answer(b"x" * 11_000_000), "too_large"),
        (answer(b"x", "200 OK", "Content-Encoding: br"), "encoding"),
        (answer(b"x", "200 OK", "Content-Encoding: gzip", "Content-Encoding: gzip"), "encoding"),
        (answer(b"not gzip", "200 OK", "Content-Encoding: gzip"), "decompression"),
        (lambda _: iter([b"garbage\r\n\r\n"]), "protocol"),
        (lambda _: iter([b""]), "protocol"),
        (lambda _: iter([b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"]), "protocol"),
        (lambda _: iter([b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n"]), "protocol"),
        (lambda _: iter([HEAD + b"zz\r\n"]), "protocol"),
        (redirect("file:///etc/passwd"), "address_refused"),
        (redirect("http://user:pw@127.0.0.1/"), "address_refused"),
        (redirect("http://10.0.0.1/"), "address_refused"),
        (redirect("http://[::ffff:169.254.169.254]/latest/meta-data"), "address_refused"),
        (redirect("http://["), "protocol"),
    ],
)
def test_a_bad_answer_is_a_failure_with_its_reason(server: Server, handler: Handler, reason: str) -> None:
    server.handlers["/f"] = handler
    assert failure(server.url("/f")).reason == reason


def test_an_endless_body_ends_at_the_limit(server: Server) -> None:
    server.handlers["/f"] = server.slowly(HEAD, _chunk(1_000_000), every=0.001)
    assert failure(server.url("/f")).reason == "too_large"


@pytest.mark.parametrize("pieces", [(b"", b""), (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), (HEAD, b"1\r\nx\r\n")])
def test_a_slow_server_meets_its_budget(server: Server, pieces: tuple[bytes, ...]) -> None:
    server.handlers["/f"] = server.slowly(*pieces, every=0.1)
    began = time.monotonic()
    assert failure(server.url("/f"), budgets=Budgets(first_byte=0.5, total=1.0)).reason == "timeout"
    assert time.monotonic() - began < 3


def test_redirects_are_followed_and_permanence_is_told(server: Server) -> None:
    server.handlers["/f"] = answer(rss("a"))
    server.handlers["/p1"] = redirect("/p2", "308 Permanent Redirect")
    server.handlers["/p2"] = redirect(server.url("/f") + "#x")
    server.handlers["/t"] = redirect("/p2", "302 Found")
    found = good(server.url("/p1"))
    assert (found.url, found.moved_to, found.body) == (server.url("/f"), server.url("/f"), rss("a"))
    assert good(server.url("/t")).moved_to is None


def test_bytes_that_are_not_utf_8_in_headers_hurt_nobody(server: Server) -> None:
    server.handlers["/f"] = answer(b"", "301 Moved Permanently", b"Location: /caf\xe9")
    server.handlers["/caf%E9"] = answer(rss("a"), "200 OK", b'Content-Type: text/xml; name="caf\xe9"')
    found = good(server.url("/f"))
    assert (found.url, found.body) == (server.url("/caf%E9"), rss("a"))
    assert found.headers["content-type"] == 'text/xml; name="caf"'
    server.handlers["/g"] = answer(b"", "301 Moved Permanently", b"Location: ftp://x/\xe9")
    assert failure(server.url("/g")).detail.isascii()


def test_redirects_in_a_circle_end(server: Server) -> None:
    server.handlers["/f"] = redirect("/g")
    server.handlers["/g"] = redirect("/f")
    assert failure(server.url("/f")).reason == "redirects"
    assert sum(map(len, server.requests.values())) == REDIRECTS + 1


def test_a_private_address_is_refused_before_any_connection(server: Server) -> None:
    server.handlers["/f"] = answer(rss("a"))
    assert failure(server.url("/f"), policy=AddressPolicy()).reason == "address_refused"
    assert not server.requests


def test_a_name_of_a_private_address_is_refused_at_the_connection(server: Server) -> None:
    """The URL alone looks harmless: only who sees the resolved address can refuse it."""
    server.handlers["/f"] = answer(rss("a"))
    policy = AddressPolicy(ports=(server.port,))
    url = server.url("/f", host="localhost")
    assert policy.url_refusal(url) is None
    found = failure(url, policy=policy)
    assert (found.reason, server.requests) == ("address_refused", {})
    assert "loopback" in found.detail


def test_who_does_not_answer_has_its_own_reason(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert failure(f"http://127.0.0.1:{port}/").reason == "connect"
    assert failure("http://no-such-name.invalid/").reason == "dns"
    assert failure(server.url("/f").replace("http://", "https://")).reason == "tls"


def test_many_are_fetched_at_once(server: Server) -> None:
    together = threading.Barrier(8)

    def meet(_: object) -> Iterator[bytes]:
        together.wait(10)
        return answer(rss("a"))(_)  # type: ignore[arg-type]

    server.handlers["/f"] = meet

    async def all_of_them() -> list[Answer | Failure]:
        async with Fetcher("https://example.org/bot", LOOPBACK) as fetcher:
            return await asyncio.gather(*(fetcher.fetch(server.url("/f"), Validators()) for _ in range(8)))

    assert {type(found) for found in asyncio.run(all_of_them())} == {Answer}
