"""What annotate knows is what the tables hold, an operator's rows among them."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from services.enrich.annotate.annotate import Input, annotate
from services.enrich.annotate.known import Knowledge, of
from services.enrich.knowledge.tables import COLUMNS, FIXED, Row, Tables
from tests.project.tree import ROOT

ASKED: set[str] = set()


class Asked(Tables):
    """The tables, with what was asked of them kept in ASKED."""

    def rows(self, name: str) -> Iterator[Row]:
        ASKED.add(name)
        return super().rows(name)


def test_every_table_that_takes_an_operators_rows_is_read_with_them(knowledge: Knowledge) -> None:
    of(Asked(), knowledge.gazetteer)
    assert COLUMNS.keys() - FIXED == ASKED
    assert COLUMNS.keys() > FIXED


def test_the_docs_name_every_table_that_takes_an_operators_rows() -> None:
    page = (ROOT / "docs/annotate.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    told = [name for line in rows for name in re.findall(r"`(\w+)`", line)]
    assert sorted(told) == sorted(COLUMNS.keys() - FIXED)


@pytest.mark.parametrize(
    ("rows", "text", "told"),
    [
        ("", "Israel bombed Syria with leaflets.", ["ASSAULT"]),
        ("bomb\teither\tASSAULT\tafter\tleaflets flyers\n", "Israel bombed Syria with leaflets.", []),
        ("bomb\teither\tAID\tafter\tleaflets flyers\n", "Israel bombed Syria with leaflets.", ["ASSAULT"]),
        ("bomb\tnoun\t*\tafter\tleaflets\n", "Israel bombed Syria with leaflets.", ["ASSAULT"]),
        ("bomb\teither\t*\tbefore\tleaflets\n", "Israel bombed Syria with leaflets.", ["ASSAULT"]),
        ("bomb\teither\t*\tnext\tleaflets\n", "Israel bombed Syria with leaflets.", ["ASSAULT"]),
    ],
)
def test_an_operator_tells_beside_which_words_an_act_is_none(
    rows: str, text: str, told: list[str], knowledge: Knowledge, tmp_path: Path
) -> None:
    own = tmp_path / "senses.tsv"
    own.write_text("words\tpart\ttype\tside\tcontext\n" + rows, encoding="utf-8")
    known = of(Tables.open((own,)), knowledge.gazetteer)
    found = annotate(Input(article_id="1", text=text), known, date(2017, 1, 18))
    assert [claim.type for claim in found.claims] == told
