"""What a run holds in the end, in a form that two runs can be compared by."""

from dataclasses import dataclass
from typing import Any

from deploy.replay.replay import Replay

HISTORY_EVENTS = 27
STEP = 5
QUIET_SECONDS = 4.0
"""Longer than a reach takes through its topic to the reviews that it causes, on a busy machine too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What must be the same however a replay was disturbed.

    articles: canonical URLs. developments: what stands, without what only tells the order of arrival.
    alerted: (webhook-id, development id) of every webhook that came for what stands. (For what was superseded since,
        whether an alert was sent depends on what came first.)
    """

    articles: frozenset[str]
    developments: frozenset[tuple[str, ...]]
    alerted: frozenset[tuple[str, str]]


def outcome(replay: Replay) -> Outcome:
    """Wait until nothing has happened for a while, and read the outcome."""
    replay.await_settled(quiet_seconds=QUIET_SECONDS)
    articles = replay.query("select data->>'url' from log.events where type = 'article.found'")
    stand = standing(replay)
    ids = {str(row["development_id"]) for row in stand}
    sent = ((line["webhook_id"], development_of(line)) for line in replay.received())
    return Outcome(
        articles=frozenset(url for (url,) in articles),
        developments=frozenset(development(row) for row in stand),
        alerted=frozenset((webhook, told) for webhook, told in sent if told in ids),
    )


def standing(replay: Replay) -> list[dict[str, Any]]:
    """The developments that stand, as the SQL view tells them."""
    rows = replay.query("select to_jsonb(d) from wirewatch.developments d order by event_time, development_id")
    return [row for (row,) in rows]


def development(row: dict[str, Any]) -> tuple[str, ...]:
    """What a development says, as far as it does not depend on what came first."""
    novelties = sorted(f"{n['basis']} {n['kind']} {n['level']} {n['scope']}" for n in row["novelties"])
    return (row["development_id"], row["type"], str(row["independent_reports"]), *novelties)


def development_of(line: dict[str, Any]) -> str:
    """Id of the development that a webhook tells."""
    return str(line["body"]["data"]["development_id"])


def replay_all(replay: Replay, step: int = STEP, history: bool = True) -> None:
    """Load the history and let the whole wire out, a few items at a time, each settled before the next."""
    if history:
        replay.load_history()
        replay.await_articles(0)
    total = replay.wire()["total"]
    while replay.wire()["out"] < total:
        replay.await_articles(replay.reveal(step)["out"])
