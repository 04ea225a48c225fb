"""Text that Kafka, Postgres and people can take."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest import text


@given(st.text(st.characters()))
def test_clean_text_is_valid_utf8_without_control_characters(raw: str) -> None:
    cleaned = text.clean(raw + "\x00\ud800\x9f\r\n")
    assert json.loads(json.dumps(cleaned.encode("utf-8").decode())) == cleaned
    assert not [c for c in cleaned if c < " " and c not in "\t\n"]
    assert text.clean(cleaned) == cleaned


@given(st.text(st.characters()), st.integers(0, 50))
def test_cut_text_is_a_prefix_within_its_bytes(raw: str, size: int) -> None:
    whole = text.clean(raw)
    short = text.cut(whole, size)
    assert whole.startswith(short)
    assert len(short.encode()) <= size
    assert short == whole or len(short.encode()) > size - 4


@given(st.text(st.characters()))
def test_html_never_breaks_the_reading(raw: str) -> None:
    text.clean(text.from_html(raw)).encode()


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("AT&amp;T &lt; 5 &#8217;s &eacute;", "AT&T < 5 ’s é"),
        ("a &amp;lt;b&amp;gt; c", "a &lt;b&gt; c"),
        ("say <b>bo</b>ld\n  words", "say bold words"),
        ("x<script>alert(1)</script><style>p{}</style>y", "xy"),
        ("<div title='a>b'>in</div>", "in"),
        ("<ul><li>1</li><li>2</li></ul>", "1\n2"),
        ("non&nbsp;breaking", "non breaking"),
        ("a<!-- hidden <p> -->b", "ab"),
        ("<pixel src=x>", ""),
    ],
)
def test_html_becomes_its_words(markup: str, plain: str) -> None:
    assert text.from_html(markup) == plain


def test_safe_html_runs_nothing_and_resolves_its_links() -> None:
    safe = text.safe_html('<a href="/x" onclick="e()">l</a><script>e()</script><img src=j>', "https://n.example/a/b")
    assert 'href="https://n.example/x"' in safe
    assert 'src="https://n.example/a/j"' in safe
    assert "onclick" not in safe
    assert "script" not in safe


@pytest.mark.parametrize("base", [None, "ftp://n.example/", "http://", "https://[bad/"])
def test_relative_links_without_a_base_are_removed(base: str | None) -> None:
    assert "href" not in text.safe_html('<a href="/x">l</a>', base)
