"""Prometheus and Grafana watch what exists: every target, every metric and every label in a rule or panel is real."""

import json
import re
from typing import Any
from urllib.request import urlopen

import pytest
from prometheus_client import REGISTRY

from services.runtime.health import Health, serve
from tests.project.reference import metrics_of, modules
from tests.project.tree import ROOT, read_yaml

PROMETHEUS = read_yaml(ROOT / "deploy/prometheus/prometheus.yml")
RULES: list[dict[str, Any]] = [
    rule for group in read_yaml(ROOT / "deploy/prometheus/alerts.yml")["groups"] for rule in group["rules"]
]
DASHBOARDS = sorted((ROOT / "deploy/grafana/dashboards").glob("*.json"))
DASHBOARD: dict[str, Any] = json.loads(DASHBOARDS[0].read_text("utf-8"))
PANELS: list[dict[str, Any]] = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
SERVICES = {"ingest": 9101, "annotate": 9102, "novelty": 9103, "store": 9104, "alert": 9105}
GIVEN_BY_PROMETHEUS = {"job", "instance", "le"}
WORDS_OF_PROMQL = {"and", "or", "unless", "on", "ignoring", "bool", "offset", "inf", "nan"}

DOCS = {sample: doc for module in modules("metrics") for doc in metrics_of(module) for sample in doc.samples}
"""Our metrics by the names that a query uses."""
PROCESS = {sample.name for family in REGISTRY.collect() for sample in family.samples if not sample.name.startswith("w")}
"""What prometheus_client itself says of the process, CPU and memory among it."""


def exprs() -> list[tuple[str, str]]:
    """Every query of the rules and the dashboard, with where it stands."""
    rules = [(rule["alert"], rule["expr"]) for rule in RULES]
    return rules + [(panel["title"], target["expr"]) for panel in PANELS for target in panel["targets"]]


def metric_names(expr: str) -> set[str]:
    """The metrics that a query reads: its names outside of strings, label lists and braces that are no functions."""
    bare = re.sub(r'"[^"]*"|\{[^}]*\}|\[[^]]*\]', " ", expr)
    bare = re.sub(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", " ", bare)
    return set(re.findall(r"\b[a-zA-Z_:][\w:]*\b(?!\s*\()", bare)) - WORDS_OF_PROMQL


def label_names(expr: str) -> set[str]:
    """The labels that a query selects or groups by."""
    grouped = re.findall(r"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)", expr)
    selected = [name for braces in re.findall(r"\{([^}]*)\}", expr) for name in re.findall(r"(\w+)\s*[=!]", braces)]
    return {name.strip() for names in grouped for name in names.split(",") if name.strip()} | set(selected)


def test_names_are_found_in_a_query() -> None:
    expr = 'sum by (job) (rate(a_total{kind="b"}[5m])) / on (job) c > 2 or absent(up{job="d"})'
    assert metric_names(expr) == {"a_total", "c", "up"}
    assert label_names(expr) == {"job", "kind"}


def test_every_service_is_scraped_at_its_port() -> None:
    found = {job["job_name"]: job["dns_sd_configs"][0] for job in PROMETHEUS["scrape_configs"]}
    assert {name: target["port"] for name, target in found.items()} == SERVICES
    assert all(target["names"] == [name] for name, target in found.items())
    assert PROMETHEUS["rule_files"] == ["alerts.yml"]


@pytest.mark.parametrize(("where", "expr"), exprs(), ids=lambda value: value[:40])
def test_every_metric_and_label_in_a_query_exists(where: str, expr: str) -> None:
    names = metric_names(expr)
    assert names, f"{where} reads no metric"
    assert names <= set(DOCS) | PROCESS | {"up"}, where
    known = {label for name in names if name in DOCS for label in DOCS[name].labels} | GIVEN_BY_PROMETHEUS
    assert label_names(expr) <= known, where


def test_a_service_that_is_gone_from_dns_is_missed() -> None:
    """`up` has no series for a container that does not exist, so each service is also missed by name."""
    (down,) = [rule for rule in RULES if rule["alert"] == "ServiceDown"]
    assert set(re.findall(r'absent\(up\{job="(\w+)"\}\)', down["expr"])) == set(SERVICES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_a_rule_waits_has_a_severity_and_says_what_to_do(rule: dict[str, Any]) -> None:
    assert re.fullmatch(r"\d+[smh]", rule["for"])
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert {"summary", "action"} == set(rule["annotations"])


def test_no_two_rules_have_one_name() -> None:
    assert len({rule["alert"] for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("name", ["DeadLetters", "EventLag", "AlertQueueStuck", "ChainBroken", "NotReady", "Stalled"])
def test_what_the_guarantees_need_is_watched(name: str) -> None:
    assert name in {rule["alert"] for rule in RULES}


def test_the_dashboard_reads_the_provisioned_source() -> None:
    (source,) = read_yaml(ROOT / "deploy/grafana/provisioning/datasources/prometheus.yml")["datasources"]
    for panel in PANELS:
        assert panel["datasource"] == {"type": "prometheus", "uid": source["uid"]}, panel["title"]


def test_panels_have_ids_of_their_own_units_and_room() -> None:
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + dx, at["y"] + dy) for dx in range(at["w"]) for dy in range(at["h"])}
        assert not cells & taken, f"{panel['title']} lies on another panel"
        assert at["x"] + at["w"] <= 24
        taken |= cells
    assert [panel["title"] for panel in PANELS if not panel["fieldConfig"]["defaults"].get("unit")] == []


def test_a_scrape_tells_readiness_as_it_is_at_that_moment() -> None:
    reasons: list[str] = ["the database does not answer"]
    health = Health()
    health.check("database", lambda: reasons[0] if reasons else None)
    with serve(health, "127.0.0.1", 0) as server:
        before = urlopen(f"http://127.0.0.1:{server.port}/metrics", timeout=5).read().decode()
        reasons.clear()
        after = urlopen(f"http://127.0.0.1:{server.port}/metrics", timeout=5).read().decode()
    assert "\nwirewatch_ready 0.0\n" in before
    assert "\nwirewatch_ready 1.0\n" in after
