"""A line of articles as people and programs write it, leniently read: `id` and one of title or text are enough."""

from datetime import UTC, datetime
from typing import Any

from schemas.articles import Article
from schemas.codec import InvalidData, decode_data
from services.enrich.annotate.annotate import Input
from services.enrich.errors import BadArticle

_PASSED = ("revision", "title", "text", "language", "url", "publisher", "feed_id", "tags", "copy_of")


def article(line: object) -> Input:
    """The article that a parsed line holds. Raises BadArticle, which names the field."""
    if not isinstance(line, dict):
        raise BadArticle(f"an article is a JSON object, this is {type(line).__name__}")
    ident = line.get("id") or line.get("article_id")
    if not isinstance(ident, str | int) or isinstance(ident, bool):
        raise BadArticle("an article needs an id, a text or a number")
    found: dict[str, Any] = {name: line[name] for name in _PASSED if line.get(name) is not None}
    if not found.get("text") and isinstance(line.get("summary"), str):
        found["text"] = line["summary"]
    if "title" not in found and "text" not in found and not ("title" in line or "text" in line):
        raise BadArticle(f"article {ident} has neither title nor text")
    found["published_at"] = _published(line.get("published_at"), ident)
    try:
        return decode_data(Input, found | {"article_id": str(ident)})
    except InvalidData as error:
        raise BadArticle(f"article {ident}: {error}") from None


def of_article(found: Article) -> Input:
    """What annotate needs of an article as ingest publishes it."""
    return Input(
        article_id=found.article_id,
        revision=found.revision,
        title=found.title,
        text=found.text or found.summary,
        language=found.language,
        published_at=found.published_at,
        url=found.url,
        publisher=found.publisher,
        feed_id=found.feed_id,
        tags=found.tags,
        copy_of=found.copy_of,
    )


def _published(text: object, ident: object) -> str | None:
    """ISO 8601 with a zone; a bare date or a time without one is taken as UTC."""
    if text is None or text == "":
        return None
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise BadArticle(f"article {ident}: published_at {str(text)[:60]!r} is no ISO 8601 time") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
