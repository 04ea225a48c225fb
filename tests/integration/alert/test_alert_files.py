"""The subscription file on disk, and the commands that read it."""

import asyncio
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from standardwebhooks import Webhook as Library

from services.alert import verbs
from services.alert.errors import UnknownSubscription, WrongSubscriptions
from services.alert.files import SubscriptionFile
from services.alert.webhook import Webhook
from services.runtime.addresses import AddressPolicy
from services.runtime.clock import SystemClock
from tests.integration.alert.endpoints import Receiver, Reply
from tests.integration.alert.running import ROOT
from tests.unit.alert.making import SECRET

PUBLIC, LOCAL = AddressPolicy(), AddressPolicy(("127.0.0.0/8",))
ONE = "subscriptions:\n  - name: one\n    endpoint: https://hooks.example/in\n    secret_file: secret\n"
TWO = ONE + "  - name: two\n    endpoint: https://hooks.example/two\n    secret_env: HOOK\n"


def written(folder: Path, text: str = ONE) -> Path:
    (folder / "secret").write_text(SECRET + "\n")
    path = folder / "s.yaml"
    path.write_text(text)
    return path


def opened(path: Path, **environ: str) -> SubscriptionFile:
    return SubscriptionFile(path, PUBLIC, environ)


def names(file: SubscriptionFile) -> list[str]:
    return [each.name for each in file.current.subscriptions]


def test_secrets_come_from_files_beside_it_and_from_the_environment(tmp_path: Path) -> None:
    file = opened(written(tmp_path, TWO), HOOK=SECRET)
    assert file.current.secrets["one"] == file.current.secrets["two"]
    assert SECRET.removeprefix("whsec_") not in repr(file.current)


@pytest.mark.parametrize(
    ("text", "environ", "fault"),
    [
        (ONE.replace(": secret", ": none"), {}, "4:18: secret_file: the secret of none cannot be read"),
        (TWO, {}, "7:17: secret_env: the secret of HOOK is missing"),
        (TWO, {"HOOK": "hunter2"}, "7:17: secret_env: the secret of HOOK does not start with whsec_"),
        (ONE.replace("https", "http"), {}, "3:15: endpoint: the scheme 'http' is not allowed"),
        (ONE.replace("hooks.example", "169.254.169.254"), {}, "3:15: endpoint: the address 169.254.169.254 is refused"),
        (ONE.replace("hooks.example", "u:p@hooks.example"), {}, "3:15: endpoint: the URL carries a user name"),
    ],
)
def test_what_cannot_be_served_is_a_fault_with_its_place(
    tmp_path: Path, text: str, environ: dict[str, str], fault: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(WrongSubscriptions) as caught:
        opened(path, **environ)
    (told,) = caught.value.faults
    assert told.startswith(f"{path}:{fault}")
    assert "hunter2" not in told


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongSubscriptions, match="No such file"):
        opened(tmp_path / "s.yaml")


def test_a_change_is_served_when_two_readings_agree(tmp_path: Path) -> None:
    path = written(tmp_path)
    file = opened(path, HOOK=SECRET)
    path.write_text(TWO)
    assert not file.refresh()
    assert names(file) == ["one"]
    assert file.refresh()
    assert names(file) == ["one", "two"]
    assert not file.refresh()


def test_half_a_file_that_is_being_written_is_not_served(tmp_path: Path) -> None:
    path = written(tmp_path, TWO)
    file = opened(path, HOOK=SECRET)
    path.write_text(ONE)
    file.refresh()
    path.write_text(TWO)
    assert [file.refresh(), file.refresh()] == [False, False]
    assert names(file) == ["one", "two"]


def test_a_rotated_secret_is_taken_up(tmp_path: Path) -> None:
    path = written(tmp_path)
    file = opened(path)
    before = file.current.secrets["one"]
    (tmp_path / "secret").write_text("whsec_" + "QUJD" * 10)
    assert [file.refresh(), file.refresh()] == [False, True]
    assert file.current.secrets["one"] != before


@pytest.mark.parametrize("broken", ["subscriptions: [", "", ONE.replace("name", "nmae"), "\xff"])
def test_a_broken_file_leaves_the_last_good_one_and_is_told_once(tmp_path: Path, broken: str) -> None:
    path = written(tmp_path)
    file = opened(path)
    path.write_bytes(broken.encode("latin-1"))
    assert [file.refresh(), file.refresh()] == [True, False]
    assert names(file) == ["one"]
    assert file.trouble is not None
    path.write_text(ONE)
    file.refresh()
    assert file.refresh() or file.trouble is None
    assert names(file) == ["one"]


def test_check_prints_each_subscription_and_each_fault(tmp_path: Path) -> None:
    path = written(tmp_path, ONE + "  - name: two\n    endpoint: nowhere\n    secret_file: secret\n    fliter: {}\n")
    out = io.StringIO()
    assert verbs.check(path, PUBLIC, out) == 1
    assert out.getvalue().splitlines()[:3] == [
        "ok     one",
        "wrong  two",
        f"{path}:6:15: endpoint: is no https:// address",
    ]
    assert "did you mean filter?" in out.getvalue()
    path.write_text(ONE)
    assert verbs.check(path, PUBLIC, io.StringIO()) == 0


def wirewatch(*arguments: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "services", "alert", *arguments],
        cwd=ROOT,
        env={**{name: value for name, value in os.environ.items() if not name.startswith("WIREWATCH_")}, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_check_ends_with_1_for_a_fault(tmp_path: Path) -> None:
    checked = wirewatch("check", str(written(tmp_path, ONE + "    fliter: {}\n")))
    assert (checked.returncode, checked.stderr) == (1, "")
    assert "s.yaml:5:5: fliter: is no key here; did you mean filter?" in checked.stdout


def test_a_broken_file_stops_the_start_with_its_faults_and_no_traceback(tmp_path: Path) -> None:
    path = written(tmp_path, ONE + "    fliter: {}\n")
    started = wirewatch(
        "run",
        WIREWATCH_SUBSCRIPTIONS=str(path),
        DATABASE_URL="postgresql://nobody@127.0.0.1:1/none",
        KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1",
    )
    assert started.returncode == 1
    assert started.stderr.startswith(f"{path}:5:5: fliter: is no key here")
    assert "Traceback" not in started.stderr


def test_the_command_test_sends_a_signed_sample_and_prints_the_answer(tmp_path: Path) -> None:
    receiver = Receiver()
    receiver.replies["/in"] = Reply(status=200, body=b"thank you")
    path = written(tmp_path, ONE.replace("https://hooks.example", receiver.url("")))
    sent = wirewatch("test", "one", WIREWATCH_SUBSCRIPTIONS=str(path), WIREWATCH_ALLOWED_NETWORKS="127.0.0.0/8")
    receiver.close()
    assert (sent.returncode, sent.stderr) == (0, "")
    assert sent.stdout.startswith("200 after ")
    assert sent.stdout.endswith("thank you\n")
    (request,) = receiver.requests
    assert Library(SECRET).verify(request.body, request.headers)["data"]["sample"] is True


def test_an_answer_that_is_not_2xx_and_none_at_all_end_with_1(tmp_path: Path) -> None:
    receiver = Receiver()
    receiver.replies["/in"] = Reply(status=404)
    path = written(tmp_path, ONE.replace("https://hooks.example", receiver.url("")))
    file = SubscriptionFile(path, LOCAL, {})
    out = io.StringIO()
    now = SystemClock().now()
    assert asyncio.run(verbs.test("one", file.current, Webhook(LOCAL, 2), now, out)) == 1
    receiver.close()
    assert asyncio.run(verbs.test("one", file.current, Webhook(LOCAL, 2), now, out)) == 1
    assert out.getvalue().startswith("404 after ")
    assert "\nconnect after " in out.getvalue()


def test_an_unknown_subscription_is_told_with_those_that_there_are(tmp_path: Path) -> None:
    file = opened(written(tmp_path))
    with pytest.raises(UnknownSubscription, match="no subscription 'two'; it has one"):
        asyncio.run(verbs.test("two", file.current, Webhook(LOCAL, 2), SystemClock().now(), io.StringIO()))
