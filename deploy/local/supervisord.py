"""The configuration of supervisor for one run, as text: a pure function of its programs."""

import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.local.errors import Refused
from deploy.local.programs import Program

# Restarting never gives up: supervisor adds a second to its wait for each start that lasted less than startsecs, so
# that a service with a wrong setting does not keep a core busy.
SERVER = """\
[supervisord]
logfile={run_dir}/logs/supervisord.log
logfile_maxbytes=5MB
logfile_backups=2
pidfile={run_dir}/supervisord.pid
childlogdir={run_dir}/logs
{user}
[unix_http_server]
file={socket}
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://{socket}
"""

PROGRAM = """
[program:{name}]
command={command}
directory={directory}
environment={environment}
{user}autostart=false
autorestart=true
startsecs=3
startretries=1000000
priority={priority}
stopsignal={stop_signal}
stopwaitsecs={stop_seconds}
stopasgroup={as_group}
killasgroup=true
redirect_stderr=true
stdout_logfile={run_dir}/logs/{name}.log
stdout_logfile_maxbytes=20MB
stdout_logfile_backups=3
"""


def render(run_dir: Path, socket: Path, programs: Sequence[Program], *, as_root: bool) -> str:
    """Return supervisord.conf; programs are started by command, and stopped from the last to the first.

    Raises Refused for a name, path or value that supervisor's format cannot hold.
    """
    user = "user=root\n" if as_root else ""  # said aloud, or supervisor warns about it at each start
    server = SERVER.format(run_dir=escaped(str(run_dir)), socket=escaped(str(socket)), user=user)
    return server + "".join(_section(run_dir, place, program) for place, program in enumerate(programs, start=1))


def _section(run_dir: Path, place: int, program: Program) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", program.name):
        raise Refused(f"A program's name is made of a-z, 0-9, - and _, which {program.name!r} is not.")
    return PROGRAM.format(
        name=program.name,
        command=escaped(shlex.join(program.command)),
        directory=escaped(str(program.directory)),
        environment=_environment(program.environment),
        user=f"user={program.account}\n" if program.account else "",
        priority=place,
        stop_signal=program.stop_signal,
        stop_seconds=program.stop_seconds,
        # Postgres's checkpointer takes the postmaster's SIGINT for an order of its own.
        as_group="false" if program.stop_signal == "INT" else "true",
        run_dir=escaped(str(run_dir)),
    )


def _environment(names: Mapping[str, str]) -> str:
    for name, value in names.items():
        if '"' in value or value != value.strip("'"):
            raise Refused(f"supervisor cannot hold this value of {name}, because of its quotes: {value}")
    return ",".join(f'{name}="{escaped(value)}"' for name, value in names.items())


def escaped(value: str) -> str:
    """Return a value as supervisor's INI format takes it: % doubled. Raises Refused where a comment would begin."""
    if re.search(r"[\n\r]|\s[;#]", value):
        raise Refused(f"supervisor cannot hold a line break, or a blank followed by ; or #, as in: {value!r}")
    return value.replace("%", "%%")
