"""This checkout's own SECRET_KEY, for whoever has set none: made once, and readable by its owner only."""

import fcntl
import os
import secrets
from pathlib import Path


def secret_key_of(folder: Path) -> str:
    """The key kept in the folder; two commands that start at the same moment get the same one."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(folder / "secret-key", os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        key = file.read()
        if not key:
            key = secrets.token_urlsafe(50)
            file.write(key)
            file.flush()  # before the lock goes
        return key
