"""`wirewatch enrich VERB`: annotate articles, detect developments, and run the two workers."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from services.enrich.novelty import verbs as novelty
from services.runtime import cli
from services.runtime.filters import run_filter
from services.runtime.settings import load


def _run(arguments: argparse.Namespace) -> int:
    """Run a worker until it is asked to stop."""
    if arguments.worker == "novelty":
        return _run_novelty()
    from services.enrich import annotate_app  # noqa: PLC0415  # Faust takes half a second to import
    from services.enrich.settings import Settings  # noqa: PLC0415

    return annotate_app.serve(load(Settings))


def _run_novelty() -> int:
    from services.enrich import novelty_app  # noqa: PLC0415
    from services.enrich.settings import Settings  # noqa: PLC0415

    return novelty_app.serve(load(Settings))


def _annotate(arguments: argparse.Namespace) -> int:
    """Annotations of the articles on stdin; exit code 1 where a line failed."""
    from services.enrich.annotate import known as knowledge  # noqa: PLC0415
    from services.enrich.annotate.annotate import annotate  # noqa: PLC0415
    from services.enrich.annotate.lines import article  # noqa: PLC0415
    from services.enrich.settings import KnowledgeSettings  # noqa: PLC0415

    settings = load(KnowledgeSettings)
    known = knowledge.load(settings.tables, settings.gazetteer)
    today = datetime.now(UTC).date()
    counts = run_filter(lambda line: [annotate(article(line), known, today)], workers=arguments.workers)
    return 1 if counts.failed else 0


def _explain(arguments: argparse.Namespace) -> int:
    """Show what was tagged in an article, and why."""
    from services.enrich.annotate import known as knowledge  # noqa: PLC0415
    from services.enrich.annotate.showing import explain, page  # noqa: PLC0415
    from services.enrich.settings import KnowledgeSettings  # noqa: PLC0415

    settings = load(KnowledgeSettings)
    known = knowledge.load(settings.tables, settings.gazetteer)
    raw = sys.stdin.buffer.read() if str(arguments.file) == "-" else arguments.file.read_bytes()
    worked = explain.read(raw.decode("utf-8", errors="replace"), known, datetime.now(UTC).date())
    if arguments.html:
        print(page.page(worked, known), end="")
    else:
        explain.show(worked, known, verbose=arguments.verbose)
    return 0


def _compile(arguments: argparse.Namespace) -> int:
    """Write the gazetteer."""
    from services.enrich.knowledge import compile as compiler  # noqa: PLC0415
    from services.enrich.settings import KnowledgeSettings  # noqa: PLC0415

    path = arguments.to or load(KnowledgeSettings).gazetteer or compiler.default_path()
    if path.exists() and not arguments.force:
        print(f"{path} is there already")
        return 0
    count = compiler.compile_gazetteer(path)
    print(f"{count} places compiled into {path}")
    return 0


_WORKER = cli.argument("worker", choices=("annotate", "novelty"), help="which worker")
_VERBS = (
    cli.Verb(
        name="run",
        help="Run a worker: annotate (articles to annotations and claims) or novelty (claims to developments).",
        example="wirewatch enrich run annotate",
        run=_run,
        arguments=(_WORKER,),
    ),
    cli.Verb(
        name="annotate",
        help="Annotate articles: one JSON object a line in, one out, in order; no Kafka needed.",
        example="wirewatch enrich annotate --workers 2 < articles.jsonl > annotations.jsonl",
        run=_annotate,
        arguments=(cli.argument("--workers", type=int, default=1, help="processes that annotate (default 1)"),),
    ),
    cli.Verb(
        name="explain",
        help="Show in colour what was tagged in an article, each claim with its evidence, and why it was made.",
        example="wirewatch enrich explain article.json",
        run=_explain,
        arguments=(
            cli.argument("file", type=Path, help="an article as JSON, or plain text; - reads stdin"),
            cli.argument(
                "-v", "--verbose", action="store_true", help="also the candidates that lost, with their scores"
            ),
            cli.argument("--html", action="store_true", help="the same as one page of HTML on stdout"),
        ),
    ),
    cli.Verb(
        name="compile",
        help="Compile the gazetteer (some ten seconds, once); the first use does it too.",
        example="wirewatch enrich compile",
        run=_compile,
        arguments=(
            cli.argument(
                "--to", type=Path, help="the file to write (default: WIREWATCH_GAZETTEER or the cache folder)"
            ),
            cli.argument("--force", action="store_true", help="write it even where it is there"),
        ),
    ),
)


SERVICE = cli.Service(name="enrich", help="Articles in, developments out.", verbs=(*_VERBS, *novelty.VERBS))


def main() -> int:
    """Run the verb that the command line names; returns the exit code."""
    return cli.main(SERVICE)


if __name__ == "__main__":
    sys.exit(main())
