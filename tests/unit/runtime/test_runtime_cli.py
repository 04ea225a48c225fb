"""The command line: help with examples, sentences instead of tracebacks, exit codes, nothing imported in vain."""

import argparse
import subprocess
import sys
from collections.abc import Callable

import pytest

from services import __main__ as wirewatch
from services.runtime import __main__ as runtime
from services.runtime.cli import Service, Verb, argument, main
from services.runtime.errors import SettingsError, WirewatchError

Run = Callable[[argparse.Namespace], int | None]


def service(run: Run) -> Service:
    verb = Verb(
        name="count",
        help="Count something.",
        example="wirewatch test count --by 2 < lines",
        run=run,
        arguments=(argument("--by", type=int, default=1, help="step"),),
    )
    return Service(name="test", help="A service for tests.", verbs=(verb,))


def raising(error: BaseException) -> Service:
    def run(_: argparse.Namespace) -> int:
        raise error

    return service(run)


def test_a_verb_gets_its_arguments_and_gives_the_exit_code() -> None:
    assert main(service(lambda arguments: arguments.by), ["count", "--by", "3"]) == 3
    assert main(service(lambda _: None), ["count"]) == 0


def test_help_lists_the_verbs_and_each_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(service(lambda _: 0), ["--help"]) == 0
    assert "Count something." in capsys.readouterr().out
    assert main(service(lambda _: 0), ["count", "--help"]) == 0
    assert "wirewatch test count --by 2 < lines" in capsys.readouterr().out


@pytest.mark.parametrize("argv", [[], ["fly"], ["count", "--by", "much"], ["count", "--unknown"]])
def test_a_wrong_use_is_a_sentence_and_exit_code_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(service(lambda _: 0), argv) == 2
    assert "error:" in capsys.readouterr().err


def test_an_error_of_ours_is_its_sentence_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(raising(WirewatchError("the log is full")), ["count"]) == 1
    assert capsys.readouterr().err == "the log is full\n"
    assert main(raising(SettingsError(("  X is missing",))), ["count"]) == 2
    assert capsys.readouterr().err == "1 setting is missing or wrong:\n  X is missing\n"


def test_a_file_that_cannot_be_opened_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(raising(FileNotFoundError(2, "No such file or directory", "feeds.opml")), ["count"]) == 2
    assert capsys.readouterr().err == "cannot open feeds.opml: No such file or directory\n"


def test_a_bug_keeps_its_traceback_and_an_interrupt_ends_with_130() -> None:
    with pytest.raises(ZeroDivisionError):
        main(raising(ZeroDivisionError()), ["count"])
    assert main(raising(KeyboardInterrupt()), ["count"]) == 130


def test_a_reader_that_goes_away_is_no_error() -> None:
    code = (
        "import sys; from services.runtime import cli\n"
        "def run(_):\n"
        "    while True: print('line')\n"
        "verb = cli.Verb(name='run', help='h', example='e', run=run)\n"
        "sys.exit(cli.main(cli.Service(name='t', help='h', verbs=(verb,)), ['run']))\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"line\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(10) == 0


@pytest.mark.parametrize("argv", [[], ["--help"], ["-h"]])
def test_wirewatch_alone_prints_its_services(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert wirewatch.main(argv) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in ("ingest", "enrich", "store", "alert", "runtime"))


def test_an_unknown_service_is_a_sentence_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert wirewatch.main(["stor", "run"]) == 2
    assert capsys.readouterr().err.startswith("there is no service 'stor'; the services are ingest, ")


def test_help_of_one_service_imports_neither_faust_nor_kafka_nor_sqlalchemy() -> None:
    code = (
        "import sys; from services.__main__ import main; main(['runtime', '--help'])\n"
        "print([name for name in ('faust', 'kafka', 'sqlalchemy', 'aiohttp') if name in sys.modules])\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.splitlines()[-1] == "[]"


def test_the_settings_table_tells_required_defaults_and_secret_files() -> None:
    from services.runtime.settings import DatabaseSettings, ProcessSettings, describe  # noqa: PLC0415 - named beside its use

    shown = runtime.table(describe(DatabaseSettings) + describe(ProcessSettings))
    assert "| `DATABASE_URL` or `DATABASE_URL_FILE` | Postgres database" in shown
    assert "| required |" in shown
    assert "| `120` |" in shown
