"""Trying a stored key out, and asking a server for its models: what came of it stays on the row. No transaction is open
while somebody is asked, so this is done once the request's own is over (transaction.on_commit)."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from django.db.models.functions import Now

from tenants import secrets
from tenants.scope import Scope, tenant_tx
from workflows import lineup
from workflows.models import Credential, Route
from workflows.providers import routes, trial
from workflows.providers.registry import make
from workflows.providers.trial import Connected, Trial

Ask = Callable[[Connected], Coroutine[Any, Any, Trial]]


def test(credential_id: int, scope: Scope) -> None:
    """A tiny call. `scope`: of whoever asks for it."""
    with _within(scope):
        row = Credential.objects.select_related("client").get(pk=credential_id)
        asked = _models(row)
    came = _asked(row, lambda provider: trial.try_out(provider, asked))
    _keep(row, scope, came, tested_at=Now(), test_passed=came.passed, test_told=came.told)


def list_models(credential_id: int, scope: Scope) -> None:
    """What fails is told as a test that failed; a list alone is no test that passed."""
    with _within(scope):
        row = Credential.objects.select_related("client").get(pk=credential_id)
    came = _asked(row, trial.list_models)
    told = {} if came.passed else {"tested_at": Now(), "test_passed": False, "test_told": came.told}
    _keep(row, scope, came, **told)


def _asked(row: Credential, ask: Ask) -> Trial:
    try:
        secret = row.secret()
    except secrets.SealBroken as broken:
        return Trial(False, str(broken))
    provider = make(
        row.kind,
        api_key=secret,
        base_url=row.base_url,
        deadline=trial.LONGEST,
        stored=lineup.stored(row, then=""),
    )
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(ask(provider))  # type: ignore[arg-type]  # all kinds of a row are over SDKs
    finally:
        loop.close()  # asyncio.run would wait for the look-up of a name that hangs


def _keep(row: Credential, scope: Scope, came: Trial, **told: Any) -> None:
    """Unless another key or address was put in meanwhile, of which this says nothing."""
    listed = {"listed": list(came.listed)} if came.listed else {}
    with _within(scope):
        same = Credential.objects.filter(pk=row.pk, sealed=row.sealed, base_url=row.base_url)
        same.update(**told, **listed) if told or listed else None


def _models(row: Credential) -> list[str]:
    """Those that routes ask of it, the cheapest first."""
    own = row.model_ids if row.kind == Credential.Kind.COMPATIBLE else _by_default(row.kind)
    named = [
        model for route in Route.objects.all() for account, model in route.choices if account == row.account
    ]
    return list(dict.fromkeys([*own, *named]))


def _by_default(kind: str) -> list[str]:
    order = [each for name in ("cheap", *routes.NAMES) for each in routes.ORDER[name]]
    return [model for provider, model in order if provider == kind]


def _within(scope: Scope) -> Any:
    return tenant_tx(*scope.clients, agency=scope.agency)
