"""Copies the scope into Postgres, transaction-locally: Postgres itself drops it at COMMIT and ROLLBACK.

`_sent` is what this transaction was told last; every end of a (sub)transaction forgets it, because the database did.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from tenants.scope import Scope, current

BYPASSES = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
SET_SCOPE = "SELECT set_config('app.client_ids', %s, true), set_config('app.agency_id', %s, true)"


class DatabaseWrapper(base.DatabaseWrapper):
    _sent: tuple[str, str] | None = None

    def init_connection_state(self) -> None:
        super().init_connection_state()
        self._sent = None
        if self._carry_scope not in self.execute_wrappers:
            self.execute_wrappers.insert(0, self._carry_scope)
        self._refuse_bypassing_role()

    def _refuse_bypassing_role(self) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(BYPASSES)
            (bypasses,) = cursor.fetchone()
        if bypasses and not settings.ALLOW_BYPASSING_ROLE:
            raise ImproperlyConfigured(
                f"The database role of '{self.alias}' bypasses row-level security, so clients would not be kept apart. "
                "Use a role that is NOSUPERUSER NOBYPASSRLS in DATABASE_URL."
            )

    def _close(self) -> None:
        self._sent = None
        return super()._close()  # type: ignore[misc]

    def _commit(self) -> None:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            self._sent = None

    def _rollback(self) -> None:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._sent = None

    def _savepoint_rollback(self, sid: str) -> None:
        try:
            return super()._savepoint_rollback(sid)  # type: ignore[misc]
        finally:
            self._sent = None  # after super(): it runs SQL itself

    def _carry_scope(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if self.in_atomic_block and self.connection.info.transaction_status != TransactionStatus.INERROR:
            wanted = _settings_of(current())
            if self._sent != wanted:
                with self.wrap_database_errors, self.connection.cursor() as cursor:
                    cursor.execute(SET_SCOPE, wanted)
                self._sent = wanted
        return execute(sql, params, many, context)


def _settings_of(scope: Scope | None) -> tuple[str, str]:
    if scope is None:
        return "", ""
    return f"{{{','.join(map(str, scope.clients))}}}", str(scope.agency or 0)
