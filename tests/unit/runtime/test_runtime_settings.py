"""Settings: every fault at once, secrets never shown, files for secrets."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.runtime.errors import SettingsError
from services.runtime.settings import (
    DatabaseSettings,
    KafkaSettings,
    ProcessSettings,
    at_least,
    describe,
    load,
    setting,
)


@dataclass(frozen=True, kw_only=True)
class Everything(ProcessSettings, KafkaSettings, DatabaseSettings):
    """One field of each kind."""

    floor_seconds: float = setting("shortest time between two polls", "600", 600.0, check=at_least(1))
    batch: int = setting("events of one batch", "500")
    dry: bool = setting("whether nothing is written", "true", False)
    feeds: Path = setting("list of feeds", "feeds.opml", None)
    networks: tuple[str, ...] = setting("open networks", "127.0.0.0/8,10.0.0.0/8", ())
    mode: Literal["fast", "slow"] = setting("how it runs", "fast", "fast")
    token: str | None = setting("token of the receiver", "t0ken", None, secret=True)


GOOD = {
    "KAFKA_BOOTSTRAP_SERVERS": "a:9092, b:9093",
    "DATABASE_URL": "postgresql://user:hunter2@host:5432/name",
    "WIREWATCH_BATCH": "7",
}


def faults(environ: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as caught:
        load(Everything, environ)
    return str(caught.value)


def test_every_kind_of_value_is_read() -> None:
    settings = load(
        Everything,
        GOOD
        | {
            "WIREWATCH_FLOOR_SECONDS": "1.5",
            "WIREWATCH_DRY": "Yes",
            "WIREWATCH_FEEDS": "some/feeds.txt",
            "WIREWATCH_NETWORKS": "127.0.0.0/8, ,::1/128",
            "WIREWATCH_MODE": "slow",
            "WIREWATCH_TOKEN": "hunter2",
            "WIREWATCH_METRICS_PORT": "0",
        },
    )
    assert (settings.floor_seconds, settings.batch, settings.dry) == (1.5, 7, True)
    assert (settings.feeds, settings.mode, settings.token) == (Path("some/feeds.txt"), "slow", "hunter2")
    assert settings.networks == ("127.0.0.0/8", "::1/128")
    assert settings.metrics_port == 0


def test_an_empty_variable_counts_as_not_given() -> None:
    settings = load(Everything, GOOD | {"WIREWATCH_NETWORKS": "", "WIREWATCH_FLOOR_SECONDS": ""})
    assert (settings.networks, settings.floor_seconds) == ((), 600.0)
    assert "WIREWATCH_BATCH is missing" in faults(GOOD | {"WIREWATCH_BATCH": ""})


def test_all_faults_are_told_at_once_each_with_its_meaning_and_an_example() -> None:
    message = faults({"WIREWATCH_FLOOR_SECONDS": "soon", "WIREWATCH_MODE": "odd"})
    assert message.startswith("5 settings are missing or wrong:")
    assert "KAFKA_BOOTSTRAP_SERVERS is missing. Meaning: Kafka brokers" in message
    assert "DATABASE_URL is missing" in message
    assert "WIREWATCH_BATCH is missing. Meaning: events of one batch. Example: WIREWATCH_BATCH=500" in message
    assert "WIREWATCH_FLOOR_SECONDS = 'soon' is not a number" in message
    assert "WIREWATCH_MODE = 'odd' is not one of fast, slow" in message


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("WIREWATCH_FLOOR_SECONDS", "0.5", "is below 1"),
        ("WIREWATCH_FLOOR_SECONDS", "nan", "is not a finite number"),
        ("WIREWATCH_FLOOR_SECONDS", "inf", "is not a finite number"),
        ("WIREWATCH_BATCH", "1.5", "is not a whole number"),
        ("WIREWATCH_DRY", "maybe", "is neither true nor false"),
        ("WIREWATCH_LOG_LEVEL", "loud", "is not one of debug, info, warning, error"),
        ("WIREWATCH_METRICS_PORT", "-1", "is below 0"),
        ("KAFKA_BOOTSTRAP_SERVERS", "host", "which is not host:port"),
        ("KAFKA_BOOTSTRAP_SERVERS", "host:99999", "which is not host:port"),
        ("KAFKA_BOOTSTRAP_SERVERS", "a:1,", "which is not host:port"),
    ],
)
def test_a_wrong_value_is_refused_with_its_reason(name: str, value: str, fault: str) -> None:
    message = faults(GOOD | {name: value})
    assert name in message
    assert fault in message


@pytest.mark.parametrize("url", ["mysql://u:hunter2@h/n", "postgresql://u:hunter2@h", "hunter2", "http://[hunter2/x"])
def test_a_wrong_secret_is_refused_without_being_shown(url: str) -> None:
    message = faults(GOOD | {"DATABASE_URL": url})
    assert "DATABASE_URL has a wrong value (secret, not shown)" in message
    assert "hunter2" not in message


def test_a_secret_is_in_no_repr() -> None:
    settings = load(Everything, GOOD | {"WIREWATCH_TOKEN": "hunter2"})
    assert "hunter2" not in repr(settings)
    assert "batch=7" in repr(settings)


def test_a_secret_is_read_from_its_file_without_the_line_end(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("hunter 2 \r\n")
    settings = load(Everything, GOOD | {"WIREWATCH_TOKEN_FILE": str(tmp_path / "token")})
    assert [settings.token] == ["hunter 2 "]


def test_a_secret_given_twice_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("hunter2")
    message = faults(GOOD | {"WIREWATCH_TOKEN": "hunter3", "WIREWATCH_TOKEN_FILE": str(tmp_path / "token")})
    assert "WIREWATCH_TOKEN and WIREWATCH_TOKEN_FILE are both given" in message
    assert "hunter" not in message


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe\xfa"])
def test_an_unusable_secret_file_is_a_fault_that_names_the_file(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "token"
    if content is not None:
        path.write_bytes(content)
    assert str(path) in faults(GOOD | {"WIREWATCH_TOKEN_FILE": str(path)})


def test_only_secrets_are_read_from_files() -> None:
    assert "WIREWATCH_BATCH is missing" in faults(
        {name: value for name, value in GOOD.items() if name != "WIREWATCH_BATCH"} | {"WIREWATCH_BATCH_FILE": "/x"}
    )


def test_the_documentation_holds_every_setting_and_no_secret_default() -> None:
    docs = {doc.name: doc for doc in describe(Everything)}
    assert docs["WIREWATCH_BATCH"].default is None
    assert docs["WIREWATCH_FLOOR_SECONDS"].default == "600"
    assert docs["WIREWATCH_DRY"].default == "false"
    assert docs["WIREWATCH_NETWORKS"].kind == "texts, comma separated"
    assert docs["DATABASE_URL"].secret
    assert len(docs) == 14


@given(st.text(min_size=1), st.sampled_from(["WIREWATCH_BATCH", "WIREWATCH_FLOOR_SECONDS", "WIREWATCH_DRY"]))
def test_any_text_is_a_value_or_a_settings_error(text: str, name: str) -> None:
    try:
        settings = load(Everything, GOOD | {name: text})
    except SettingsError:
        return
    assert isinstance(settings.batch, int)
    assert math.isfinite(settings.floor_seconds)


def test_the_examples_of_the_shared_settings_are_values_themselves() -> None:
    examples = {doc.name: doc.example for doc in describe(Everything)}
    assert load(Everything, examples).kafka_bootstrap_servers == "127.0.0.1:9092"
