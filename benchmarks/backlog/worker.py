"""The annotate worker as it runs everywhere, but that its consumer logs each heartbeat that the broker answered.

python -m benchmarks.backlog.worker BOOTSTRAP STATE_DIR
"""

import logging
import sys
from pathlib import Path

from benchmarks.backlog.heartbeats import LOGGER
from services.enrich.annotate_app import serve
from services.enrich.settings import Settings


def main() -> int:
    """Run the worker until SIGTERM."""
    bootstrap, state = sys.argv[1:]
    logging.getLogger(LOGGER).setLevel(logging.DEBUG)  # of its own, so the level of the libraries does not count
    return serve(Settings(metrics_port=0, kafka_bootstrap_servers=bootstrap, state_dir=Path(state)))


if __name__ == "__main__":
    sys.exit(main())
