"""The annotate worker with topics of one test's own.

usage: python annotate_process.py NAME STATE_DIR PORT, with KAFKA_BOOTSTRAP_SERVERS in the environment
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

from schemas import topics
from services.enrich.annotate_app import Wiring, serve
from services.enrich.settings import Settings


def wiring(name: str) -> Wiring:
    """The app id and topics of the test of this name."""
    return Wiring(
        app_id=f"test-annotate-{name}",
        articles=replace(topics.ARTICLES, name=f"articles-{name}"),
        annotations=replace(topics.ANNOTATIONS, name=f"annotations-{name}"),
        claims=replace(topics.CLAIMS, name=f"claims-of-{name}"),
    )


def main() -> int:
    """Run the worker until SIGTERM."""
    name, state, port = sys.argv[1:]
    settings = Settings(
        metrics_port=int(port),
        kafka_bootstrap_servers=os.environ["KAFKA_BOOTSTRAP_SERVERS"],
        state_dir=Path(state),
    )
    return serve(settings, wiring(name))


if __name__ == "__main__":
    sys.exit(main())
