"""The questions of docs/sql.md with their answers: read, asked, and written back.

    DATABASE_URL=postgresql://... python -m tests.integration.store.questions

writes the answers of a log of examples into the page, on a server where it may create a database.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from tests.integration.store.conftest import Log, new_log
from tests.integration.store.events import example

PAGE = Path(__file__).parents[3] / "docs" / "sql.md"
EXAMPLES = (
    "feed.failed",
    "article.found",
    "article.annotated",
    "development.detected",
    "development.corroborated",
    "alert.delivered",
    "dead_letter.written",
)
_QUESTION = re.compile(r"^## (?P<title>.+?)\n(?P<body>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_SQL = re.compile(r"```sql\n(.*?)```\n(?:\n```text\n.*?```\n)?", re.DOTALL)
_INDEX = re.compile(r"^Index: `(\w+)`$", re.MULTILINE)


def questions(page: str) -> list[tuple[str, str, str | None]]:
    """Title, SQL and index of each question."""
    return [
        (match["title"], _SQL.findall(match["body"])[0], _index(match["body"])) for match in _QUESTION.finditer(page)
    ]


def with_answers(page: str, url: str) -> str:
    """The page with the answers that the log at this URL gives to a reader."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set role wirewatch_reader")
        return _SQL.sub(lambda match: f"```sql\n{match[1]}```\n\n```text\n{_answer(connection, match[1])}```\n", page)


def fill(log: Log) -> None:
    """Append the examples that the page's answers are made from."""
    log.append(*map(example, EXAMPLES))


def _answer(connection: "psycopg.Connection[tuple[Any, ...]]", sql: str) -> str:
    cursor = connection.execute(sql.encode())
    head = [column.name for column in cursor.description or ()]
    rows = [[_shown(value) for value in row] for row in cursor]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = [_line(head, widths), "-+-".join("-" * width for width in widths), *(_line(row, widths) for row in rows)]
    return "\n".join(line.rstrip() for line in lines) + f"\n({len(rows)} {'row' if len(rows) == 1 else 'rows'})\n"


def _line(values: Sequence[str], widths: Sequence[int]) -> str:
    return " | ".join(value.ljust(width) for value, width in zip(values, widths, strict=True))


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    return "" if value is None else str(value)


def _index(body: str) -> str | None:
    found = _INDEX.search(body)
    return found[1] if found else None


if __name__ == "__main__":
    with new_log(os.environ["DATABASE_URL"]) as made:
        fill(made)
        PAGE.write_text(with_answers(PAGE.read_text("utf-8"), made.url), "utf-8")
