"""docker-compose.yml: every part, pinned, watched, in order, without a secret in it, and with settings that exist."""

import importlib.util
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from deploy.local.programs import services as local_services
from deploy.local.programs import setup
from services.runtime.settings import SettingDoc, describe
from tests.project.reference import COMMON, settings_by_service
from tests.project.tree import ROOT, Unambiguous, read_yaml

COMPOSE: dict[str, Any] = read_yaml(ROOT / "docker-compose.yml")
PARTS: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {program.name: program for program in local_services()}
PORTS = {"ingest": 9101, "annotate": 9102, "novelty": 9103, "store": 9104, "alert": 9105}
SERVICE_OF = {"annotate": "enrich", "novelty": "enrich"}
SECRET_WORDS = re.compile(r"PASSWORD|SECRET|TOKEN|DATABASE_URL")
EXAMPLES = ROOT / "deploy/secrets"


def settings_names(part: str) -> dict[str, SettingDoc]:
    """The settings that a part of ours reads, by name, with the common ones."""
    docs = [doc for kind in COMMON for doc in describe(kind)]
    docs += settings_by_service()[SERVICE_OF.get(part, part)] if part != "migrate" else []
    return {doc.name: doc for doc in docs}


def schema_of_compose() -> Path | None:
    """The Compose Specification's JSON Schema as check-jsonschema vendors it; None where that is not installed."""
    found = importlib.util.find_spec("check_jsonschema")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "builtin_schemas/vendor/compose-spec.json"


def test_a_key_given_twice_is_refused() -> None:
    with pytest.raises(yaml.YAMLError, match="'image' is given twice"):
        yaml.load("services:\n  a: {image: x, image: y}\n", Unambiguous)  # noqa: S506 - a SafeLoader


def test_the_file_follows_the_compose_specification() -> None:
    path = schema_of_compose()
    if path is None:
        pytest.skip("check-jsonschema, which brings the specification's schema, is not installed")
    schema = json.loads(path.read_text("utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [f"{error.json_path}: {error.message}" for error in validator.iter_errors(COMPOSE)] == []


def test_every_part_of_the_system_is_there() -> None:
    assert set(PARTS) == {"kafka", "postgres", "migrate", *OURS, "prometheus", "grafana"}


@pytest.mark.parametrize("name", OURS)
def test_a_service_runs_the_verb_that_the_local_run_runs(name: str) -> None:
    command = OURS[name].command
    assert tuple(PARTS[name]["command"]) == command[command.index("services") + 1 :]


def test_migrate_runs_the_steps_of_the_local_run_in_their_order() -> None:
    (script,) = PARTS["migrate"]["command"]
    assert PARTS["migrate"]["entrypoint"] == ["/bin/sh", "-ec"], "the first step that fails ends it"
    steps = [" ".join(step.command[step.command.index("services") + 1 :]) for step in setup()]
    assert script.splitlines() == [f"wirewatch {step}" for step in steps]


@pytest.mark.parametrize("name", PARTS)
def test_every_image_is_pinned_by_its_full_version(name: str) -> None:
    assert re.fullmatch(r"[a-z/]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)?", PARTS[name]["image"]), PARTS[name]["image"]


@pytest.mark.parametrize("name", [name for name in PARTS if name != "migrate"])
def test_every_part_that_keeps_running_has_a_health_check_and_is_restarted(name: str) -> None:
    check = PARTS[name]["healthcheck"]
    assert check["test"][0] in {"CMD", "CMD-SHELL"}
    assert PARTS[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", PARTS)
def test_every_wait_is_for_health_or_for_success(name: str) -> None:
    for other, wait in PARTS[name].get("depends_on", {}).items():
        one_shot = PARTS[other]["healthcheck"].get("disable", False)
        assert wait["condition"] == ("service_completed_successfully" if one_shot else "service_healthy"), other


@pytest.mark.parametrize("name", OURS)
def test_a_service_waits_for_kafka_postgres_and_the_set_up(name: str) -> None:
    assert set(PARTS[name]["depends_on"]) == {"kafka", "postgres", "migrate"}


@pytest.mark.parametrize("name", OURS)
def test_a_health_check_asks_for_readiness_at_the_port_of_the_service(name: str) -> None:
    assert "/ready" in " ".join(PARTS[name]["healthcheck"]["test"])
    assert PARTS[name]["environment"]["WIREWATCH_METRICS_PORT"] == PORTS[name]
    assert PARTS[name]["environment"]["WIREWATCH_METRICS_HOST"] == "0.0.0.0"  # noqa: S104 - in a container


@pytest.mark.parametrize("name", ["migrate", *OURS])
def test_a_container_of_ours_can_do_no_more_than_it_must(name: str) -> None:
    part = PARTS[name]
    assert part["user"] == "10001:10001"
    assert part["read_only"] is True
    assert part["cap_drop"] == ["ALL"]
    assert part["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", PARTS)
def test_memory_and_logs_are_limited(name: str) -> None:
    assert re.fullmatch(r"\d+[mg]", PARTS[name]["mem_limit"])
    assert set(PARTS[name]["logging"]["options"]) == {"max-size", "max-file"}


@pytest.mark.parametrize("name", PARTS)
def test_ports_are_published_on_loopback_only(name: str) -> None:
    assert all(str(port).startswith("127.0.0.1:") for port in PARTS[name].get("ports", []))


@pytest.mark.parametrize("name", ["migrate", *OURS])
def test_every_setting_that_is_given_exists_in_its_service(name: str) -> None:
    known = settings_names(name)
    files = {f"{doc.name}_FILE" for doc in known.values() if doc.secret}
    assert set(PARTS[name]["environment"]) <= set(known) | files


@pytest.mark.parametrize("name", OURS)
def test_every_setting_that_must_be_given_is_given(name: str) -> None:
    given = {variable.removesuffix("_FILE") for variable in PARTS[name]["environment"]}
    own = settings_by_service()[SERVICE_OF.get(name, name)]
    assert {doc.name for doc in own if doc.default is None} <= given


@pytest.mark.parametrize("name", PARTS)
def test_a_secret_is_a_file_and_never_a_value(name: str) -> None:
    for variable, value in PARTS[name].get("environment", {}).items():
        if SECRET_WORDS.search(variable) and value:
            assert variable.endswith("_FILE"), variable
            assert value.removeprefix("/run/secrets/") in PARTS[name]["secrets"]


def test_every_secret_is_used_has_an_example_and_is_not_committed() -> None:
    used = {secret for part in PARTS.values() for secret in part.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f"./deploy/secrets/{name}"}
        assert (EXAMPLES / f"{name}.example").is_file()
        ignored = subprocess.run(["git", "check-ignore", "--quiet", f"deploy/secrets/{name}"], cwd=ROOT, check=False)
        assert ignored.returncode == 0, f"git would take deploy/secrets/{name}"
        assert f"`{name}`" in (EXAMPLES / "README.md").read_text("utf-8")


def test_every_volume_is_named_and_used() -> None:
    mounts = [mount for part in PARTS.values() for mount in part.get("volumes", []) if isinstance(mount, str)]
    assert {mount.split(":")[0] for mount in mounts if not mount.startswith(".")} == set(COMPOSE["volumes"])
    for mount in mounts:
        assert not mount.startswith(".") or (ROOT / mount.split(":")[0]).is_dir(), mount
