"""Secrets at rest over the years: sealing all of them anew with the first of SECRETS_KEYS, one row at a time, so that
it may be stopped and begun again. As the owner of the database, who sees those of all agencies."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db import models

from memory.models import EmbeddingChoice
from tenants import secrets
from workflows.models import Credential

OWNER = "owner"
Sealed = Credential | EmbeddingChoice
SEALED: tuple[type[Sealed], ...] = (Credential, EmbeddingChoice)


@dataclass
class Rotation:
    """What came of one."""

    key: str  # the id of the first key
    resealed: int = 0
    already: int = 0
    broken: list[str] = field(default_factory=list)  # of each that can't be opened: whose, and why
    left: int = 0  # others that are still sealed with another key

    @property
    def is_done(self) -> bool:
        return not (self.broken or self.left)


def rotate() -> Rotation:
    rotation = Rotation(secrets.first())
    rotation.already = sum(_sealed(each).filter(_by(rotation.key)).count() for each in SEALED)
    for row in chain.from_iterable(_others(each, rotation.key) for each in SEALED):
        _reseal(row, rotation)
    others = sum(_sealed(each).exclude(_by(rotation.key)).count() for each in SEALED)
    rotation.left = max(0, others - len(rotation.broken))
    return rotation


def lost_keys() -> dict[str, int]:
    """Ids of keys that are no longer known, with how many secrets only they can open."""
    known = secrets.keys()
    found = (_sealed(each).values_list("sealed", flat=True) for each in SEALED)
    used = [secrets.sealed_with(sealed) for sealed in chain.from_iterable(found)]
    return {name: used.count(name) for name in sorted(set(used)) if name not in known}


def _reseal(row: Sealed, rotation: Rotation) -> None:
    try:
        anew = row.reseal()
    except secrets.SealBroken as why:
        rotation.broken.append(f"{row.told}, agency {row.agency.name}: {why}")
        return
    # Only what was read is replaced: somebody may have put in another key meanwhile.
    rotation.resealed += _sealed(type(row)).filter(pk=row.pk, sealed=row.sealed).update(sealed=anew)


def _others(model: type[Sealed], key: str) -> Iterator[Sealed]:
    rows = _sealed(model).exclude(_by(key)).select_related("client", "agency")
    return rows.order_by("pk").iterator()


def _by(key: str) -> models.Q:
    return models.Q(sealed__startswith=f"{key}.")


def _sealed(model: type[Sealed]) -> models.QuerySet[Any]:
    """Of all agencies, past the manager that sees one."""
    return models.QuerySet(model, using=OWNER).exclude(sealed="")
