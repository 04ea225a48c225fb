"""`make demo`: the sample wire through the whole system, and each alert as it arrives."""

import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from deploy.local.errors import LocalError
from deploy.local.stack import Stack
from deploy.local.tell import Tell
from deploy.replay.replay import SAMPLES, Replay
from deploy.replay.wire import read_items

MOST_AT_ONCE = 3
SECONDS = 120
STORY = "https://agency.example/2017/01/18/first-joint-strikes"
"""The article whose development the demo shows at its end: stated, observed and a shift at once."""

ROWS = """
select event_time, kinds, independent_reports, round(confidence::numeric, 2), summary
from wirewatch.developments
where development_id in (select development_id from wirewatch.development_reports where url = %s)
order by event_time, summary
"""


def demo(run_dir: Path, tell: Tell) -> None:
    """Start a fresh run, load its history, let the wire out, print the alerts. Leaves it running. Raises LocalError."""
    Stack(run_dir).clean()
    replay = Replay(run_dir, tell=tell)
    replay.up()
    events = replay.load_history()
    replay.await_settled()
    tell(f"history: {events} events before the wire; they feed the memory and alert nobody")
    show_wire(replay, tell)
    show_rows(replay)
    show_way_on(replay)


def show_wire(replay: Replay, tell: Tell) -> None:
    """Let the wire out, some items at a time, and print each alert once it has come."""
    days = [item.published.date() for item in read_items(SAMPLES / "wire")]
    tell(f"wire: {len(days)} articles in 3 feeds, let out in the order of their dates; alerts as they arrive:")
    shown = 0
    for batch in batches(days):
        replay.await_articles(replay.reveal(batch)["out"], SECONDS)
        shown = show_alerts(replay, shown)
    print(f"\n{shown} alerts for {len(days)} articles.")


def batches(days: Sequence[date]) -> list[int]:
    """How many of the items, in their order, are let out at once: some days together, but of a day one by one.

    So an event's first report has arrived, and its alert was sent, before the reports that corroborate it.
    """
    sizes: list[int] = []
    held: set[date] = set()
    for day in days:
        if not sizes or day in held or sizes[-1] == MOST_AT_ONCE:
            sizes.append(0)
            held = set()
        sizes[-1] += 1
        held.add(day)
    return sizes


def show_alerts(replay: Replay, shown: int) -> int:
    """Print the webhooks after the first `shown`, and return how many have come by now. Raises LocalError."""
    received = replay.received()
    for line in received[shown:]:
        if "error" in line:
            raise LocalError(f"an alert came whose signature was refused: {line['error']}")
        print("\n" + alert_text(line["body"]["data"]), flush=True)
    return len(received)


def alert_text(data: dict[str, Any]) -> str:
    """An alert as a person reads it: what, why it is new, the words that show it, and where."""
    lines = [f"ALERT {data['time']['value']}  {data['summary']}  [{data['subscription']}]"]
    lines += [f"  new       {novelty_text(novelty)}" for novelty in data["novelties"]]
    lines += [
        f"  against   {prior['time']} {prior['evidence'] or prior['type']}"
        for novelty in data["novelties"]
        for prior in novelty["priors"]
    ]
    lines += [
        f"  evidence  {data['evidence']}",
        f"  link      {data['link']}",
        f"  reports   {data['reports_total']}, of them independent {data['independent_reports']}",
        "  signature accepted by the library standardwebhooks",
    ]
    return "\n".join(lines)


def novelty_text(novelty: dict[str, Any]) -> str:
    """One novelty in words: "observed first: acts of Iran and Pakistan, in a memory of at least 5000 days"."""
    since = f" since {novelty['since']}" if novelty["since"] else ""
    memory = f", in a memory of at least {novelty['reach_days']} days" if novelty["reach_days"] is not None else ""
    return f"{novelty['basis']} {novelty['kind']}: {novelty['scope']}{since}{memory}"


def show_rows(replay: Replay) -> None:
    """Print what SQL says of the story of the demo."""
    print("\nThe same by SQL (make psql):")
    for when, kinds, reports, confidence, summary in replay.query(ROWS, STORY):
        print(f"  {when} | {', '.join(kinds)} | {reports} independent | {confidence} | {summary}")


def show_way_on(replay: Replay) -> None:
    """Print where to look further."""
    print("\nIt all goes on running. To look further:")
    print("  make psql    the event store: select summary, kinds from wirewatch.developments;  (docs/sql.md)")
    print("  make logs    what each service says")
    print("  make down    stop everything")
    for service in ("ingest", "annotate", "novelty", "store", "alert"):
        print(f"  {service:9} {replay.stack.metrics_url(service)}")


def timed_demo(run_dir: Path, tell: Tell) -> None:
    """The demo, and how long it took."""
    started = time.monotonic()
    demo(run_dir, tell)
    tell(f"demo: {time.monotonic() - started:.0f} s")
