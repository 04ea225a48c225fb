"""Signals, the watchdog and the process around them: most of it in processes of their own."""

import asyncio
import json
import signal
import subprocess
import sys
import threading
from typing import Any

from services.runtime.health import Health, serve
from services.runtime.lifecycle import STALLED_EXIT_CODE, Shutdown

PROLOGUE = """
import os, signal, sys, threading, time
from services.runtime.lifecycle import Shutdown, Watchdog, process
from services.runtime.settings import ProcessSettings
settings = ProcessSettings(metrics_port=0, stall_seconds=1.0)
"""


def start(body: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PROLOGUE + body], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def logged(text: str, event: str) -> dict[str, Any]:
    (line,) = [line for line in map(json.loads, text.splitlines()) if line["event"] == event]
    found: dict[str, Any] = line
    return found


def test_the_watchdog_ends_a_stalled_process_with_exit_code_70_and_names_the_worker() -> None:
    body = """
with process(settings, "test") as running:
    running.health.progress("poller")
    running.health.progress("finished")
    running.health.done("finished")
    while True:  # the main thread is blocked for good
        time.sleep(0.01)
"""
    with start(body) as process:
        _, err = process.communicate(timeout=30)
    assert process.returncode == STALLED_EXIT_CODE == 70
    line = logged(err, "worker_stalled")
    assert (line["worker"], line["limit"], line["level"]) == ("poller", 1.0, "critical")
    assert 1.0 <= line["seconds"] < 5


def test_a_worker_with_progress_is_left_alone() -> None:
    body = """
with process(settings, "test") as running:
    for _ in range(30):
        running.health.progress("poller")
        time.sleep(0.1)
"""
    with start(body) as process:
        _, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert logged(err, "process_stopped")["process"] == "test"


def test_sigterm_asks_the_process_to_stop_and_it_ends_in_order() -> None:
    body = """
with process(settings, "test") as running:
    print("ready", flush=True)
    while not running.shutdown.wait(30):
        pass
    print("stopping", running.shutdown.requested, flush=True)
"""
    with start(body) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    assert out == "stopping True\n"
    assert process.returncode == 0
    assert logged(err, "process_stopped")


def test_a_second_interrupt_ends_a_process_that_does_not_stop() -> None:
    body = """
shutdown = Shutdown()
print("ready", flush=True)
shutdown.wait()
print("stuck", flush=True)
while True:
    time.sleep(0.01)
"""
    with start(body) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "stuck\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
    assert "KeyboardInterrupt" in err


def test_a_signal_wakes_an_event_loop_at_once() -> None:
    body = """
import asyncio
shutdown = Shutdown()
async def main():
    print("ready", flush=True)
    print(await shutdown.wait_async(30), flush=True)
asyncio.run(main())
"""
    with start(body) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=10)
    assert out == "True\n"


def test_waiting_ends_after_its_seconds_or_when_asked_to_stop() -> None:
    async def waited(shutdown: Shutdown) -> list[bool]:
        first = await shutdown.wait_async(0.01)
        threading.Timer(0.01, shutdown.request).start()
        second = await shutdown.wait_async(30)
        return [first, second, await shutdown.wait_async()]

    shutdown = Shutdown(install=False)
    assert not shutdown.wait(0.01)
    assert asyncio.run(waited(shutdown)) == [False, True, True]
    assert shutdown.requested
    assert shutdown.wait()


def test_the_signals_go_back_to_whom_they_belonged() -> None:
    before = signal.getsignal(signal.SIGTERM)
    shutdown = Shutdown()
    assert signal.getsignal(signal.SIGTERM) != before
    shutdown.restore()
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_signal_that_comes_at_any_moment_of_a_wait_is_heard() -> None:
    body = """
sys.setswitchinterval(1e-5)
for number in range(300):
    shutdown = Shutdown()
    threading.Timer(number % 50 / 50_000, os.kill, (os.getpid(), signal.SIGTERM)).start()
    while not shutdown.wait(0):
        pass
    shutdown.restore()
print("heard", flush=True)
"""
    with start(body) as process:
        try:
            out, err = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (out, err) == ("heard\n", "")


def test_everybody_who_waits_is_told() -> None:
    shutdown = Shutdown(install=False)
    told: list[bool] = []
    waiting = [threading.Thread(target=lambda: told.append(shutdown.wait(30))) for _ in range(3)]
    for thread in waiting:
        thread.start()
    shutdown.request()
    for thread in waiting:
        thread.join(10)
    assert told == [True, True, True]
    assert shutdown.wait()


def test_a_taken_metrics_port_is_an_error_that_names_the_setting() -> None:
    taken = serve(Health(), "127.0.0.1", 0)
    body = f"""
settings = ProcessSettings(metrics_port={taken.port})
process(settings, "test").__enter__()
"""
    try:
        with start(body) as process:
            _, err = process.communicate(timeout=20)
    finally:
        taken.close()
    assert f"AddressTaken: test cannot serve /metrics at 127.0.0.1:{taken.port}: " in err
    assert "WIREWATCH_METRICS_PORT" in err
