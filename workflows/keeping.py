"""Secrets at rest over the years: sealing all of them anew with the first of SECRETS_KEYS, one row at a time, so that
it may be stopped and begun again. As the owner of the database, who sees those of all agencies."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import models

from tenants import secrets
from workflows.models import Credential

OWNER = "owner"


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
    rotation.already = _sealed().filter(_by(rotation.key)).count()
    for row in _others(rotation.key):
        _reseal(row, rotation)
    rotation.left = max(0, _sealed().exclude(_by(rotation.key)).count() - len(rotation.broken))
    return rotation


def lost_keys() -> dict[str, int]:
    """Ids of keys that are no longer known, with how many secrets only they can open."""
    known = secrets.keys()
    used = [secrets.sealed_with(sealed) for sealed in _sealed().values_list("sealed", flat=True)]
    return {name: used.count(name) for name in sorted(set(used)) if name not in known}


def _reseal(row: Credential, rotation: Rotation) -> None:
    try:
        anew = row.reseal()
    except secrets.SealBroken as why:
        rotation.broken.append(f"{row.told}, agency {row.agency.name}: {why}")
        return
    # Only what was read is replaced: somebody may have put in another key meanwhile.
    rotation.resealed += _sealed().filter(pk=row.pk, sealed=row.sealed).update(sealed=anew)


def _others(key: str) -> Iterator[Credential]:
    rows = _sealed().exclude(_by(key)).select_related("client", "agency")
    return rows.order_by("pk").iterator()


def _by(key: str) -> models.Q:
    return models.Q(sealed__startswith=f"{key}.")


def _sealed() -> models.QuerySet[Credential]:
    """Of all agencies, past the manager that sees one."""
    return models.QuerySet(Credential, using=OWNER).exclude(sealed="")
