"""Postgres refuses to run as root, so root runs it as an account that owns nothing else."""

import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from config.database.errors import DatabaseError

NAME = "pgserver"
ENTER, READ_AND_ENTER = 0o001, 0o005


class Account(NamedTuple):
    uid: int
    gid: int


def account_for(data_dir: Path, programs: Path) -> Account | None:
    """The account that Postgres runs as; None is our own. Root's gets a way to the data and the programs."""
    if os.geteuid() != 0:
        return None
    entry = _found_or_made()
    opened = [str(folder) for path in (data_dir, programs) for folder in _let_through(path)]
    _let_run(programs)
    if opened:
        print(  # noqa: T201
            f'Running as root: Postgres runs as the account "{NAME}", and everybody may now pass through '
            f"{', '.join(opened)} (not list it).",
            file=sys.stderr,
        )
    return Account(entry.pw_uid, entry.pw_gid)


def _found_or_made() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        pass
    try:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(NAME)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        raise DatabaseError(
            f'Postgres can\'t run as root and no account "{NAME}" could be made ({error}): '
            "run this command as an ordinary user."
        ) from error


def _let_through(path: Path) -> Iterator[Path]:
    """Let others pass (and only pass) through the folders above, where they may not; yields those changed."""
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & ENTER:
            folder.chmod(mode | ENTER)
            yield folder


def _let_run(programs: Path) -> None:
    """An environment made under a strict umask hides the programs from everybody else."""
    if (programs / "postgres").stat().st_mode & READ_AND_ENTER == READ_AND_ENTER:
        return
    for path in (programs.parent, *programs.parent.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | (READ_AND_ENTER if mode & 0o100 else 0o004))
