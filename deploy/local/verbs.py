"""The verbs of `python -m deploy.local`, each a few lines over a Stack."""

import os
import shlex
import sys
from urllib.parse import unquote, urlsplit

from deploy.local.addresses import metrics_name
from deploy.local.errors import LocalError, NotReady, Refused
from deploy.local.jars import kafka_jars
from deploy.local.java import find_java
from deploy.local.postgres import programs_folder
from deploy.local.stack import Stack
from deploy.local.tell import to_stderr

SHOWN_LINES = "20"
UP_SECONDS = 30.0


def install(stack: Stack) -> None:
    """Look for Java and fetch Kafka's jars; neither is needed for a broker of your own."""
    if not stack.brings_kafka():
        return
    find_java()
    kafka_jars(tell=to_stderr)


def up(stack: Stack) -> None:
    """Start everything and wait until the services are ready; one that is not is told of and left running."""
    stack.up()
    try:
        stack.await_ready(UP_SECONDS)
    except NotReady as error:
        advice = "It goes on trying: `make logs` follows it, `make down` stops all; a changed .env counts after that."
        raise LocalError(f"{error}\n{advice}") from error
    status(stack)


def down(stack: Stack) -> None:
    """Stop everything."""
    stack.down()
    to_stderr("nothing of this run is running")


def clean(stack: Stack) -> None:
    """Stop everything and remove its data."""
    stack.clean()
    to_stderr(f"removed {stack.run_dir}")


def status(stack: Stack) -> None:
    """Print one line per part and service, then the addresses."""
    known = stack.environment()
    for state in stack.states():
        address = stack.metrics_url(state.name) if metrics_name(state.name) in known else ""
        print(f"{state.name:10} {state.state:9} pid {state.pid or '-':<8} {state.seconds:>6} s  {address}".rstrip())
    print(f"Kafka {stack.bootstrap}; Postgres {without_password(stack.database_url)[0]} (make psql)")


def psql(stack: Stack) -> None:
    """Become the wheel's psql, on the database of this run; its password does not show in the list of processes."""
    url, password = without_password(stack.database_url)
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    program = str(programs_folder() / "psql")
    _become([program, url], environment)


def logs(stack: Stack) -> None:
    """Become `tail`, following every log."""
    files = sorted(str(file) for file in stack.logs.glob("*.log"))
    if not files:
        raise Refused(f"There are no logs in {stack.logs} yet: start with `make up`.")
    _become(["tail", "-n", SHOWN_LINES, "-F", *files], dict(os.environ))


def env(stack: Stack) -> None:
    """Print the addresses as export lines for a shell."""
    for name, value in stack.environment().items():
        print(f"export {name}={shlex.quote(value)}")


def without_password(url: str) -> tuple[str, str | None]:
    """Return a database URL without its password, and the password."""
    parts = urlsplit(url)
    if parts.password is None:
        return url, None
    user, host = parts.netloc.rsplit("@", 1)
    return parts._replace(netloc=f"{user.split(':', 1)[0]}@{host}").geturl(), unquote(parts.password)


def _become(command: list[str], environment: dict[str, str]) -> None:
    sys.stdout.flush()
    os.execvpe(command[0], command, environment)  # noqa: S606 - our own list, no shell is involved
