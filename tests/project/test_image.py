"""The Dockerfile and the locks: one image, not root, everything in it named by hash, no address of an index."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from services.runtime.settings import describe
from tests.project.reference import COMMON, settings_by_service
from tests.project.tree import ROOT, files

DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text("utf-8")
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-bench.lock")


def instructions(name: str) -> list[str]:
    """The arguments of every instruction of this name, continuation lines joined, comments left out."""
    lines = "\n".join(line for line in DOCKERFILE.splitlines() if not line.lstrip().startswith("#"))
    return re.findall(rf"^{name} +(.*)$", lines.replace("\\\n", " "), flags=re.MULTILINE)


def requirements(lock: str) -> list[str]:
    """Each requirement of a lock with the lines that belong to it."""
    return re.split(r"^(?=[a-z0-9])", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE | re.IGNORECASE)[1:]


def names(lock: str) -> set[str]:
    """The distributions that a lock installs."""
    return {re.split(r"[=\[ ]", block)[0] for block in requirements(lock)}


def versions(lock: str) -> dict[str, str]:
    """Each distribution of a lock with its version."""
    return dict(re.split(r"(?:\[.*\])?==", block.split(" ")[0], maxsplit=1) for block in requirements(lock))


def test_every_stage_starts_from_a_full_version_of_python() -> None:
    for image in instructions("FROM"):
        assert re.fullmatch(r"python:3\.11\.\d+-slim-bookworm( AS build)?", image), image


def test_the_image_runs_as_a_numbered_user_that_is_not_root() -> None:
    assert instructions("USER") == ["10001:10001"]
    assert DOCKERFILE.index("\nUSER") > DOCKERFILE.rindex("\nFROM"), "the user of the last stage counts"


def test_every_install_is_by_hash_or_of_our_own_wheel_without_an_index() -> None:
    installs = [part for run in instructions("RUN") for part in run.split("&&") if "pip install" in part]
    assert len(installs) == 3
    for install in installs:
        assert "--require-hashes -r" in install or "--no-index --no-deps" in install, install


def test_the_image_says_how_it_is_stopped_asked_for_health_and_started() -> None:
    assert instructions("STOPSIGNAL") == ["SIGTERM"]
    assert instructions("ENTRYPOINT") == ['["wirewatch"]']
    (check,) = instructions("HEALTHCHECK")
    assert "/ready" in check
    assert "urllib.request" in check


def test_every_setting_that_the_image_gives_exists() -> None:
    known = {doc.name for kind in COMMON for doc in describe(kind)}
    known |= {doc.name for docs in settings_by_service().values() for doc in docs}
    given = {name for env in instructions("ENV") for name in re.findall(r"\b(WIREWATCH_\w+)=", env)}
    assert given
    assert given <= known


def test_everything_that_is_copied_exists_and_passes_dockerignore() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    copied = {source for copy in instructions("COPY") if "--from" not in copy for source in copy.split()[:-1]}
    assert copied == allowed
    assert [source for source in sorted(copied) if not (ROOT / source).exists()] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_of_a_lock_is_one_version_with_hashes(lock: str) -> None:
    for block in requirements(lock):
        head = block.splitlines()[0]
        assert re.match(r"[a-z0-9._\[\],-]+==[^ ]+( ;.*)? \\$", head, flags=re.IGNORECASE), head
        assert "--hash=sha256:" in block, head


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert re.findall(r"\w+://\S+|--(?:extra-)?index\S*|--find-links\S*|--trusted-host\S*", text) == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = {re.split(r"[=<>\[ ]", text)[0] for text in project["project"]["dependencies"]}
    groups = project["dependency-groups"]
    developed = {re.split(r"[=<>\[ ]", text)[0] for text in [*groups["dev"], *groups["local"]] if isinstance(text, str)}
    assert asked <= names("requirements.lock")
    assert asked | developed <= names("requirements-dev.lock")
    assert {re.split(r"[=<>\[ ]", text)[0] for text in groups["bench"]} <= names("requirements-bench.lock")


def test_the_development_lock_has_the_versions_of_the_other() -> None:
    run, developed, _ = ({block.split(" ")[0] for block in requirements(lock)} for lock in LOCKS)
    assert run <= developed


def test_what_is_compared_with_brings_no_other_version_of_what_is_developed_with() -> None:
    """Both are installed into one environment."""
    developed, compared = versions("requirements-dev.lock"), versions("requirements-bench.lock")
    shared = developed.keys() & compared.keys()
    assert shared
    assert {name for name in shared if developed[name] != compared[name]} == set()


def test_the_build_backend_is_taken_from_the_lock() -> None:
    assert "/^setuptools==/" in DOCKERFILE
    assert "setuptools" in names("requirements-dev.lock")


def test_the_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    """SQL, tables and schemas are read at run time: what packaging forgets is missed only in the container."""
    source = tmp_path / "source"
    wanted = [path.relative_to(ROOT) for path in files() if path.relative_to(ROOT).parts[0] in {"schemas", "services"}]
    for name in [*wanted, *(Path(name) for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"))]:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*wheel, "--wheel-dir", str(tmp_path), str(source)], check=True)
    (built,) = tmp_path.glob("*.whl")
    assert {path.as_posix() for path in wanted} - set(zipfile.ZipFile(built).namelist()) == set()
