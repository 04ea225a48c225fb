"""The novelty worker with topics of one test's own.

usage: python novelty_process.py NAME STATE_DIR PORT, with KAFKA_BOOTSTRAP_SERVERS in the environment
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

from schemas import topics
from services.enrich.novelty_app import serve
from services.enrich.novelty_worker import Wiring
from services.enrich.settings import Settings


def wiring(name: str) -> Wiring:
    """The app id and topics of the test of this name."""
    app_id = f"test-novelty-{name}"
    return Wiring(
        app_id=app_id,
        claims=replace(topics.CLAIMS, name=f"claims-{name}"),
        developments=replace(topics.DEVELOPMENTS, name=f"developments-{name}"),
        reaches=replace(topics.REACHES, name=f"reaches-{name}"),
        changelog=replace(topics.MEMORY_CHANGELOG, name=f"{app_id}-{topics.MEMORY_TABLE}-changelog"),
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
