"""The tables of knowledge: read, extended by an operator's files, and refused with file, line and column."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.enrich.annotate.claims import rules
from services.enrich.errors import TableError
from services.enrich.knowledge import eventwords, lexicon
from services.enrich.knowledge.followers import Followers
from services.enrich.knowledge.openings import Needs, Openings
from services.enrich.knowledge.tables import COLUMNS, Tables, files, read
from services.enrich.knowledge.tokens import words
from services.enrich.knowledge.tries import Trie


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_every_table_is_readable_and_tells_its_source(name: str) -> None:
    for path in files(name):
        assert path.read_text(encoding="utf-8").startswith("# ")
        assert sum(1 for _ in read(path, COLUMNS[name])) > 0


def test_a_set_of_words_tells_each_word_once() -> None:
    for row in read(files("words")[0], COLUMNS["words"]):
        given_words = row["words"].split(" ")
        assert "" not in given_words, row["name"]
        assert len(given_words) == len(set(given_words)), row["name"]


def test_the_tables_know_the_world() -> None:
    tables = Tables.open()
    states = {row["code"] for row in tables.rows("states") if row["status"] == "sovereign state"}
    persons = {(row["name"], row["country"]) for row in tables.rows("persons")}
    groups = {row["id"] for name in ("armed_groups", "actors_main") for row in tables.rows(name)}
    organisations = [row for row in tables.rows("organisations") if row["members"]]
    sites = list(tables.rows("sites"))
    assert len(states) >= 190
    assert len(persons) >= 1500
    assert len({country for _, country in persons}) >= 190
    assert len(groups) >= 400
    assert len(organisations) >= 240
    assert len(sites) >= 1500


def own(folder: Path, text: str, name: str = "mine.tsv") -> Tables:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return Tables.open((path,))


def test_an_operators_file_adds_and_wins(tmp_path: Path) -> None:
    header = "\t".join(COLUMNS["actors_main"])
    row = "RED\tRed Band\tHamas\tarmed_group\tPSE\trebel\t"
    found = lexicon.build(own(tmp_path, f"# table: actors_main\n{header}\n{row}\n"))
    assert [name.id for name in found.names.matches(list(words("Red Band")), 0)[0][1]] == ["RED"]
    assert found.names.matches(["hamas"], 0)[0][1][0].id == "RED"


_SENSES = "# table: senses\nwords\tpart\ttype\tside\tcontext\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("# table: nonsense\n", "line 1: there is no table 'nonsense'"),
        ("# table: words\n", "line 1: the table 'words' takes no rows but ours; those to add to are actors_main, "),
        ("# table: events\nwords\tpart\ttype\tmode\troles\nbomb\tverb\tBOOM\t\tst\n", "line 3, column type: 'BOOM'"),
        ("# table: events\nwords\tpart\ttype\tmode\troles\nbomb\tverb\tASSAULT\t\txx\n", "line 3, column roles: 'xx'"),
        ("# table: events\nwords\tpart\ttype\tmode\troles\n~ bomb\tverb\tASSAULT\t\tst\n", "line 3, column words"),
        (_SENSES + "storm\tverb\t*\tnext\tout\n", "line 3, column part: 'verb' is not one of noun, either"),
        (_SENSES + "storm\teither\tWEATHER\tnext\tout\n", "line 3, column type: 'WEATHER'"),
        (_SENSES + "storm\teither\t*\tbeside\tout\n", "line 3, column side: 'beside'"),
        (_SENSES + "storm\teither\t*\tnext\t\n", "line 3, column context: there is no word"),
        (
            "# table: events\nwords\tpart\ttype\tmode\troles\nsend ~ %zeppelins\tverb\tAID\t\tst\n",
            "line 3, column words",
        ),
        ("# table: cues\nwords\tkind\tplace\nfirst\tmaybe\tnoun\n", "line 3, column kind: 'maybe'"),
        ("# table: cues\nwords\tkind\tplace\n\tfirst\tnoun\n", "line 3, column words: there is no word"),
        ("# table: cues\nwords\tkind\tplace\nfirst @nope\tfirst\tnoun\n", "line 3, column words: there is no set"),
        ("# table: speech\nverb\tstrength\nsay\tloud\n", "line 3, column strength: 'loud'"),
        ("# table: epochs\nnames\tdate\nLong War\tlong ago\n", "line 3, column date: 'long ago'"),
        ("# table: independence\ncountry\tyear\nTUR\t1923-10\n", "line 3, column year: '1923-10'"),
    ],
)
def test_a_fault_names_file_line_and_column(text: str, place: str, tmp_path: Path) -> None:
    with pytest.raises(TableError) as refused:
        rules.build(own(tmp_path, text))
    assert place in str(refused.value)
    assert "mine.tsv" in str(refused.value)


_PERSONS = "# table: persons_main\nname\tsurname\tnames\tcountry\trole\tvalid_from\tvalid_to\n"
_ACTORS = "# table: actors_main\nid\tname\tnames\tkind\tcountry\tsector\ttheatres\n"
_STATES = "# table: states\ncode\tname\tnames\tadjectives\tdemonyms\tcapitals\tstatus\tvalid_from\tvalid_to\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("# table: actors_main\n", "line 1: there is no header"),
        (_ACTORS + "RED\tRed Band\t\tband\tPSE\trebel\t\n", "line 3, column kind: 'band'"),
        (_ACTORS + "RED\tRed Band\t\tarmed_group\tPS\trebel\t\n", "line 3, column country: 'PS'"),
        (_ACTORS + "RED\tRed Band\t\tarmed_group\tPSE\trebels\t\n", "line 3, column sector: 'rebels'"),
        (_ACTORS + "RED\tRed Band\t\tarmed_group\t\trebel\tPSE,XX\n", "line 3, column theatres: 'XX'"),
        (
            _ACTORS + "RED\tRed Band\t\tarmed_group\t\t\t\n# and\nRED\tReds\t\tarmed_group\t\t\t\n",
            "line 5, column id: 'RED' stands in line 3",
        ),
        (_ACTORS + "RED\t \t\tarmed_group\t\t\t\n", "line 3, column name: there is no word"),
        (_PERSONS + "\tOda\t\tJPN\t\t\t\n", "line 3, column name: there is no word"),
        (_STATES + "RUR\t\t\t\t\t\t\t\t\n", "line 3, column name: there is no word"),
        (_PERSONS + "Ann Oda\tOda\t\tJPN\t\t2017-13\t\n", "line 3, column valid_from: '2017-13'"),
        (_PERSONS + "Ann Oda\tOda\t\tJPN\t\t2017\tnow\n", "line 3, column valid_to: 'now'"),
        (_PERSONS + "Ann Oda\tOda\t\tJPN\t\t2017-03\t2016\n", "line 3, column valid_to: '2016' is before"),
        (_PERSONS + "Ann Oda\tOda\t\tJAP\t\t\t\n", "line 3, column country: 'JAP'"),
        (_PERSONS + "Ann Oda\tOda\t\tJPN\t\t\t\n" * 2, "line 4, column name: 'Ann Oda' stands in line 3"),
        (_STATES + "ruritania\tRuritania\t\t\t\t\t\t\t\n", "line 3, column code: 'ruritania'"),
        ("# table: roles\nwords\tsector\talone\nhussars\tarmy\talone\n", "line 3, column sector: 'army'"),
        ("# table: roles\nwords\tsector\talone\nhussars\tmilitary\tyes\n", "line 3, column alone: 'yes'"),
        (
            "# table: lookalikes\nname\tnames\tcountries\tsector\nMali Bay\t\tMLI,ML\t\n",
            "line 3, column countries: 'ML'",
        ),
        ("# table: roles\nwords\tsector\n", "line 2: the header is"),
        ("# table: roles\nwords\tsector\talone\npolice\tpolice\n", "line 3, column sector: the line has 2 cells"),
        (
            "# table: institutions\nname\tnames\tcountry\tsector\ttheatres\nThe House\t\tXXX\tgovernment\t\n",
            "line 3, column country: 'XXX'",
        ),
        ("# table: peoples\nadjectives\tplurals\tcountry\nSami\tSamis\tLAP\n", "line 3, column country: 'LAP'"),
    ],
)
def test_a_fault_in_a_table_of_actors_names_file_line_and_column(text: str, place: str, tmp_path: Path) -> None:
    with pytest.raises(TableError) as refused:
        lexicon.build(own(tmp_path, text))
    assert place in str(refused.value)
    assert "mine.tsv" in str(refused.value)


def test_bytes_that_are_no_utf8_are_refused_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_bytes(_PERSONS.encode() + "Ann Öda\t\t\tJPN\t\t\t\n".encode("latin-1"))
    with pytest.raises(TableError, match=r"mine\.tsv, line 3: is no UTF-8: .* 0xd6"):
        Tables.open((path,))


def test_a_byte_order_mark_is_no_part_of_the_table(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_bytes(b"\xef\xbb\xbf" + (_PERSONS + "Ann Oda\tOda\t\tJPN\t\t2017\t\n").encode())
    found = lexicon.build(Tables.open((path,))).names.matches(["oda"], 0)
    assert found[0][1][0].name == "Ann Oda"


def test_an_operators_state_and_its_persons_go_together(tmp_path: Path) -> None:
    states, persons = tmp_path / "states.tsv", tmp_path / "persons.tsv"
    states.write_text(_STATES + "RUR\tRuritania\t\tRuritanian\tRuritanians\tStrelsau\t\t\t\n", encoding="utf-8")
    persons.write_text(_PERSONS + "Rudolf Elphberg\tElphberg\t\tRUR\thead of state\t1894\t\n", encoding="utf-8")
    built = lexicon.build(Tables.open((states, persons)))
    assert built.names.matches(["elphberg"], 0)[0][1][0].country == "RUR"
    assert built.names.matches(["ruritanian"], 0)[0][1][0].id == "RUR"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"absent\.tsv"):
        Tables.open((tmp_path / "absent.tsv",))


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("agree", {"agree", "agrees", "agreeing", "agreed"}),
        ("ban", {"ban", "bans", "banning", "banned"}),
        ("deny", {"deny", "denies", "denying", "denied"}),
        ("visit", {"visit", "visits", "visiting", "visited"}),
        ("clash", {"clash", "clashes", "clashing", "clashed"}),
        ("expel", {"expel", "expels", "expelling", "expelled"}),
        ("seize", {"seize", "seizes", "seizing", "seized"}),
    ],
)
def test_verbs_are_known_in_all_their_forms(base: str, forms: set[str]) -> None:
    assert {form for form, _ in eventwords.inflect(base, {})} == forms


def test_irregular_verbs_are_known_by_the_table() -> None:
    patterns = eventwords.build(Tables.open())
    assert any(pattern.words == "shoot down" for pattern, _ in patterns["shot"].after("down"))
    assert any(pattern.words == "strike" for pattern, _ in patterns["struck"].after(""))


def test_a_verb_with_an_object_is_known_in_the_passive_too() -> None:
    patterns = eventwords.build(Tables.open())
    passives = [pattern for pattern, _ in patterns["frozen"].after("by") if pattern.suffered]
    assert any("assets" in pattern.suffered[-1] and not pattern.rest for pattern in passives)
    assert not any(pattern.suffered for pattern, _ in patterns["freezes"].after("by"))


NAMES = st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4), max_size=12)


@given(names=NAMES, text=st.lists(st.sampled_from("abcd"), min_size=1, max_size=10))
def test_a_trie_finds_every_name_that_starts_at_a_token_longest_first(names: list[list[str]], text: list[str]) -> None:
    trie: Trie[str] = Trie()
    for name in names:
        trie.put(tuple(name), "".join(name))
    for start in range(len(text)):
        found = [values[0] for _, values in trie.matches(text, start)]
        known = {"".join(name) for name in names if text[start : start + len(name)] == name}
        assert found == sorted(known, key=len, reverse=True)


def test_words_of_office_cover_every_sector_once_each() -> None:
    words_of = {row["sector"]: set[str]() for row in Tables.open().rows("roles")}
    for row in Tables.open().rows("roles"):
        words_of[row["sector"]] |= set(row.many("words"))
    assert set(words_of) == {
        *("government", "military", "police", "intelligence", "legislature", "judiciary", "rebel", "opposition"),
        *("media", "business", "civilian", "medical", "education"),
    }
    assert sum(len(words) for words in words_of.values()) >= 550
    assert "medics" in words_of["medical"] - words_of["civilian"]
    assert "foreign ministers" in words_of["government"]


SOME = st.none() | st.frozensets(st.sampled_from("abc"), min_size=1)
OPENED = st.lists(SOME, max_size=8)


@given(following=OPENED, word=st.sampled_from(["a", "b", "d", ""]))
def test_followers_leave_out_only_what_the_next_word_rules_out(
    following: list[frozenset[str] | None], word: str
) -> None:
    opened = Followers(enumerate(following))
    assert opened.after(word) == [at for at, words in enumerate(following) if words is None or word in words]


NEEDS = st.builds(Needs, following=st.none(), beyond=SOME, behind=SOME)


@given(needs=st.lists(NEEDS, max_size=8), beyond=st.text("abcd"), behind=st.text("abcd"))
def test_openings_leave_out_what_needs_a_word_where_no_such_word_stands(
    needs: list[Needs], beyond: str, behind: str
) -> None:
    opened = Openings(enumerate(needs))
    standing = opened.standing("", list(beyond), list(behind))
    may_stand = [at for at, one in enumerate(needs) if _meets(one.beyond, beyond) and _meets(one.behind, behind)]
    assert [at for at in standing if at in may_stand] == may_stand
    assert standing == sorted(standing)
    if {*beyond, *behind}.isdisjoint("abc"):
        assert standing == may_stand


def _meets(needed: frozenset[str] | None, words: str) -> bool:
    return needed is None or not needed.isdisjoint(words)


def test_a_pattern_names_a_set_of_words_and_may_need_both_sides(tmp_path: Path) -> None:
    header = "\t".join(COLUMNS["events"])
    rows = "\n".join(["hoist ~ %relief\tverb\tAID\t\tst!", "hoist\tverb\tAID\t\tst"])
    mine = own(tmp_path, f"# table: events\n{header}\n{rows}\n")
    found = {pattern.words: pattern for pattern, _ in eventwords.build(mine)["hoist"].after("tents")}
    assert found["hoist ~ %relief"].rest[1] is not None
    assert {"tents", "flour"} <= found["hoist ~ %relief"].rest[1]
    assert (found["hoist ~ %relief"].roles, found["hoist ~ %relief"].two_sided) == ("st", True)
    assert not found["hoist"].two_sided
