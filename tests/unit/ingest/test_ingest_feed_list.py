"""The operator's list of feeds, plain and OPML, and what it says when it is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest import feed_list, opml
from services.ingest.errors import FeedListError
from services.ingest.feed_state import Feed

OPML = b"""<?xml version="1.0"?>
<opml version="2.0"><head><title>x</title></head><body>
  <outline text="World"><outline text="Asia">
    <outline type="rss" text="A" xmlUrl="https://a.example/f" category="wire,/daily"/>
  </outline></outline>
  <outline text="B" XMLURL="https://b.example/f"/>
  <outline text="a page" htmlUrl="https://c.example"/>
</body></opml>
"""


def faults(body: bytes) -> tuple[str, ...]:
    with pytest.raises(FeedListError) as caught:
        feed_list.read(body, "feeds.txt")
    return caught.value.faults


def test_plain_lines_hold_a_url_its_tags_and_comments() -> None:
    body = (
        b"\xef\xbb\xbf# ours\n\nhttps://a.example/f\tworld asia # daily\r\n"
        b"https://b.example/f#x\nhttps://a.example/f wire\n"
    )
    assert feed_list.read(body, "feeds.txt") == (
        Feed(url="https://a.example/f", tags=("world", "asia", "wire")),
        Feed(url="https://b.example/f#x"),
    )


def test_opml_folders_and_categories_are_tags() -> None:
    assert feed_list.read(OPML, "feeds.opml") == (
        Feed(url="https://a.example/f", tags=("World", "Asia", "wire", "/daily")),
        Feed(url="https://b.example/f"),
    )


def test_every_fault_is_told_with_its_line() -> None:
    found = faults(b"https://a.example/f\nftp://b.example\nnot a url\n")
    assert [fault.partition(":")[0] for fault in found] == ["feeds.txt, line 2", "feeds.txt, line 3"]
    assert "ftp://b.example" in found[0]


@pytest.mark.parametrize(
    "form", ["https://me:{}@a.example/f\n", "<opml><body><outline xmlUrl='https://me:{}@a'/></body></opml>"]
)
def test_a_password_in_a_url_is_a_fault_that_does_not_repeat_it(form: str) -> None:
    (fault,) = faults(form.format("s3cret").encode())
    assert "user name or a password" in fault
    assert "s3cret" not in fault


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<opml>\n<body>\n<outline</opml>", "feeds.txt, line 3"),
        (b"<rss version='2.0'><channel/></rss>", "rss, not opml"),
        (b"<?xml version='1.0' encoding='klingon'?><opml/>", "save it as UTF-8: unknown encoding: klingon"),
        (b"<?xml version='1.0' encoding='shift_jis'?><opml/>", "save it as UTF-8"),
        pytest.param(
            b"<opml>" + b"<outline>" * 3000 + b"</outline>" * 3000 + b"</opml>", "nested too deeply", id="nested"
        ),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><opml>&a;</opml>", "refused"),
        (b"https://a.example/f\nhttps://caf\xe9.example/f\n", "feeds.txt, line 2: not UTF-8"),
        (
            b"https://a.example/f\0 world\n",
            "feeds.txt, line 1: 'https://a.example/f\\x00 world' holds a control character",
        ),
        (b"https://a.example/f wor\x01ld\n", "holds a control character"),
        ("https://a.example/f".encode("utf-16-le"), "holds a control character"),
        (b"<opml><body><outline xmlUrl='gopher://x'/></body></opml>", "feeds.txt, feed 1"),
    ],
)
def test_a_wrong_file_says_where_and_why(body: bytes, says: str) -> None:
    assert says in faults(body)[0]


@given(
    st.lists(
        st.builds(
            lambda name, tags: Feed(url=f"https://{name}.example/f?a=1&b=<", tags=tuple(dict.fromkeys(tags))),
            st.from_regex(r"[a-z]{1,8}", fullmatch=True),
            st.lists(st.from_regex(r"[\w&<>\"']{1,8}", fullmatch=True)),
        ),
        unique_by=lambda feed: feed.url,
    )
)
def test_what_is_written_as_opml_is_read_back(feeds: list[Feed]) -> None:
    assert feed_list.read(opml.write(feeds), "x") == tuple(feeds)
