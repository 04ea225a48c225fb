"""What is measured: annotate on a bare text, as the service runs it."""

from datetime import UTC, date, datetime

from schemas.annotations import ArticleAnnotated
from services.enrich.annotate.annotate import Input, annotate
from services.enrich.annotate.known import Knowledge

_TODAY = date(2020, 1, 1)
"""Between the corpora; used where a text has no date of its own."""


def run(text: str, known: Knowledge, day: date = _TODAY, title: str = "") -> ArticleAnnotated:
    """The annotation of a bare text."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return annotate(Input(article_id="gold", text=text, title=title, published_at=at), known, day)
