"""Settings: one frozen dataclass per service, read once from the environment, every fault told at once.

    @dataclass(frozen=True, kw_only=True)
    class Settings(ProcessSettings, KafkaSettings):
        poll_floor_seconds: float = setting("shortest time between two polls of a feed", "600", default=600.0)

The field above is read from WIREWATCH_POLL_FLOOR_SECONDS. An empty variable counts as not given. Field types: str, int,
float, bool, Path, tuple[str, ...] (comma separated), Literal of texts, and any of them `| None`.
"""

import dataclasses
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, get_type_hints
from urllib.parse import urlsplit

from services.runtime.errors import SettingsError
from services.runtime.values import WrongValue, kind_name, parse

PREFIX = "WIREWATCH_"
S = TypeVar("S")
Check = Callable[[Any], str | None]
"""Why a value of the right type is still wrong, as the end of a sentence ("is below 1"), or None."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingDoc:
    """What a person must know of one setting. default: as one would write it, or None where it must be given."""

    name: str
    field: str
    kind: str
    meaning: str
    example: str
    default: str | None
    secret: bool


@dataclass(frozen=True, slots=True)
class _Meaning:
    help: str
    example: str
    secret: bool
    env: str | None
    check: Check | None


def setting(
    help: str,
    example: str,
    default: Any = MISSING,
    secret: bool = False,
    env: str | None = None,
    check: Check | None = None,
) -> Any:
    """A dataclass field that `load` reads.

    help: what it means, as a noun phrase. example: a value to copy. default: absent = it must be given. secret: also
    read from the file that NAME_FILE names, and kept out of repr. env: the variable, where it is not WIREWATCH_ and
    the field's name. check: what else the value must keep.
    """
    meaning = _Meaning(help=help, example=example, secret=secret, env=env, check=check)
    return dataclasses.field(default=default, repr=not secret, metadata={"setting": meaning})


def at_least(least: float) -> Check:
    """A check that refuses numbers below `least`."""
    return lambda value: None if value >= least else f"is below {least:g}"


def _bootstrap_fault(text: str) -> str | None:
    for part in text.split(","):
        host, _, port = part.strip().rpartition(":")
        if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            return f"has {part.strip()!r}, which is not host:port"
    return None


def _database_fault(text: str) -> str | None:
    try:
        parts = urlsplit(text)
    except ValueError:
        return "is not a URL"
    if parts.scheme not in {"postgresql", "postgres"}:
        return "does not start with postgresql://"
    return None if parts.path.strip("/") else "names no database"


# The mixins have no slots: Python cannot combine several slotted bases in one class.
@dataclass(frozen=True, kw_only=True)
class ProcessSettings:
    """What every running process reads."""

    log_level: Literal["debug", "info", "warning", "error"] = setting("least level that is logged", "info", "info")
    log_format: Literal["json", "console"] = setting("log lines for machines or for people", "json", "json")
    metrics_host: str = setting("address that serves /metrics, /live and /ready", "127.0.0.1", "127.0.0.1")
    metrics_port: int = setting(
        "port that serves /metrics, /live and /ready; 0 takes a free one", "9100", 9100, check=at_least(0)
    )
    stall_seconds: float = setting(
        "a worker without progress for so long ends its process, to be restarted", "120", 120.0, check=at_least(1)
    )


@dataclass(frozen=True, kw_only=True)
class KafkaSettings:
    """Where Kafka is."""

    kafka_bootstrap_servers: str = setting(
        "Kafka brokers to ask first, comma separated",
        "127.0.0.1:9092",
        env="KAFKA_BOOTSTRAP_SERVERS",
        check=_bootstrap_fault,
    )


@dataclass(frozen=True, kw_only=True)
class DatabaseSettings:
    """Where Postgres is."""

    database_url: str = setting(
        "Postgres database, with user and password",
        "postgresql://wirewatch:secret@127.0.0.1:5432/wirewatch",
        secret=True,
        env="DATABASE_URL",
        check=_database_fault,
    )


@dataclass(frozen=True, kw_only=True)
class StreamSettings(ProcessSettings, KafkaSettings):
    """What a Faust worker reads."""

    state_dir: Path = setting("folder where a stream worker keeps its state between starts", "/var/lib/wirewatch")


def load(cls: type[S], environ: Mapping[str, str] | None = None) -> S:
    """The settings that environ gives (None: os.environ). Raises SettingsError with all faults."""
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    faults: list[str] = []
    for field, meaning, kind in _settings(cls):
        name = _name(field, meaning)
        try:
            values[field.name] = _read(name, field.default, meaning, kind, environ)
        except WrongValue as wrong:
            faults.append(f"  {name} {wrong}. Meaning: {meaning.help}. Example: {name}={meaning.example}")
    if faults:
        raise SettingsError(tuple(faults))
    return cls(**values)


def describe(cls: type) -> list[SettingDoc]:
    """Every setting of the dataclass, in its order, for tables of documentation."""
    return [
        SettingDoc(
            name=_name(field, meaning),
            field=field.name,
            kind=kind_name(kind),
            meaning=meaning.help,
            example=meaning.example,
            default=None if field.default is MISSING else _written(field.default),
            secret=meaning.secret,
        )
        for field, meaning, kind in _settings(cls)
    ]


def _settings(cls: Any) -> Iterable[tuple["dataclasses.Field[Any]", _Meaning, Any]]:
    hints = get_type_hints(cls)
    for field in dataclasses.fields(cls):
        yield field, field.metadata["setting"], hints[field.name]


def _name(field: "dataclasses.Field[Any]", meaning: _Meaning) -> str:
    return meaning.env or PREFIX + field.name.upper()


def _read(name: str, default: object, meaning: _Meaning, kind: Any, environ: Mapping[str, str]) -> Any:
    text = _given(name, meaning, environ)
    if text is not None:
        return _value(text, kind, meaning)
    if default is MISSING:
        raise WrongValue("is missing")
    return default


def _given(name: str, meaning: _Meaning, environ: Mapping[str, str]) -> str | None:
    text = environ.get(name) or None
    file = environ.get(f"{name}_FILE") if meaning.secret else None
    if text and file:
        raise WrongValue(f"and {name}_FILE are both given, and only one of them may be")
    return _from_file(name, Path(file)) if file else text


def _from_file(name: str, path: Path) -> str:
    try:
        text = path.read_text("utf-8").rstrip("\r\n")
    except OSError as error:
        raise WrongValue(f"cannot be read: {name}_FILE names {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise WrongValue(f"cannot be read: {name}_FILE names {path}, which is not UTF-8") from None
    if not text:
        raise WrongValue(f"is missing: {name}_FILE names {path}, which is empty")
    return text


def _value(text: str, kind: Any, meaning: _Meaning) -> Any:
    try:
        value = parse(text, kind)
    except WrongValue as wrong:
        raise _shown(text, str(wrong), meaning) from None
    fault = meaning.check(value) if meaning.check and value is not None else None
    if fault:
        raise _shown(text, fault, meaning)
    return value


def _shown(text: str, fault: str, meaning: _Meaning) -> WrongValue:
    """A secret's value is never shown, nor are parts of it that a check might quote."""
    return (
        WrongValue("has a wrong value (secret, not shown)")
        if meaning.secret
        else WrongValue(f"= {text[:100]!r} {fault}")
    )


def _written(default: object) -> str:
    if isinstance(default, tuple):
        return ",".join(map(str, default))
    if isinstance(default, bool):
        return "true" if default else "false"
    if isinstance(default, float):
        return f"{default:g}"
    return "" if default is None else str(default)
