"""Which models are passed over now, at which account, and why: the rows behind providers.breaker, for all workers. One
account's trouble is no other's, so two agencies with keys of their own at one vendor never meet here."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.timezone import localtime

from workflows.models import Circuit
from workflows.providers import breaker
from workflows.providers.base import Account
from workflows.providers.breaker import TRIAL, WHOLE, Said
from workflows.providers.catalogue import Catalogue

Place = tuple[str, str]  # an account's credential, and a model or WHOLE
Known = Mapping[Place, breaker.Circuit]
FACTS = ("since", "failures", "opened", "open_until", "tried_until", "kind")
ALL = """
SELECT clock_timestamp(), credential, model, since, failures, opened, open_until, tried_until, kind
  FROM (SELECT 1) one LEFT JOIN workflows_circuit ON true
"""  # the facts in the order of FACTS
KEPT = timedelta(days=1)  # nobody was asked for so long: what was known then says nothing now


@dataclass(frozen=True)
class PassedOver:
    """One model, or an account with all of its models, as people see it."""

    credential: str
    model: str
    name: str
    account: str  # whom it leads to: “Anthropic”
    why: str
    until: datetime
    standing: breaker.Standing  # open: until then · due: the next call tries · tried: one tries now
    bad: bool  # it doesn't pass by itself


def known() -> tuple[Known, datetime]:
    """All that is known against anybody, and the database's time. A few rows: of who answers there is none."""
    with connection.cursor() as cursor:
        cursor.execute(ALL)
        rows = cursor.fetchall()
    found = {
        (credential, model): breaker.Circuit(*facts) for _, credential, model, *facts in rows if credential
    }
    return found, rows[0][0]


@transaction.atomic
def hear(place: Place, said: Said, *, trial: bool = False) -> breaker.Circuit | None:
    """Takes down what a call says, and returns what is known then."""
    with connection.cursor() as cursor:  # one after the other, so that no failure of two is lost
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"circuit {place}"])
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    row = Circuit.objects.filter(credential=place[0], model=place[1])
    before = next(map(_read, row), None)
    circuit = breaker.after(before, said, now, trial=trial)
    if circuit is None:
        row.delete()
    elif circuit != before:
        facts = {name: getattr(circuit, name) for name in FACTS}
        Circuit.objects.update_or_create(
            credential=place[0], model=place[1], defaults={**facts, "heard_at": now}
        )
    return circuit


def take_trial(place: Place) -> bool:
    """Whether this call is the one that tries if the model answers again: one of all workers' is."""
    due = Circuit.objects.filter(credential=place[0], model=place[1], open_until__lte=Now())
    free = due.filter(Q(tried_until=None) | Q(tried_until__lte=Now()))
    return bool(free.update(tried_until=Now() + TRIAL))


def try_again(credential: str, model: str) -> bool:
    """Forgets what is known against it. False: there was nothing any more."""
    return bool(Circuit.objects.filter(credential=credential, model=model).delete()[0])


def forget(credential: str) -> None:
    """It is another account now, so what is known says nothing of it."""
    Circuit.objects.filter(credential=credential).delete()


def refused_since(credential: str, when: datetime | None) -> bool:
    """Whether its key was refused in a run after that moment; None: ever, as far as is known."""
    refused = Circuit.objects.filter(credential=credential, kind="key")
    return (refused.filter(heard_at__gt=when) if when else refused).exists()


def any_for_a_person() -> bool:
    """Whether a key is refused, or an account empty, anywhere."""
    return Circuit.objects.filter(kind__in=breaker.FOR_A_PERSON).exists()


def mended(credentials: Collection[str]) -> None:
    """Somebody says that the key or the money is there now: the next call tries, whatever pause is left."""
    rows = Circuit.objects.filter(
        credential__in=credentials, kind__in=breaker.FOR_A_PERSON, open_until__gt=Now()
    )
    rows.update(open_until=Now(), tried_until=None)


def passed_over(accounts: Iterable[Account], catalogue: Callable[[], Catalogue]) -> list[PassedOver]:
    """At these accounts: those that need a person first."""
    names = {account.credential: account.name for account in accounts}
    rows = Circuit.objects.filter(credential__in=names, open_until__isnull=False).annotate(clock=Now())
    found = list(rows.order_by("open_until", "pk"))
    labels = catalogue() if found else Catalogue([])
    told = [_told(row, names[row.credential], labels) for row in found]
    return sorted(told, key=lambda one: not one.bad)


def forget_old() -> None:
    """The sweep's."""
    Circuit.objects.filter(heard_at__lt=Now() - KEPT).delete()


def clause(circuit: breaker.Circuit, now: datetime) -> str:
    """The rest of one that begins with the model's name."""
    if circuit.open_until is None or circuit.standing(now) == "tried":
        return f"is passed over while one call tries whether it answers again: {circuit.words}"
    return f"is passed over until {localtime(circuit.open_until):%H:%M %Z}: {circuit.words}"


def _told(row: Any, account: str, catalogue: Catalogue) -> PassedOver:
    circuit = _read(row)
    return PassedOver(
        credential=row.credential,
        model=row.model,
        name="All models" if row.model == WHOLE else catalogue.label(row.model),
        account=account,
        why=circuit.words,
        until=row.open_until,
        standing=circuit.standing(row.clock),
        bad=circuit.is_for_a_person,
    )


def _read(row: Circuit) -> breaker.Circuit:
    return breaker.Circuit(**{name: getattr(row, name) for name in FACTS})
