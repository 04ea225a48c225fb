"""Finding Java and Maven, with a sentence that says what to do where they are missing."""

import os
import re
import shutil
import subprocess
from functools import cache

from deploy.local.errors import MissingTool

OLDEST_JAVA = 17

ADVICE = (
    f"install a JDK {OLDEST_JAVA} or newer (Debian, Ubuntu: apt install openjdk-{OLDEST_JAVA}-jdk-headless maven) "
    "or set KAFKA_BOOTSTRAP_SERVERS to a broker of your own."
)


def find_java() -> str:
    """Return the path of a Java that can run Kafka, from JAVA_HOME or else PATH.

    Raises MissingTool when there is none, or when it is older than 17.
    """
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=f"{home}/bin") if home else None
    java = found or shutil.which("java")
    if java is None:
        raise MissingTool(f"Kafka needs Java, and there is no `java` in JAVA_HOME or PATH: {ADVICE}")
    version = java_version(java)
    if version < OLDEST_JAVA:
        raise MissingTool(f"Kafka needs Java {OLDEST_JAVA} or newer, and {java} is Java {version}: {ADVICE}")
    return java


def find_maven() -> str:
    """Return the path of mvn, which fetches Kafka's jars once. Raises MissingTool when there is none."""
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingTool(f"Maven fetches Kafka, and there is no `mvn` in PATH: {ADVICE}")
    return maven


@cache
def java_version(java: str) -> int:
    """Return the feature release of a Java, as it tells it. Raises MissingTool when it does not run."""
    told = subprocess.run(  # noqa: S603 - the path comes from shutil.which
        [java, "-version"], capture_output=True, text=True, check=False
    )
    version = feature_release(told.stderr)
    if told.returncode or version is None:
        raise MissingTool(f"{java} does not run: {told.stderr.strip() or 'no output'}. To run Kafka, {ADVICE}")
    return version


def feature_release(told: str) -> int | None:
    """Return 17 for `openjdk version "17.0.15"`, and 8 for the older way of counting, `java version "1.8.0_292"`."""
    match = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(match[1]) if match else None
