"""`python -m deploy.replay`: the demo, in a run folder of its own beside that of `make up`."""

import sys

from deploy.local.errors import LocalError
from deploy.local.jars import ROOT
from deploy.local.tell import to_stderr
from deploy.replay.demo import timed_demo


def main() -> int:
    """Run the demo. Returns 0, 1 after an error told in a sentence, or 130 after Ctrl-C; what was started goes on."""
    try:
        timed_demo(ROOT / ".run" / "demo", to_stderr)
    except LocalError as error:
        to_stderr(f"error: {error}\n`make logs` follows what runs, `make down` stops it.")
        return 1
    except KeyboardInterrupt:
        to_stderr("interrupted; `make down` stops what runs")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
