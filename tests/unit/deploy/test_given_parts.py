"""A broker or a database of the operator's own: nothing is fetched for it, and its address reaches services one way."""

from pathlib import Path

import pytest

from deploy.local.addresses import Given
from deploy.local.errors import MissingTool
from deploy.local.parts import Parts
from deploy.local.plan import Plan
from deploy.local.stack import Stack
from deploy.local.verbs import install
from services.runtime.settings import DatabaseSettings, load

URL = "postgresql://a:b@c/d"


def test_a_database_that_the_shell_names_by_file_reaches_the_services_by_value_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL_FILE", str(tmp_path / "url"))
    parts = Parts(given=Given(bootstrap="b:9092", database_url=URL), kafka=None, postgres=None)
    plan = Plan(run_dir=tmp_path, parts=parts, ports={}, services=())
    environment = plan.environment({"DATABASE_URL_FILE": str(tmp_path / "url")}, {})
    assert load(DatabaseSettings, environment).database_url == URL


def test_install_asks_for_java_only_where_the_broker_is_the_runs_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    install(Stack(tmp_path / "run", environ={"KAFKA_BOOTSTRAP_SERVERS": "b:9092"}))
    with pytest.raises(MissingTool, match="Kafka needs Java"):
        install(Stack(tmp_path / "run", environ={}))
