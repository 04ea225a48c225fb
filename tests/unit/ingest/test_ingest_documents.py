"""Bodies to documents: RSS, Atom, JSON Feed, and what is none of them."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ingest.documents import NotADocument, read
from services.ingest.entries import MAX_ENTRIES, SUMMARY_BYTES, TITLE_BYTES, Document

URL = "https://news.example/feeds/world.xml"


def rss(
    items: str, channel: str = "<title>News</title>", head: str = "<?xml version='1.0' encoding='utf-8'?>"
) -> bytes:
    return f"{head}<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel>{channel}{items}</channel></rss>".encode()


def document(body: bytes, content_type: str | None = None) -> Document:
    found = read(body, URL, content_type)
    assert isinstance(found, Document), found
    return found


def refused(body: bytes) -> str:
    found = read(body, URL, None)
    assert isinstance(found, NotADocument)
    assert found.detail
    return found.reason


def test_an_rss_item_becomes_an_entry() -> None:
    found = document(
        rss(
            "<item><guid isPermaLink='false'>7</guid><title>AT&amp;T &#38; more</title><link>/a?utm_source=x</link>"
            "<description>&lt;p&gt;One &amp;amp; two&lt;/p&gt;</description><author>a@n.org (Ann)</author>"
            "<pubDate>Tue, 17 Feb 2026 10:00:00 GMT</pubDate></item>",
            "<title>News</title><language>en-gb</language><ttl>15</ttl>",
        )
    )
    (entry,) = found.entries
    assert (found.title, found.wish_seconds, found.fault) == ("News", 900, None)
    assert (entry.guid, entry.url) == ("7", "https://news.example/a?utm_source=x")
    assert (entry.title, entry.summary, entry.text) == ("AT&T & more", "One & two", "One & two")
    assert entry.html == "<p>One &amp; two</p>"
    assert (entry.authors, entry.language) == (("Ann",), "en-gb")
    assert entry.published is not None
    assert entry.published.raw == "Tue, 17 Feb 2026 10:00:00 GMT"


def test_content_is_the_text_and_the_description_the_summary() -> None:
    item = (
        "<item xmlns:content='http://purl.org/rss/1.0/modules/content/'><title>t</title><description>short</description>"
        "<content:encoded><![CDATA[<p>The whole story</p><script>x</script>]]></content:encoded></item>"
    )
    (entry,) = document(rss(item)).entries
    assert (entry.summary, entry.text, entry.html) == ("short", "The whole story", "<p>The whole story</p>")


def test_atom_is_read_with_its_types() -> None:
    body = (
        b"<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title><entry><id>urn:1</id>"
        b"<title type='html'>&lt;b&gt;Bold&lt;/b&gt;</title><link href='../x'/><updated>2026-02-17T10:00:00Z</updated>"
        b"<content type='text'>5 &lt; 6 &amp;amp; 7</content></entry></feed>"
    )
    (entry,) = document(body).entries
    assert (entry.title, entry.text, entry.html) == ("Bold", "5 < 6 &amp; 7", None)
    assert entry.url == "https://news.example/x"
    assert entry.published is None
    assert entry.updated is not None


def test_json_feed_is_read() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "J",
        "items": [
            {"id": 7, "url": "/a", "title": "t", "content_html": "<p>x</p>", "authors": [{"name": "Ann"}]},
            "junk",
            {"id": "8", "content_text": "5 < 6", "date_published": "2026-02-17T10:00:00Z"},
        ],
    }
    found = document(json.dumps(feed).encode())
    one, two = found.entries
    assert (one.guid, one.url, one.text, one.authors) == ("7", "https://news.example/a", "x", ("Ann",))
    assert (two.text, two.title, two.number) == ("5 < 6", "", 2)
    assert found.fault == "1 items are no objects"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"<!doctype html><html><body><p>Sign in</p></body></html>", "not_a_feed"),
        (b"<html><head><title>x</title></head><body><article>y</article></body></html>", "not_a_feed"),
        (b"Service temporarily unavailable", "not_a_feed"),
        (b'{"items": []}', "not_a_feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1"', "not_a_feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": 5}', "not_a_feed"),
        (b"[" * 100_000, "not_a_feed"),
        (b"{" * 100_000, "not_a_feed"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not_a_feed"),
        (b"/etc/passwd", "not_a_feed"),
        (b"https://news.example/feed.xml", "not_a_feed"),
        (b"<rss version='2.0'><channel><title>x</title>", "not_well_formed"),
    ],
)
def test_what_is_no_feed_is_refused_with_its_reason(body: bytes, reason: str) -> None:
    assert refused(body) == reason


def test_a_feed_without_items_is_a_feed() -> None:
    assert document(rss("")).entries == ()


def test_a_broken_feed_gives_its_entries_and_its_fault() -> None:
    whole = rss("<item><title>one</title></item><item><title>two & three</title></item>")
    found = document(whole)
    assert [entry.title for entry in found.entries] == ["one", "two & three"]
    assert found.fault is not None
    assert "not well-formed" in found.fault


def test_a_body_is_never_opened_as_a_file(tmp_path: object) -> None:
    assert refused(str(tmp_path).encode()) == "not_a_feed"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (rss("<item><title>café</title></item>"), None),
        (b"\xef\xbb\xbf" + rss("<item><title>caf\u00e9</title></item>"), "text/xml; charset=iso-8859-1"),
        (
            rss("<item><title>café</title></item>", head="<?xml version='1.0' encoding='latin-1'?>")
            .decode()
            .encode("latin-1"),
            None,
        ),
        (
            rss("<item><title>café</title></item>", head="").decode().encode("latin-1"),
            "application/xml; charset=iso-8859-1",
        ),
        (rss("<item><title>café</title></item>", head="").decode().encode("utf-16"), None),
    ],
)
def test_charsets_come_from_mark_header_declaration(body: bytes, content_type: str | None) -> None:
    assert document(body, content_type).entries[0].title == "café"


def test_a_feed_in_an_undeclared_charset_is_detected() -> None:
    text = "Большая новость из столицы: правительство приняло закон"
    body = rss(f"<item><title>{text}</title></item>", head="").decode().encode("windows-1251")
    assert document(body).entries[0].title == text


@pytest.mark.parametrize(
    ("channel", "wish"),
    [
        ("<ttl>60</ttl>", 3600),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21_600),
        ("<sy:updatePeriod>dayly</sy:updatePeriod>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0.1</sy:updateFrequency>", 3600),
        ("<sy:updatePeriod>always</sy:updatePeriod>", None),
    ],
)
def test_a_document_may_ask_for_an_interval(channel: str, wish: float | None) -> None:
    assert document(rss("", channel)).wish_seconds == wish


def test_entries_beyond_the_limit_are_counted_and_named() -> None:
    items = "".join(f"<item><guid>{n}</guid><title>t{n}</title></item>" for n in range(MAX_ENTRIES + 3))
    found = document(rss(items))
    assert len(found.entries) == MAX_ENTRIES
    assert found.excess is not None
    assert found.excess.count == 3
    assert [json.loads(line)[:2] for line in found.excess.lines.splitlines()] == [
        [MAX_ENTRIES + n, str(MAX_ENTRIES + n)] for n in range(3)
    ]


def test_long_parts_are_cut_and_the_text_is_whole() -> None:
    item = f"<item><title>{'t' * 2000}</title><description>{'d' * 100_000}</description></item>"
    (entry,) = document(rss(item)).entries
    assert (len(entry.title), len(entry.summary), len(entry.text)) == (TITLE_BYTES, SUMMARY_BYTES, 100_000)


def test_control_characters_and_surrogates_are_gone() -> None:
    item = "<item><guid>g&#x1;</guid><title>a&#xD800;b&#0;c</title><link>https://n.example/a&#x7;</link></item>"
    (entry,) = document(rss(item)).entries
    for part in (entry.guid, entry.title, entry.url):
        assert part is not None
        assert part.encode().decode().isprintable()


@pytest.mark.parametrize("space", [b"\n" * 50_000, b"\xef\xbb\xbf" + b" \n" * 25_000])
def test_white_space_before_the_root_costs_no_time(space: bytes) -> None:
    began = time.process_time()
    assert document(space + rss("<item><title>a</title></item>", head="")).entries
    assert time.process_time() - began < 2  # 20 s and more when it reaches feedparser


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=300))
def test_any_title_and_description_is_read(text: str) -> None:
    cdata = text.replace("]]>", "")
    body = rss(f"<item><title><![CDATA[{cdata}]]></title><description><![CDATA[{cdata}]]></description></item>")
    found = read(body.decode("utf-8", "replace").encode("utf-8", "replace"), URL, None)
    if isinstance(found, Document):
        for entry in found.entries:
            (entry.title + entry.text + (entry.html or "")).encode()
