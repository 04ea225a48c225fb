"""The contracts of .importlinter hold, and each can fail: one line in a copy of the tree breaks it."""

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.tree import ROOT

PACKAGES = ("schemas", "services", "deploy")
CONFIG = configparser.ConfigParser()
CONFIG.read(ROOT / ".importlinter", "utf-8")
CONTRACTS = {section.rpartition(":")[2]: CONFIG[section] for section in CONFIG.sections() if ":contract:" in section}

BREAKS = [
    ("layers", "services/runtime/clock.py", "import services.ingest"),
    ("layers", "schemas/ids.py", "import services.runtime.clock"),
    ("services", "services/store/__init__.py", "import services.enrich"),
    ("services", "services/alert/__init__.py", "import services.store"),
    ("deploy", "deploy/local/ports.py", "import services.ingest.settings"),
    ("schemas", "schemas/ids.py", "import psycopg"),
    ("enrich", "services/enrich/novelty/__init__.py", "import services.enrich.annotate"),
    ("enrich", "services/enrich/knowledge/__init__.py", "import services.enrich.annotate"),
    ("edges", "services/ingest/decide.py", "from services.ingest import fetch"),
    ("edges", "services/store/chain.py", "import services.store.append"),
    ("edges", "services/alert/decide.py", "from services.alert.queue import *"),
    ("faust", "services/store/__init__.py", "import faust"),
    ("postgres", "services/ingest/__init__.py", "import sqlalchemy"),
    ("postgres", "services/enrich/__init__.py", "from psycopg import sql"),
    ("kafka", "services/alert/__init__.py", "from kafka import KafkaConsumer"),
    ("http", "services/runtime/clock.py", "import aiohttp"),
    ("http", "services/alert/decide.py", "from socket import getaddrinfo"),
    ("feedparser", "services/ingest/__init__.py", "import feedparser"),
    ("feedparser", "services/ingest/decide.py", "from services.ingest import documents"),
    ("clients", "services/runtime/clock.py", "import pickle"),
    ("clients", "services/alert/__init__.py", "import requests"),
]


def lint(folder: Path, *contracts: str) -> "subprocess.CompletedProcess[str]":
    """lint-imports over the packages in this folder, all contracts where none is named."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    command += ["--config", str(ROOT / ".importlinter"), *(word for name in contracts for word in ("--contract", name))]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages that the contracts are about."""
    folder = tmp_path_factory.mktemp("tree")
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "*.json", "*.tsv", "*.sql")
        )
    return folder


def test_every_contract_is_kept() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_contract_is_broken_by_a_test() -> None:
    assert {name for name, _, _ in BREAKS} == set(CONTRACTS)


@pytest.mark.parametrize(("contract", "module", "line"), BREAKS, ids=lambda value: value)
def test_a_forbidden_import_breaks_its_contract(copy: Path, contract: str, module: str, line: str) -> None:
    path = copy / module
    before = path.read_text("utf-8")
    path.write_text(f"{before}\n{line}\n", "utf-8")
    try:
        result = lint(copy, contract)
    finally:
        path.write_text(before, "utf-8")
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{CONTRACTS[contract]['name']} BROKEN" in result.stdout


def test_every_module_that_a_contract_names_exists() -> None:
    """A protected contract passes over a name that nothing has: a renamed edge would leave a hole."""
    named = {
        name
        for section in CONTRACTS.values()
        for option in ("allowed_importers", "protected_modules", "modules", "source_modules")
        for name in section.get(option, "").split()
        if name.partition(".")[0] in PACKAGES and "*" not in name
    }
    assert {name for name in named if not _exists(name)} == set()


def _exists(module: str) -> bool:
    path = ROOT / module.replace(".", "/")
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()
