"""Canonical URLs, and who publishes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest import publishers, urls

PARTS = st.text(st.characters(codec="utf-8"), max_size=20)


@given(st.builds(lambda host, path, query: f"http://{host}.example/{path}?{query}", PARTS, PARTS, PARTS))
def test_canonical_is_a_fixed_point(url: str) -> None:
    once = urls.canonical(url)
    if once is not None:
        assert urls.canonical(once) == once
        assert once.isascii()


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://News.Example:443/A?b=1#top", "https://news.example/A?b=1"),
        ("http://news.example:80", "http://news.example/"),
        ("https://user:pw@news.example/a", "https://news.example/a"),
        ("https://n.example/a?utm_source=rss&id=7&fbclid=x&AT_medium=y", "https://n.example/a?id=7"),
        ("https://n.example/a?utm_source=rss", "https://n.example/a"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://n.example/%c3%bc", "https://n.example/%C3%BC"),
        ("https://n.example/story/amp/", "https://n.example/story"),
        ("https://n.example/story?outputType=amp&amp", "https://n.example/story"),
        ("https://n-example.cdn.ampproject.org/c/s/n.example/story", "https://n.example/story"),
        ("https://www.google.com/amp/s/n.example/story", "https://n.example/story"),
        ("https://n.example:8443/a", "https://n.example:8443/a"),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]/a"),
        ("ftp://n.example/a", None),
        ("https://n.example:port/", None),
        ("mailto:a@n.example", None),
        ("https:///a", None),
        ("https://n.example/" + "a" * 2048, None),
    ],
)
def test_a_page_has_one_spelling(url: str, canonical: str | None) -> None:
    assert urls.canonical(url) == canonical


def test_http_and_https_are_one_page_and_a_front_page_is_none() -> None:
    assert urls.page("http://n.example/a?utm_source=x") == urls.page("https://n.example/a")
    assert urls.page("https://n.example/") is None
    assert urls.page("https://n.example/?utm_source=rss") is None
    assert urls.page("https://n.example/?p=12") == "https://n.example/?p=12"


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("/a", "https://n.example/a"),
        ("b?c", "https://n.example/feeds/b?c"),
        ("  https://m.example/x\n", "https://m.example/x"),
        ("//m.example/x", "https://m.example/x"),
        ("javascript:alert(1)", None),
        ("https://[", None),
        ("", None),
    ],
)
def test_links_are_resolved_against_the_feed(link: str, absolute: str | None) -> None:
    assert urls.absolute(link, "https://n.example/feeds/world.xml") == absolute


@pytest.mark.parametrize(
    ("article", "feed", "publisher"),
    [
        ("https://www.bbc.co.uk/news/1", "https://feeds.bbci.co.uk/x", "bbc.co.uk"),
        ("https://a.b.n.example/1", "https://f.example/x", "n.example"),
        (None, "https://feeds.paper.example/x", "paper.example"),
        ("http://127.0.0.1:8080/1", "https://f.example/x", "127.0.0.1"),
        ("http://localhost/1", "https://f.example/x", "localhost"),
        ("https://blog.github.io/1", "https://f.example/x", "github.io"),
    ],
)
def test_the_publisher_is_the_registrable_domain(article: str | None, feed: str, publisher: str) -> None:
    assert publishers.publisher(article, feed) == publisher
