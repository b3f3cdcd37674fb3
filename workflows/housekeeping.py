"""What is put right now and then, whoever lost it: the sweeps of settings.SWEEPS, each on its own."""

import logging

from django.conf import settings
from django.utils.module_loading import import_string

from workflows import doorbell, leases

log = logging.getLogger(__name__)


def sweep() -> None:
    """All of them; one that fails doesn't keep the others from their work. Two at the same time do no harm."""
    for name in settings.SWEEPS:
        try:
            import_string(name)()
        except Exception:
            log.exception("The sweep %s failed; it is tried again in a minute.", name)


def ring_if_due() -> None:
    """For work whose doorbell was lost, leases that ran out, and retries whose time has come."""
    due = leases.seconds_to_next()
    if due is not None and due <= 0:
        doorbell.ring()
