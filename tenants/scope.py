"""Whose rows this code may see: a set of clients (and their agency), loud when it is missing.

The scope is a ContextVar. The database backend (tenants.postgres) copies it into each transaction, where row-level
security reads it; managers (tenants.tenant) filter by it too, so that the planner gets a plain WHERE.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction


class ScopeError(RuntimeError):
    """Tenant data was asked for, but nobody said whose: wrap the code in `tenant_tx(client_id)`."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


@dataclass(frozen=True)
class Scope:
    clients: tuple[int, ...]
    agency: int | None = None


_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)


def current() -> Scope | None:
    return _scope.get()


@contextmanager
def scope(clients: Iterable[int], agency: int | None = None) -> Iterator[Scope]:
    """Everything inside sees exactly these clients."""
    value = Scope(tuple(sorted({int(client) for client in clients})), agency)
    token = _scope.set(value)
    try:
        yield value
    finally:
        _scope.reset(token)


@contextmanager
def unscoped() -> Iterator[None]:
    """Blank the scope: tests use it so that none passes by leakage."""
    token = _scope.set(None)
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def tenant_tx(*clients: int, agency: int | None = None) -> Iterator[Scope]:
    """One transaction inside these clients: the door for workers, commands, streams and on_commit callbacks."""
    with transaction.atomic(), scope(clients, agency) as value:
        yield value


class _OfScope(models.Expression):
    """A condition on a column. The scope is read when SQL is compiled, not when a queryset is built, so that forms and
    filters made at import follow whoever asks."""

    conditional = True

    def __init__(self, column: Any) -> None:
        super().__init__(output_field=models.BooleanField())
        self.column = models.F(column) if isinstance(column, str) else column

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, exprs: Any) -> None:
        (self.column,) = exprs


class InAgency(_OfScope):
    """`column` is the scope's agency."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        scope_now = _scope.get()
        if scope_now is None or scope_now.agency is None:
            raise ScopeError
        lhs, params = compiler.compile(self.column)
        return f"{lhs} = %s", [*params, scope_now.agency]


class InScope(_OfScope):
    """`column` is one of the scope's clients."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        scope_now = _scope.get()
        if scope_now is None:
            raise ScopeError
        lhs, params = compiler.compile(self.column)
        if len(scope_now.clients) == 1:
            return f"{lhs} = %s", [*params, scope_now.clients[0]]
        return f"{lhs} = ANY(%s::bigint[])", [*params, list(scope_now.clients)]
