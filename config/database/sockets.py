"""Where the server's socket lives: in its data directory, or somewhere short if that path is too long."""

import hashlib
import os
from pathlib import Path

from config.database.account import Account
from config.database.errors import DatabaseError

LONGEST = 103  # bytes of a socket's path: 107 on Linux, 103 on macOS
NAME = ".s.PGSQL.5432"


def socket_dir_for(data_dir: Path, account: Account | None) -> Path:
    """A directory that only the server's account can enter."""
    if len(os.fsencode(data_dir / NAME)) <= LONGEST:
        return data_dir
    return _short_dir(data_dir, account)


def _short_dir(data_dir: Path, account: Account | None) -> Path:
    """The same directory for the same data; one that somebody else put in its place is refused."""
    name = f"baton-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]}"
    folder = _short_base(account) / name
    folder.mkdir(mode=0o700, exist_ok=True)
    if account and folder.lstat().st_uid == 0:
        os.chown(folder, *account, follow_symlinks=False)
    found = folder.lstat()
    if (
        folder.is_symlink()
        or found.st_uid != (account.uid if account else os.geteuid())
        or found.st_mode & 0o077
    ):
        raise DatabaseError(f"\"{folder}\" is not ours, so Postgres' socket can't be put there: remove it.")
    return folder


def _short_base(account: Account | None) -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and account is None and Path(runtime).is_dir() and len(runtime) < 40:
        return Path(runtime)
    return Path("/tmp")  # noqa: S108 (the directory in it is checked)
