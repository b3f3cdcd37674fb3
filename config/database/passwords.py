"""The three roles' passwords: made once, kept beside the data directory, readable by their owner only."""

import json
import os
import secrets
from pathlib import Path

from config.database.bootstrap import APP, OWNER
from config.database.errors import DatabaseError

ROLES = ("postgres", OWNER, APP)


def passwords_of(data_dir: Path) -> dict[str, str]:
    """Role → password; made if there is no database yet. The caller holds the gate."""
    path = data_dir.with_name(f"{data_dir.name}.passwords")
    if not path.exists():
        if data_dir.exists():
            raise DatabaseError(
                f'The passwords of the database in "{data_dir}" are gone: '
                f'put "{path}" back from your backup, or delete the database to start with an empty one.'
            )
        _write(path, {role: secrets.token_urlsafe(24) for role in ROLES})
    passwords: dict[str, str] = json.loads(path.read_text())
    return passwords


def _write(path: Path, passwords: dict[str, str]) -> None:
    """Whole or not at all."""
    draft = path.with_suffix(".draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(passwords, file)
    draft.replace(path)
