"""The verbs of novelty: detect, history, publish. Edges: they read stdin, write stdout, and reach Kafka (publish)."""

import argparse
import csv
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from schemas import topics
from schemas.developments import DevelopmentDetected
from services.enrich import annotated as events
from services.enrich.errors import BadAnnotation
from services.enrich.novelty import history, mapping
from services.enrich.novelty.detect import Detector
from services.enrich.novelty.fold import Parts, standing_of, take
from services.enrich.novelty.lines import annotation
from services.enrich.novelty.naming import namings
from services.enrich.novelty.observation import observe
from services.enrich.novelty.relations import fan_out
from services.enrich.novelty.rules import Rules
from services.enrich.settings import KnowledgeSettings, NoveltySettings
from services.runtime.cli import Verb, argument
from services.runtime.filters import run_filter
from services.runtime.settings import KafkaSettings, load

if TYPE_CHECKING:
    from services.runtime.kafka import Publisher

_FLUSH_EVERY = 1_000
_MAX_CELL = 16 * 1024 * 1024


def _detect(arguments: argparse.Namespace) -> int:
    """Write the events that the annotations on stdin cause, or what stands at the end."""
    set_up = load(NoveltySettings)
    detector = Detector(
        Rules(
            reach_days=set_up.reach_days if arguments.reach_days is None else arguments.reach_days,
            dormant_days=set_up.dormant_days if arguments.dormant_days is None else arguments.dormant_days,
            report_days=set_up.report_days,
        )
    )
    if not arguments.current:
        return 1 if run_filter(lambda line: detector.tell(annotation(line))).failed else 0
    parts: Parts = {}

    def fold(line: Any) -> tuple[()]:
        for event in detector.tell(annotation(line)):
            take(parts, event)
        return ()

    # Only what stands goes to stdout; lines that are no annotations are told on stderr.
    counts = run_filter(fold, stdout=sys.stderr.buffer)
    for development in standing_of(parts):
        sys.stdout.buffer.write(_line(development) + b"\n")
    return 1 if counts.failed else 0


def _line(development: DevelopmentDetected) -> bytes:
    return msgspec.json.encode({"id": development.development_id, **msgspec.to_builtins(development)})


def _history(arguments: argparse.Namespace) -> int:
    """Write the rows of the export on stdin as annotations; a row that does not map is told on stderr."""
    table = mapping.load(arguments.mapping)
    naming, country = namings(load(KnowledgeSettings).tables)
    read = refused = 0
    for number, row in _rows():
        read += 1
        try:
            made = history.annotation(row, table, naming, country, news=arguments.news)
        except BadAnnotation as error:
            refused += 1
            print(f"line {number}: {error}", file=sys.stderr)
            continue
        sys.stdout.buffer.write(msgspec.json.encode(made) + b"\n")
    print(f"{read} rows read, {read - refused} mapped, {refused} not", file=sys.stderr)
    return 1 if refused else 0


def _rows() -> Iterator[tuple[int, dict[str, str | None]]]:
    """The rows of stdin with the number of their (last) line; tabs or commas, as the first line has more of."""
    csv.field_size_limit(_MAX_CELL)
    lines = (line.decode("utf-8-sig", "replace").replace("\x00", "") for line in sys.stdin.buffer)
    first = next(lines, "")
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    header = next(csv.reader([first], delimiter=delimiter), [])
    reader = csv.DictReader(lines, fieldnames=header, restval=None, restkey="", delimiter=delimiter)
    for row in reader:
        yield reader.line_num + 1, row


def _publish(_: argparse.Namespace) -> int:
    """Send the annotations on stdin into Kafka as if annotate had just made them."""
    from services.runtime.kafka import Publisher, producer  # noqa: PLC0415  # a tenth of a second that no other verb needs

    publisher = Publisher(producer(load(KafkaSettings)))
    try:
        counts = run_filter(_publishing(publisher))
        publisher.flush_all()
    finally:
        publisher.close()
    print(f"{counts.read - counts.failed} annotations published, {counts.failed} refused", file=sys.stderr)
    return 1 if counts.failed else 0


def _publishing(publisher: "Publisher") -> Callable[[Any], tuple[()]]:
    waiting = 0

    def publish(line: Any) -> tuple[()]:
        nonlocal waiting
        told = annotation(_data(line))
        claims = fan_out(told)
        for claim in claims:
            observe(claim)  # refuse a time that is no date here, not as a dead letter
        at = told.published_at or datetime.fromtimestamp(0, UTC)
        publisher.publish(topics.ANNOTATIONS, told.article_id, events.annotated(told, at))
        for claim, event in zip(claims, events.made(claims, at), strict=True):
            publisher.publish(topics.CLAIMS, claim.relation.key, event)
        waiting += 1
        if waiting >= _FLUSH_EVERY:
            publisher.flush_all()
            waiting = 0
        return ()

    return publish


def _data(line: Any) -> Any:
    """The annotation itself, or that of an article.annotated as `store export` writes it."""
    wrapped = isinstance(line, dict) and line.get("type") == "article.annotated" and "data" in line
    return line["data"] if wrapped else line


VERBS: tuple[Verb, ...] = (
    Verb(
        name="detect",
        help="Detect developments: annotations in, one a line, CloudEvents out in the order decided; no Kafka needed.",
        example="wirewatch enrich annotate < articles.jsonl | wirewatch enrich detect --current",
        run=_detect,
        arguments=(
            argument("--reach-days", type=int, help="days of watching before our memory's firsts count (default 90)"),
            argument("--dormant-days", type=int, help="days of silence after which an act is new (default 365)"),
            argument("--current", action="store_true", help="print only the developments that stand at the end"),
        ),
    ),
    Verb(
        name="history",
        help="Turn rows of event data into annotations that feed the memory and alert nobody.",
        example="wirewatch enrich history --mapping ucdp < GEDEvent.csv | wirewatch enrich publish",
        run=_history,
        arguments=(
            argument("--mapping", required=True, metavar="ucdp|acled|icews|FILE", help="how the columns become claims"),
            argument("--news", action="store_true", help="the rows are news: what is new in them is a development"),
        ),
    ),
    Verb(
        name="publish",
        help="Send annotations (of annotate, history or store export) into Kafka; to repeat it is harmless.",
        example="wirewatch store export --type article.annotated | wirewatch enrich publish",
        run=_publish,
    ),
)
