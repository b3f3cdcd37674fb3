"""bin/manage cancel RUN…"""

import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand

from tenants.scope import tenant_tx
from workflows import decisions
from workflows.models import Lease, Run


class Command(BaseCommand):
    help = (
        "Stop runs by their ids, as bin/manage runs prints them. What is in flight is dropped, nothing more is "
        "delivered. Exit code 2 where there is no such run; the others are stopped all the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("runs", metavar="RUN", nargs="+", type=UUID, help="the id of a run")

    def handle(self, *, runs: list[UUID], **_: Any) -> None:
        missing = [run for run in runs if not self._cancel(run)]
        if missing:
            sys.exit(2)

    def _cancel(self, pk: UUID) -> bool:
        lease = Lease.objects.filter(pk=pk).first()
        if lease is None:
            self.stderr.write(f"There is no run {pk}.")
            return False
        with tenant_tx(lease.client_id):
            run = Run.objects.get(pk=pk)
            stopped = decisions.cancel(run)
            ended = run.get_state_display().lower()
        self.stdout.write(f"{run.title}: " + ("stops now." if stopped else f"had ended already ({ended})."))
        return True
