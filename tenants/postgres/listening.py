"""Waiting for a NOTIFY, on a connection of its own: LISTEN needs one that stays, which a pooler in transaction mode
doesn't give. DATABASE_LISTEN_URL then leads past it; set to nothing, nobody listens and all waiting is polling."""

import time
from typing import Any

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections


class Listener:
    """Hears what is sent from now on. Errors of the connection are the caller's: close it then, and make another."""

    def __init__(self, channel: str) -> None:
        self._connection = _connected()
        if self._connection:
            self._connection.execute(f'LISTEN "{channel}"')

    def wait(self, seconds: float) -> bool:
        """Until somebody notifies, or the time is up; returns whether somebody did."""
        if self._connection is None:
            time.sleep(seconds)
            return False
        return bool(list(self._connection.notifies(timeout=seconds, stop_after=1)))

    def close(self) -> None:
        if self._connection:
            self._connection.close()


def _connected() -> psycopg.Connection | None:
    url = settings.DATABASE_LISTEN_URL
    if url == "":
        return None
    if url is None:
        return psycopg.connect(**usual(), autocommit=True)
    return psycopg.connect(url, autocommit=True, connect_timeout=5)


def usual() -> dict[str, Any]:
    """As Django connects, without what Django hangs on its connections."""
    parameters = connections[DEFAULT_DB_ALIAS].get_connection_params()
    return {name: value for name, value in parameters.items() if name not in ("cursor_factory", "context")}
