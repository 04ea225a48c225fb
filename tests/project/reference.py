"""The reference pages of settings and metrics, made from the code that declares them.

    python -m tests.project.reference   # writes docs/settings.md and docs/metrics.md

A test fails while a page differs from what this makes, so that no setting and no metric is undocumented.
"""

import dataclasses
import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType

from prometheus_client.metrics import MetricWrapperBase

import services
from services.runtime.__main__ import table
from services.runtime.settings import DatabaseSettings, KafkaSettings, ProcessSettings, SettingDoc, describe
from tests.project.tree import ROOT

PARTS = ("ingest", "enrich", "store", "alert")
COMMON = (ProcessSettings, KafkaSettings, DatabaseSettings)

SETTINGS_HEAD = """\
# Settings

Every process reads its settings from the environment once, when it starts. All that is missing or wrong is told at
once, by name, and the process ends. An empty variable counts as not given. A secret can also be given as a file: put
`_FILE` behind its name and write the path. This page is made from the code by `python -m tests.project.reference`.
"""
METRICS_HEAD = """\
# Metrics

Every process serves its metrics in Prometheus' text format at `/metrics` of WIREWATCH_METRICS_HOST and
WIREWATCH_METRICS_PORT, beside `/live` and `/ready`. The rules that watch them are in
[alerts.yml](../deploy/prometheus/alerts.yml). This page is made from the code by `python -m tests.project.reference`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricDoc:
    """One metric as Prometheus shows it. samples: the names that a query may use; labels: ours, not job or instance."""

    name: str
    kind: str
    labels: tuple[str, ...]
    meaning: str
    samples: tuple[str, ...]


def modules(last_name: str) -> Iterator[ModuleType]:
    """Every module below `services` with this last name, imported, in the order of their names."""
    for found in pkgutil.walk_packages(services.__path__, "services."):
        if found.name.rpartition(".")[2] == last_name:
            yield importlib.import_module(found.name)


def metrics_of(module: ModuleType) -> list[MetricDoc]:
    """The metrics that a module declares, in its order."""
    declared = [value for value in vars(module).values() if isinstance(value, MetricWrapperBase)]
    return [_metric_doc(metric) for metric in declared]


def _metric_doc(metric: MetricWrapperBase) -> MetricDoc:
    family = next(iter(metric.describe()))
    suffixes = {
        "counter": ("_total",),
        "histogram": ("_bucket", "_count", "_sum"),
        "summary": ("_count", "_sum"),
        "info": ("_info",),
    }.get(family.type, ("",))
    samples = tuple(family.name + suffix for suffix in suffixes)
    return MetricDoc(
        name=samples[0] if len(samples) == 1 else family.name,
        kind=family.type,
        labels=tuple(metric._labelnames),
        meaning=family.documentation,
        samples=samples,
    )


def settings_of(module: ModuleType) -> list[type]:
    """The settings dataclasses that a module itself declares, in its order."""
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type) and dataclasses.is_dataclass(value) and _is_settings(value, module)
    ]


def _is_settings(kind: type, module: ModuleType) -> bool:
    fields = dataclasses.fields(kind)
    return kind.__module__ == module.__name__ and bool(fields) and all("setting" in field.metadata for field in fields)


def settings_by_service() -> dict[str, list[SettingDoc]]:
    """For each service, all settings of all its processes, each name once."""
    found: dict[str, dict[str, SettingDoc]] = {part: {} for part in PARTS}
    for module in modules("settings"):
        part = module.__name__.split(".")[1]
        for kind in settings_of(module) if part in PARTS else ():
            found[part].update({doc.name: doc for doc in describe(kind)})
    return {part: list(docs.values()) for part, docs in found.items()}


def settings_page() -> str:
    """docs/settings.md: what all share, then what each service adds or presets differently."""
    common = [doc for kind in COMMON for doc in describe(kind)]
    sections = [SETTINGS_HEAD, "## Common to the services\n", table(common)]
    for part, docs in settings_by_service().items():
        own = [doc for doc in docs if doc not in common]
        shared = [doc.name for doc in docs if doc in common]
        sections += [f"## {part}\n", f"Also reads {_names(shared)}.\n" if shared else "", table(own)]
    return "\n".join(sections)


def metrics_page() -> str:
    """docs/metrics.md: a table for each module that declares metrics."""
    sections = [METRICS_HEAD]
    for module in modules("metrics"):
        part = ".".join(module.__name__.split(".")[1:-1])
        title = "every process" if part == "runtime" else part
        sections += [f"## {title}\n", _metrics_table(metrics_of(module))]
    return "\n".join(sections)


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _metrics_table(docs: Iterable[MetricDoc]) -> str:
    rows = ["| metric | kind | labels | what it says, and what to do |", "|---|---|---|---|"]
    rows += [f"| `{doc.name}` | {doc.kind} | {_names(doc.labels)} | {doc.meaning} |" for doc in docs]
    return "\n".join(rows) + "\n"


PAGES = {"docs/settings.md": settings_page, "docs/metrics.md": metrics_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (ROOT / name).write_text(page(), "utf-8")
        print(f"wrote {name}")
