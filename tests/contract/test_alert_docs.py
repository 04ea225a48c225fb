"""The documents of alert say what the code does: examples are reproduced, and no word that is needed is missing."""

import dataclasses
import io
import json
import re
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from standardwebhooks import Webhook

from schemas.alerts import AlertFailureReason
from schemas.claims import ClaimType, Status
from schemas.developments import Basis, Novelty, NoveltyKind
from services.alert import verbs
from services.alert.delivery.retries import SCHEDULE
from services.alert.developments import sample
from services.alert.developments.message import Actor, AlertMessage, body
from services.alert.subscriptions.filter_grammar import FILTER_KEYS
from services.alert.subscriptions.grammar import KEYS, parse
from services.runtime.addresses import AddressPolicy
from tests.contract import alert_webhook
from tests.contract.alert_webhook import AT, DOCS, example, example_headers, pretty
from tests.unit.alert.making import SECRET

WEBHOOKS = (DOCS / "webhooks.md").read_text("utf-8")
SUBSCRIPTIONS = (DOCS / "subscriptions.md").read_text("utf-8")
FAULTY = """\
subscriptions:
  - name: joint-strikes
    endpoint: https://hooks.example/wirewatch
    secret_file: joint-strikes.secret
    fliter:
      kinds: [first]
  - name: turns
    endpoint: https://hooks.example/wirewatch
    secret_file: joint-strikes.secret
    filter:
      kinds: [shfit]
"""


def block(text: str, language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_body_is_what_is_sent() -> None:
    assert block(WEBHOOKS, "json").rstrip("\n") == pretty(example())


def test_the_example_has_the_signature_that_the_library_makes() -> None:
    signed = example_headers()
    assert f"`webhook-timestamp` {signed['webhook-timestamp']} " in WEBHOOKS
    assert SECRET in WEBHOOKS
    assert signed["webhook-signature"] == Webhook(SECRET).sign(signed["webhook-id"], AT, example().decode())


def test_the_schema_is_the_one_of_the_code() -> None:
    assert alert_webhook.SCHEMA.read_text("utf-8") == alert_webhook.schema(), (
        "run: python -m tests.contract.alert_webhook"
    )


@pytest.mark.parametrize("raw", [example(), body("id", "s", sample.development(), 0, AT, sample=True)])
def test_bodies_fit_the_schema(raw: bytes) -> None:
    checker: Any = jsonschema.Draft202012Validator(json.loads(alert_webhook.schema()))
    checker.validate(json.loads(raw))
    broken = json.loads(raw)
    del broken["data"]["summary"]
    assert not checker.is_valid(broken)


@pytest.mark.parametrize("kind", [AlertMessage, Actor, Novelty])
def test_every_field_is_explained(kind: type) -> None:
    assert [field.name for field in dataclasses.fields(kind) if f"`{field.name}`" not in WEBHOOKS] == []


def test_every_reason_is_explained() -> None:
    assert [reason for reason in get_args(AlertFailureReason) if f"| `{reason}` |" not in WEBHOOKS] == []


def test_the_schedule_is_the_one_of_the_code() -> None:
    assert "5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h" in WEBHOOKS
    assert [5, 5 * 60, 30 * 60, *(hours * 3600 for hours in (2, 5, 10, 14, 20, 24))] == list(SCHEDULE[1:])


def test_every_key_and_word_of_a_subscription_is_explained() -> None:
    words = {*KEYS, *(key for key in FILTER_KEYS if key not in {"actors", "places"})}
    for closed in (ClaimType, NoveltyKind, Basis, Status):
        words |= set(get_args(closed))
    words |= {"actors.any", "actors.all", "places.country", "places.admin1", "places.box", "places.around"}
    assert sorted(word for word in words if f"`{word}`" not in SUBSCRIPTIONS) == []


def test_the_example_file_is_right_and_says_everything_that_can_be_said() -> None:
    text = block(SUBSCRIPTIONS, "yaml")
    reading = parse(text)
    assert reading.all_faults == ()
    assert [each.name for each in reading.subscriptions] == ["joint-strikes", "everything"]
    assert [key for key in (*KEYS, *FILTER_KEYS) if f"{key}:" not in text] == []


def test_check_prints_what_the_docs_show(tmp_path: Path) -> None:
    (tmp_path / "joint-strikes.secret").write_text(SECRET)
    path = tmp_path / "subscriptions.yaml"
    path.write_text(FAULTY)
    out = io.StringIO()
    assert verbs.check(path, AddressPolicy(), out) == 1
    shown = "".join(f"    {line}\n" for line in out.getvalue().replace(f"{tmp_path}/", "").splitlines())
    assert shown in SUBSCRIPTIONS
