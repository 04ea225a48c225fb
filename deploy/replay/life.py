"""One article's life: its events in the log, from article.found to alert.delivered, as a person reads them.

What differs from run to run (positions, when we first saw it, how long a delivery took) is left out, so that a page
can show the output and a test can hold it to the log.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from deploy.replay.replay import Replay

LEFT_OUT = {
    "article.found": ("html", "first_seen_at", "feed_url", "feed_id", "summary"),
    "article.annotated": ("actors", "places", "feed_id"),
    "development.detected": ("actors",),
    "alert.delivered": ("position", "duration_ms"),
}

EVENTS = """
with article as (
    select subject from log.events where type = 'article.found' and data->>'url' = %s
),
telling as (
    select distinct development_id from wirewatch.development_reports where article_id = (select subject from article)
)
select e.type, e.subject, e.data
from log.events as e
where e.subject = (select subject from article)
    or (
        e.type in ('development.detected', 'development.corroborated')
        and e.subject in (select development_id from telling)
        and (e.data->'relation'->>'principal')::boolean
    )
    or (e.type = 'alert.delivered' and e.data->>'development_id' in (select development_id from telling))
order by (e.type = 'alert.delivered'), e.data->>'subscription', e.position
"""


def life(replay: Replay, link: str) -> str:
    """The events of the article behind this link, of its developments (as their principal relation) and alerts."""
    return "\n\n".join(_told(replay, link))


def _told(replay: Replay, link: str) -> Iterator[str]:
    for event_type, subject, data in replay.query(EVENTS, link):
        kept = {name: value for name, value in data.items() if name not in LEFT_OUT.get(event_type, ())}
        yield f"{event_type}  {subject}\n{_json(kept)}"


def _json(data: dict[str, Any]) -> str:
    told = {name: _brief(value) for name, value in data.items() if not _empty(value)}
    lines = [f"  {name}: {msgspec.json.encode(value).decode()}" for name, value in told.items()]
    return "\n".join(lines)


def _brief(value: Any) -> Any:
    """Without what is empty, at any depth."""
    if isinstance(value, dict):
        return {name: _brief(each) for name, each in value.items() if not _empty(each)}
    return [_brief(each) for each in value] if isinstance(value, list) else value


def _empty(value: Any) -> bool:
    return value is None or value is False or value == []
