"""Kafka's jars: fetched once by Maven from deploy/kafka/pom.xml into .cache, whole or not at all."""

import fcntl
import os
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.local.errors import MissingTool
from deploy.local.java import find_maven
from deploy.local.process import run
from deploy.local.tell import Tell, nothing

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
POM = ROOT / "deploy" / "kafka" / "pom.xml"


def kafka_jars(cache: Path = CACHE, tell: Tell = nothing) -> Path:
    """Return the folder with Kafka's jars, after fetching them when they are not there.

    Several processes may call this at once: one fetches and the others wait for it. An interrupted download leaves
    nothing that a later call would take for whole. Raises MissingTool without Maven, CommandFailed when Maven could
    not fetch.
    """
    libs = cache / f"kafka-{kafka_version()}" / "libs"
    if libs.is_dir():
        return libs
    cache.mkdir(parents=True, exist_ok=True)
    with _lock(cache / "kafka.lock"):
        if not libs.is_dir():
            tell(f"fetching Apache Kafka {kafka_version()} (43 MB, once)")
            _fetch(libs)
    return libs


def kafka_version(pom: Path = POM) -> str:
    """Return the version of Kafka that the pom names."""
    version = ET.parse(pom).findtext(".//{*}kafka.version")  # noqa: S314 - our own file
    if version is None:
        raise MissingTool(f"{pom} names no kafka.version.")
    return version


def _fetch(libs: Path) -> None:
    """Let Maven fill a folder beside `libs`, then give it its name in one step."""
    partial = libs.with_name("libs.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={partial}"]
    run([find_maven(), "-B", "-q", "-C", "-f", str(POM), *goal], libs.with_name("fetch.log"), os.environ)
    partial.rename(libs)


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Hold a lock between processes; the system lets go of it when the holder dies."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
