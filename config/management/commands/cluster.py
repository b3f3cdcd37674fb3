"""django-q2's cluster as bin/worker runs it: on its keeper's leash."""

import sys
from multiprocessing import active_children
from typing import Any

from django.core.checks import Tags
from django_q.management.commands import qcluster

from config.workers import leash, pulse


class Command(qcluster.Command):
    help = "A cluster of workers. bin/worker runs it, and looks after it."
    requires_system_checks = (
        Tags.compatibility,
        Tags.caches,
    )  # without the pages, which no worker needs in memory

    def handle(self, *args: Any, **options: Any) -> None:
        held = leash.from_environment()
        if held:
            pulse.begin(held)
        super().handle(*args, **options)
        for sentinel in active_children():
            sentinel.join()
            if sentinel.exitcode:
                sys.exit(1)
