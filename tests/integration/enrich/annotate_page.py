"""docs/annotate.md with what its commands print; `python -m tests.integration.enrich.annotate_page` writes it anew."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.project.tree import ROOT

PAGE = ROOT / "docs/annotate.md"
_FILE = re.compile(r"^`(?P<name>[\w.]+)`:\n\n```\w+\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_CONSOLE = re.compile(r"^```console\n\$ (?P<command>[^\n]*)\n.*?^```$", re.MULTILINE | re.DOTALL)


def rewritten(text: str) -> str:
    """The page with the output of each command below it, run beside the files that the page shows."""
    with tempfile.TemporaryDirectory() as folder:
        for found in _FILE.finditer(text):
            (Path(folder) / found["name"]).write_text(found["body"], encoding="utf-8")
        return _CONSOLE.sub(lambda found: _ran(found["command"], folder), text)


def _ran(command: str, folder: str) -> str:
    *given, _, service, verb, file = command.split()
    environment = {"PYTHONPATH": str(ROOT), "COLUMNS": "100"} | dict(each.split("=", 1) for each in given)
    done = subprocess.run(
        [sys.executable, "-m", f"services.{service}", verb, file],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    lines = [line.rstrip() for line in (done.stdout + done.stderr).splitlines()]
    return "\n".join(["```console", f"$ {command}", *lines, "```"])


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text("utf-8")), encoding="utf-8")
