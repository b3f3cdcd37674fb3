"""A secret in a row of an agency: sealed for that row alone, recognised by its last characters, never shown again."""

from typing import Any

from tenants import secrets

SHOWN = 4  # last characters of a key, by which a person recognises it


class Sealed:
    """What such a model does. It has the columns below, may be of one client, and says by `_row` which row it is."""

    pk: Any
    client: Any
    client_id: Any
    sealed: Any  # "": it wants no secret
    hint: Any
    tested_at: Any
    test_passed: Any
    test_told: Any

    @property
    def _row(self) -> str:
        raise NotImplementedError

    @property
    def whose(self) -> str:
        return str(self.client) if self.client_id else "All clients"

    @property
    def broken(self) -> str:
        """Why the key can't be opened, and what to do, in sentences; "" if it can."""
        try:
            self.secret()
        except secrets.SealBroken as why:
            return str(why)
        return ""

    def put(self, secret: str) -> None:
        """Seals it, unsaved. The row must have its id already, for the seal is bound to it."""
        if self.pk is None:
            raise ValueError("Save the row first: the seal is bound to its id.")
        self.sealed = secrets.seal(secret, self._row) if secret else ""
        self.hint = secret[-SHOWN:] if len(secret) >= 4 * SHOWN else ""
        self.untested()

    def untested(self) -> None:
        """What the last test said holds no more. Unsaved."""
        self.tested_at, self.test_passed, self.test_told = None, None, ""

    def reseal(self) -> str:
        """The same secret, sealed with the first key. Raises secrets.SealBroken."""
        return secrets.seal(self.secret(), self._row)

    def secret(self) -> str:
        """Raises secrets.SealBroken."""
        return secrets.unseal(self.sealed, self._row) if self.sealed else ""
