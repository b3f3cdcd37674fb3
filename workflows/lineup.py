"""A client's line-up: whose keys are used for it, which models its routes name, and what is known of them. The client's
own rows go before its agency's, and those before the environment's and the built-in ones."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db.models import Q

from tenants import secrets
from tenants.models import Client
from tenants.scope import tenant_tx
from workflows.models import AgencyModel, AgencyPrice, Credential, Route
from workflows.providers import guard, known
from workflows.providers.abilities import Abilities
from workflows.providers.base import Account, Choice, Limit, Provider
from workflows.providers.catalogue import Catalogue, Model, Price
from workflows.providers.environment import Found, accounts_in
from workflows.providers.faults import THEN
from workflows.providers.registry import KINDS, Registry, assembled, make
from workflows.providers.stored import Stored


@dataclass
class Pool:
    """The providers that were made here, each kept with its connections for as long as its key and address stay."""

    _kept: dict[tuple[str, str, str, Stored | None], Provider] = field(default_factory=dict, repr=False)

    def provider(
        self, kind: str, api_key: str = "", base_url: str = "", stored: Stored | None = None
    ) -> Provider:
        """As registry.make; the same one for the same account."""
        key = (kind, secrets.fingerprint(api_key), base_url, stored)
        if key not in self._kept:
            self._kept[key] = make(kind, api_key=api_key, base_url=base_url, stored=stored)
        return self._kept[key]

    async def aclose(self) -> None:
        for provider in self._kept.values():
            await provider.aclose()
        self._kept.clear()


def of_client(client_id: int, pool: Pool | None = None) -> Registry:
    """For a worker: opens its own scope, of this client alone."""
    with tenant_tx(client_id):
        agency_id = Client.objects.values_list("agency_id", flat=True).get(pk=client_id)
    with tenant_tx(client_id, agency=agency_id):
        return of_agency(client_id, pool)


def of_agency(client_id: int | None = None, pool: Pool | None = None) -> Registry:
    """For a page, within the scope's agency: what holds for all clients (None), or for this one."""
    pool, ours = pool or Pool(), Q(client=None) | Q(client=client_id)
    found = _in_the_environment(pool)
    accounts, servers = dict(found.accounts), dict(found.servers)
    eyes: dict[str, frozenset[str]] = {}
    for row, secret in _opened(_own_last(_in_use(ours))):
        accounts[row.account] = _account(row, pool.provider(row.kind, secret, row.base_url, stored(row)))
        if row.kind == Credential.Kind.COMPATIBLE:
            servers[row.account] = row.model_ids
            eyes[row.account] = frozenset({"images"} if Abilities.of(row.abilities).images else ())
    catalogue = _catalogue().with_eyes(eyes)
    own_routes = {
        row.name: [Choice(account, model, catalogue.label(model, account)) for account, model in row.choices]
        for row in _own_last(Route.objects.filter(ours))
    }
    return assembled(accounts, servers, own_routes, catalogue)


def all_accounts() -> list[Account]:
    """Every account within the scope: the environment's, the agency's, and its clients' own."""
    pool = Pool()
    own = [_account(row, pool.provider(row.kind, "", row.base_url)) for row in _in_use()]
    return [*_in_the_environment(pool).accounts.values(), *own]


def environment_answers() -> bool:
    return bool(of_environment())


def of_environment() -> Mapping[str, Account]:
    return _in_the_environment(Pool()).accounts


def without_models(client_ids: Iterable[int]) -> list[int]:
    """Those of the scope's clients for whom only the stand-in answers, as Registry.is_offline says it of one. One
    query at most, for every page asks it."""
    if environment_answers():
        return []
    served = {row.client_id for row, _ in _opened(_in_use())}
    return [] if None in served else [pk for pk in client_ids if pk not in served]


def stored(row: Credential, then: str = THEN) -> Stored:
    """`then`: what a sentence about a mended key ends with."""
    is_server = row.kind == Credential.Kind.COMPATIBLE
    return Stored(
        account=row.account,
        label=f"Server “{row.name}”" if is_server else "",
        place=f"“{row.told}” under Model keys",
        guarded=bool(row.base_url) and not guard.is_let_in(row.base_url, settings.MODEL_PRIVATE_HOSTS),
        abilities=Abilities.of(row.abilities) if is_server else None,
        then=then,
    )


def _in_use(*whose: Q) -> Iterable[Credential]:
    rows = Credential.objects.filter(*whose, disabled=False)
    return [row for row in rows.select_related("client") if row.serves]


def _opened(rows: Iterable[Credential]) -> Iterator[tuple[Credential, str]]:
    """With their secrets; without those that can't be opened, of which their page says so."""
    for row in rows:
        try:
            yield row, row.secret()
        except secrets.SealBroken:
            continue


def _in_the_environment(pool: Pool) -> Found:
    return accounts_in(settings.MODEL_ENVIRONMENT, settings.CALL_LIMITS, pool.provider)


def _own_last(rows: Iterable) -> list:
    """Those of the agency, then the client's own, so that a later one takes the place of an earlier one."""
    return sorted(rows, key=lambda row: row.client_id is not None)


def _account(row: Credential, provider: Provider) -> Account:
    name = KINDS[row.kind][0] if row.kind != Credential.Kind.COMPATIBLE else f"the server “{row.name}”"
    if row.client:
        name += f" (with {row.client.name}’s own key)"
    limit, payer = Limit(row.calls_at_once, row.calls_per_minute), "client" if row.client_id else "agency"
    return Account(provider, row.identity, name, limit, stored=True, payer=payer)


def _catalogue() -> Catalogue:
    catalogue = known.MODELS.with_rows([_model(row) for row in AgencyModel.objects.all()])
    found = [(catalogue.find(model, account), rows) for (account, model), rows in _prices().items()]
    return catalogue.with_rows([_priced(model, rows) for model, rows in found if model])


def _priced(model: Model, own: list[Price]) -> Model:
    """From the first day of its own prices on, the agency's hold and the built-in ones don't."""
    first = min(price.effective_from for price in own)
    earlier = [price for price in model.prices if price.effective_from < first]
    return replace(model, prices=(*earlier, *own))


def _model(row: AgencyModel) -> Model:
    built_in = known.MODELS.find(row.model, row.provider)
    sees = frozenset(name for name, can in (("images", row.images), ("pdf", row.pdf)) if can)
    prices, pages = (built_in.prices, built_in.pages) if built_in else ((), None)
    return Model(
        row.provider,
        row.model,
        row.label,
        row.context,
        row.max_output,
        prices,
        sees,
        row.retires_on,
        row.efforts,
        pages,
    )


def _prices() -> Mapping[tuple[str, str], list[Price]]:
    found: dict[tuple[str, str], list[Price]] = {}
    for row in AgencyPrice.objects.all():
        cache = row.cache_read, row.cache_write
        price = Price(
            row.effective_from,
            row.input,
            row.output,
            *cache,
            row.source,
            row.cache_write_long,
            row.long_above,
        )
        found.setdefault((row.provider, row.model), []).append(price)
    return found
