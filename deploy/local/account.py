"""Which account runs Postgres: our own, or, because Postgres refuses to be root, `nobody` when we are root.

Nothing of the system is changed for it: no account is added and no folder of somebody is opened to others. Where
`nobody` cannot pass (a checkout under /root, a private temporary folder), a folder of its own in /var/tmp takes the
files.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from deploy.local.errors import MissingTool


class PopenAccount(TypedDict):
    """The arguments by which subprocess runs a program as another account; None is our own."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account of the system that is not root."""

    name: str
    uid: int
    gid: int

    def reaches(self, path: Path) -> bool:
        """Return whether this account can pass to the path and enter or execute it, found by trying."""
        tried = subprocess.run(  # noqa: S603 - a fixed command; the path is its argument
            ["/bin/sh", "-c", '[ -x "$0" ]', str(path)], check=False, cwd="/", **popen_as(self)
        )
        return tried.returncode == 0

    def give(self, path: Path) -> None:
        """Make the path this account's own, readable by nobody else."""
        os.chown(path, self.uid, self.gid)
        path.chmod(0o700 if path.is_dir() else 0o600)


def popen_as(account: Account | None) -> PopenAccount:
    """Return the arguments that make subprocess.run and Popen use this account and none of our groups."""
    if account is None:
        return PopenAccount(user=None, group=None, extra_groups=None)
    return PopenAccount(user=account.uid, group=account.gid, extra_groups=[])


def postgres_account() -> Account | None:
    """Return the account to run Postgres as, or None when we may run it as ourselves.

    Raises MissingTool when we are root and the system knows no `nobody`.
    """
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError as error:
        advice = "run as another user or set DATABASE_URL."
        raise MissingTool(f"Postgres refuses to run as root, and there is no account `nobody`: {advice}") from error
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def folder_for(account: Account | None, wanted: Path) -> Path:
    """Return a folder that the account owns: `wanted`, or one in /var/tmp that `wanted` links to, where it cannot pass.

    /var/tmp outlives a reboot, as data should; the link keeps `wanted` the one place to look.
    """
    wanted.parent.mkdir(parents=True, exist_ok=True)
    if wanted.is_symlink() and not wanted.exists():
        wanted.unlink()  # somebody emptied /var/tmp: the data is gone, begin anew
    if account is None or wanted.is_symlink():
        wanted.mkdir(exist_ok=True, mode=0o700)
        return wanted.resolve()
    if account.reaches(wanted.parent):
        wanted.mkdir(exist_ok=True)
        account.give(wanted)
        return wanted
    outside = Path(tempfile.mkdtemp(prefix="wirewatch-", dir="/var/tmp"))
    account.give(outside)
    wanted.symlink_to(outside)
    return outside


def remove_folder(wanted: Path) -> None:
    """Remove what folder_for made, the link and the folder that it leads to."""
    if wanted.exists():
        shutil.rmtree(wanted.resolve())
    wanted.unlink(missing_ok=True)
