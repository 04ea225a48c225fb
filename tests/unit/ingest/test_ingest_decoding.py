"""Bodies decoded within their budgets, whatever the server sends."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.decoding import BODY_BYTES, Decoder, Undecodable


def decoded(wire: bytes, *encodings: str, chunk: int = 1000) -> bytes:
    decoder = Decoder(encodings)
    for at in range(0, len(wire), chunk):
        decoder.feed(wire[at : at + chunk])
    return decoder.finish()


def refusal(wire: bytes, *encodings: str) -> str:
    with pytest.raises(Undecodable) as caught:
        decoded(wire, *encodings, chunk=64 * 1024)
    return caught.value.reason


def bare_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@given(st.binary(max_size=5000), st.integers(1, 700))
def test_any_body_comes_back_in_any_pieces(body: bytes, chunk: int) -> None:
    assert decoded(body, chunk=chunk) == body
    assert decoded(gzip.compress(body), "gzip", chunk=chunk) == body
    assert decoded(zlib.compress(body), "deflate", chunk=chunk) == body


@given(st.binary(max_size=2000))
def test_gzip_in_members_and_bare_deflate_come_back(body: bytes) -> None:
    assert decoded(gzip.compress(body) + gzip.compress(body), "x-gzip") == body + body
    assert decoded(bare_deflate(body), "deflate") == body


@pytest.mark.parametrize("size", [65_536, 65_537, 65_600, 131_073, 131_200])
def test_a_body_that_ends_just_beyond_a_piece_comes_back(size: int) -> None:
    """All of the wire is read by then, and the last match still waits for room."""
    body = b"ab" * (size // 2) + b"a" * (size % 2)
    assert decoded(bare_deflate(body), "deflate", chunk=size) == body
    assert decoded(gzip.compress(body), "gzip", chunk=size) == body


@pytest.mark.parametrize("encodings", [("br",), ("gzip", "gzip"), ("gzip, gzip",), ("zstd",), ("gzip", "deflate")])
def test_a_second_or_unknown_encoding_is_refused(encodings: tuple[str, ...]) -> None:
    assert refusal(b"x", *encodings) == "encoding"


def test_identity_is_no_encoding() -> None:
    assert decoded(b"x", "identity") == b"x"


def test_a_bomb_stops_early() -> None:
    bomb = gzip.compress(b"\x00" * (2 * BODY_BYTES))
    assert refusal(bomb, "gzip") in {"decompression", "too_large"}
    assert refusal(bare_deflate(b"\x00" * BODY_BYTES), "deflate") == "decompression"


def test_a_body_over_the_limit_is_too_large() -> None:
    assert refusal(b"x" * (BODY_BYTES + 1)) == "too_large"
    assert len(decoded(b"x" * BODY_BYTES, chunk=1 << 20)) == BODY_BYTES


@pytest.mark.parametrize("wire", [b"<rss/>", gzip.compress(b"x" * 1000)[:-5], gzip.compress(b"x") + b"junk"])
def test_broken_gzip_is_refused(wire: bytes) -> None:
    assert refusal(wire, "gzip") == "decompression"


def test_bare_deflate_that_is_cut_off_is_refused() -> None:
    assert refusal(bare_deflate(b"some words" * 50)[:-3], "deflate") == "decompression"
