"""Entries to articles: nothing lost, nothing twice, revisions only of words."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from schemas import ids
from schemas.codec import decode_binary, encode_binary
from schemas.envelope import Event
from services.ingest import revisions
from services.ingest.entries import TEXT_BYTES, Entry
from services.ingest.feed_state import FeedState
from services.ingest.findings import Findings, find, question, unsighted
from services.ingest.identity import identify
from services.ingest.knowledge import Known
from services.ingest.memory import MemoryState
from tests.unit.ingest.examples import NOW, WIRE, entry, read, state


@dataclass
class Memory:
    """Answers of feeds, one after the other, each decided on with what the ones before taught."""

    known: MemoryState = field(default_factory=MemoryState)
    minutes: int = 0

    def take(self, *entries: Entry, feed: FeedState | None = None) -> Findings:
        feed = feed or state()
        self.minutes += 1
        now = NOW + timedelta(minutes=self.minutes)
        answer = read(self._numbered(entries), body=str(self.minutes).encode())
        known = self.known.known(feed.feed_id, question(feed.feed_id, answer))
        originals = self.known.originals(tuple(unsighted(feed.feed_id, answer, known, now)), now)
        found = find(feed, answer, replace(known, originals=originals), now)
        self.known.remember(feed.feed_id, found)
        return found

    def _numbered(self, entries: Sequence[Entry]) -> list[Entry]:
        return [replace(each, number=number) for number, each in enumerate(entries)]


def types(found: Findings) -> list[str]:
    return [event.type for event in found.events]


def only(found: Findings) -> Event:
    (event,) = found.events
    return event


def test_a_new_entry_is_found_once_and_every_event_fits_its_schema() -> None:
    memory = Memory()
    event = only(memory.take(entry("a", url="https://news.example/a?utm_source=rss")))
    assert decode_binary(*encode_binary(event)) == event
    article = event.data
    assert event.id == ids.derive("article.found", ids.article_id("https://news.example/a"))
    assert (event.subject, event.time) == (article.article_id, article.published_at)
    assert (article.url, article.publisher, article.tags) == ("https://news.example/a", "news.example", ("world",))
    assert (article.revision, article.copy_of) == (1, None)
    again = memory.take(entry("a", url="https://news.example/a?utm_source=rss"))
    assert (again.events, again.repeated) == ((), 1)


def test_articles_are_published_oldest_first() -> None:
    ages = [entry(str(hours), published=NOW - timedelta(hours=hours)) for hours in (2, 9, 1, 5)]
    same = [entry("x", published=NOW - timedelta(hours=20)), entry("y", published=NOW - timedelta(hours=20))]
    titles = [event.data.title for event in Memory().take(*ages, *same).events]
    assert titles == ["Headline y", "Headline x", "Headline 9", "Headline 5", "Headline 2", "Headline 1"]


def test_changed_words_are_a_revision_and_changed_dates_are_none() -> None:
    memory = Memory()
    first = only(memory.take(entry("a", text=WIRE)))
    assert memory.take(entry("a", text=WIRE, published=NOW)).events == ()
    assert memory.take(entry("a", text=WIRE.replace(" ", " \n ") + "\u200b")).events == ()
    second = only(memory.take(entry("a", title="Corrected", text=WIRE)))
    assert (second.type, second.data.revision, second.data.changed) == ("article.revised", 2, ("title",))
    assert second.subject == first.subject
    assert second.data.first_seen_at == first.data.first_seen_at
    back = only(memory.take(entry("a", text=WIRE)))
    third = only(memory.take(entry("a", title="Corrected", text=WIRE)))
    assert (back.data.revision, third.data.revision) == (3, 4)
    assert len({first.id, second.id, back.id, third.id}) == 4


def test_the_same_revision_decided_again_has_the_same_id() -> None:
    def second() -> str:
        memory = Memory()
        memory.take(entry("a"))
        memory.minutes += 5
        return only(memory.take(entry("a", title="Corrected"))).id

    assert second() == second()


def test_an_entry_that_vanishes_and_returns_is_not_new() -> None:
    memory = Memory()
    memory.take(entry("a"))
    memory.take(entry("b"))
    assert memory.take(entry("a")).events == ()


def test_a_guid_that_changes_its_scheme_or_tracking_is_the_same() -> None:
    memory = Memory()
    memory.take(entry("a", guid="http://news.example/a"))
    assert memory.take(entry("a", guid="https://news.example/a?utm_source=x")).events == ()


def test_a_new_guid_for_the_same_page_and_title_is_the_same_article() -> None:
    memory = Memory()
    first = only(memory.take(entry("a", guid="old-system-1")))
    assert memory.take(entry("a", guid="new-system-1")).events == ()
    revised = only(memory.take(entry("a", guid="new-system-1", summary="Other words.")))
    assert (revised.type, revised.subject) == ("article.revised", first.subject)


def test_a_live_blog_whose_entries_share_a_page_keeps_them_all() -> None:
    memory = Memory()
    live = "https://news.example/live"
    posts = [entry(name, url=live, title=f"Post {name}", summary=f"Post {name}.") for name in "abc"]
    found = memory.take(*posts)
    assert types(found) == ["article.found"] * 3
    assert len({event.subject for event in found.events}) == 3
    assert memory.take(*posts).events == ()
    assert types(memory.take(*posts, entry("d", url=live, title="Post d"))) == ["article.found"]


def test_a_live_blog_without_guids_keeps_them_all() -> None:
    memory = Memory()
    live = "https://news.example/live"
    one, two, three = (entry(name, guid=None, url=live, title=f"Post {name}") for name in "abc")
    assert types(memory.take(one)) == ["article.found"]
    assert types(memory.take(one, two)) == ["article.found"]
    assert types(memory.take(one, two, three)) == ["article.found"]
    assert memory.take(three, two, one).events == ()


def test_a_retitled_entry_without_a_guid_is_a_revision() -> None:
    memory = Memory()
    memory.take(entry("a", guid=None))
    assert types(memory.take(entry("a", guid=None, title="Corrected"))) == ["article.revised"]


def test_links_to_the_front_page_tell_nothing() -> None:
    home = "https://news.example/"
    found = Memory().take(*(entry(name, guid=None, url=home, title=f"T {name}") for name in "abc"))
    assert len({event.subject for event in found.events}) == 3


def test_a_guid_that_every_entry_has_is_no_identity() -> None:
    memory = Memory()
    entries = [entry(name, guid="https://news.example/") for name in "abc"]
    assert types(memory.take(*entries)) == ["article.found"] * 3
    assert memory.take(*entries).events == ()


def test_the_same_entry_twice_in_a_document_is_one_article() -> None:
    assert types(Memory().take(entry("a"), entry("a"))) == ["article.found"]


def test_two_entries_of_one_article_do_not_take_turns() -> None:
    memory = Memory()
    pair = (entry("a", guid="1", summary="One."), entry("a", guid="2", summary="Two."))
    assert types(memory.take(*pair)) == ["article.found", "article.revised"]
    assert memory.take(*pair).events == ()
    assert memory.take(*reversed(pair)).events == ()


def test_the_same_page_in_two_feeds_is_one_article_that_its_finder_revises() -> None:
    memory = Memory()
    other = state("https://news.example/sport.xml")
    assert types(memory.take(entry("a"))) == ["article.found"]
    assert memory.take(entry("a", summary="Shorter."), feed=other).events == ()
    assert memory.take(entry("a", summary="Shorter still."), feed=other).events == ()
    assert types(memory.take(entry("a", summary="Corrected."))) == ["article.revised"]


def test_one_page_with_two_stories_in_two_feeds_is_two_articles() -> None:
    memory = Memory()
    other = state("https://news.example/sport.xml")
    memory.take(entry("a", url="https://news.example/live", title="Budget"))
    found = memory.take(entry("b", url="https://news.example/live", title="Football"), feed=other)
    assert types(found) == ["article.found"]


def test_wire_copy_is_kept_and_names_its_original() -> None:
    memory = Memory()
    first = only(memory.take(entry("a", text=WIRE)))
    copy = only(memory.take(entry("b", title="Retitled", text=f"{WIRE} (AP)"), feed=state("https://b.org/f")))
    assert copy.data.copy_of is not None
    assert copy.data.copy_of.article_id == first.subject
    revised = only(memory.take(entry("b", title="Retitled", text="All new words."), feed=state("https://b.org/f")))
    assert revised.data.copy_of == copy.data.copy_of


def test_copies_within_one_answer_are_found() -> None:
    old = NOW - timedelta(hours=5)
    found = Memory().take(entry("b", text=WIRE), entry("a", text=WIRE, published=old))
    first, second = found.events
    assert first.data.copy_of is None
    assert second.data.copy_of is not None
    assert second.data.copy_of.article_id == first.subject


def test_an_original_is_never_a_copy_of_its_own_copy() -> None:
    memory = Memory()
    memory.take(entry("a", text=WIRE))
    memory.take(entry("b", text=WIRE), feed=state("https://b.org/f"))
    revised = only(memory.take(entry("a", text=f"{WIRE} more")))
    assert revised.data.copy_of is None


def test_an_entry_without_title_and_text_is_refused_once_until_it_has_words() -> None:
    memory = Memory()
    letter = only(memory.take(entry("a", title="", summary="")))
    assert (letter.type, letter.data.reason) == ("dead_letter.written", "unusable_entry")
    assert letter.data.feed is not None
    assert (letter.data.feed.feed_id, letter.data.feed.entry) == (state().feed_id, 0)
    assert b"guid-a" in letter.data.head
    assert memory.take(entry("a", title="", summary="")).events == ()
    assert types(memory.take(entry("a", title="Now it has one"))) == ["article.found"]


def test_a_text_over_the_limit_is_refused_and_one_at_it_is_not() -> None:
    memory = Memory()
    assert types(memory.take(entry("a", text="x" * TEXT_BYTES))) == ["article.found"]
    letter = only(memory.take(entry("b", text="é" * (TEXT_BYTES // 2) + "x")))
    assert letter.data.reason == "too_large"
    assert memory.take(entry("b", text="é" * (TEXT_BYTES // 2) + "x")).events == ()


def test_an_article_that_no_kafka_message_can_hold_is_refused() -> None:
    huge = replace(entry("a", text='"' * TEXT_BYTES), html='"' * (2 * TEXT_BYTES))
    letter = only(Memory().take(huge))
    assert letter.data.reason == "too_large"
    assert "topic allows" in letter.data.detail


def test_a_known_article_that_loses_its_words_is_refused_and_not_revised() -> None:
    memory = Memory()
    memory.take(entry("a"))
    assert types(memory.take(entry("a", title="", summary=""))) == ["dead_letter.written"]
    assert memory.take(entry("a", title="", summary="")).events == ()
    assert types(memory.take(entry("a", title="Back"))) == ["article.revised"]


def test_entries_beyond_the_limit_are_one_dead_letter() -> None:
    many = [entry(str(number), number=number) for number in range(2_005)]
    found = find(state(), read(many), Known(), NOW)
    letters = [event for event in found.events if event.type == "dead_letter.written"]
    assert len(found.events) == 2_001
    assert [letter.data.reason for letter in letters] == ["too_many_entries"]
    assert b"guid-2004" in letters[0].data.head
    assert "2005 entries" in letters[0].data.detail


NAMES = st.sampled_from(["a", "b", "c", None])
ENTRIES = st.lists(
    st.builds(
        lambda guid, page, title, summary: entry(
            guid=guid, url=page and f"https://news.example/{page}", title=title, summary=summary
        ),
        NAMES,
        NAMES,
        st.sampled_from(["", "One", "Two"]),
        st.sampled_from(["", "Some words.", "Others."]),
    ),
    max_size=8,
)


@given(st.lists(ENTRIES, min_size=1, max_size=4))
def test_every_story_of_every_answer_is_an_article_or_a_dead_letter(answers: list[list[Entry]]) -> None:
    """Whatever guids and links say: each title that was served with words stands in some event's article."""
    memory = Memory()
    published: set[tuple[str, str]] = set()
    for entries in answers:
        found = memory.take(*entries)
        assert len(found.events) + found.repeated == len(entries)
        published |= {(e.data.title, e.data.text) for e in found.events if e.type.startswith("article")}
        refused = sum(e.type == "dead_letter.written" for e in found.events)
        if any(not each.title and not each.text for each in entries) and not memory.minutes > 1:
            assert refused
        for each in entries:
            if each.title or each.text:
                assert (each.title, each.text) in published
        assert memory.take(*entries).events == ()


@given(ENTRIES)
def test_an_answer_decided_twice_gives_the_same_ids(entries: list[Entry]) -> None:
    def once(minutes: int) -> list[str]:
        memory = Memory(minutes=minutes)
        return [event.id for event in memory.take(*entries).events if event.type != "dead_letter.written"]

    assert once(0) == once(7)


@given(ENTRIES)
def test_identities_do_not_depend_on_the_order(entries: list[Entry]) -> None:
    assert sorted(each.key for each in identify(entries)) == sorted(each.key for each in identify(entries[::-1]))


def test_normalised_text_ignores_what_readers_do_not_see() -> None:
    assert revisions.normalised("ﬁne\u00ad \n news\ufeff") == "fine news"
