"""bin/manage runs CLIENT[/WORKFLOW] [--follow]"""

import shutil
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tenants import directory
from tenants.scope import tenant_tx
from workflows import listing
from workflows.models import Workflow

LOOK = 1.0  # seconds between two looks
UP = "\033[{}F\033[J"  # up so many lines, and wipe what stands below


class Command(BaseCommand):
    help = (
        "List a client's open runs with their progress. --follow keeps the list up to date until none is left "
        "or you press Ctrl-C. Exit code 2 where a name is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "target", metavar="CLIENT[/WORKFLOW]", help="AGENCY/CLIENT where two share a name"
        )
        parser.add_argument("--follow", action="store_true", help="keep looking")

    def handle(self, *, target: str, follow: bool, **_: Any) -> None:
        try:
            client, workflow = find(target)
        except directory.Unclear as unclear:
            self.stderr.write(str(unclear))
            sys.exit(2)
        before = ""
        try:
            while True:
                told = look(client, workflow)
                self._show(told, before)
                before = told
                if not follow or told == NONE:
                    return
                time.sleep(LOOK)
        except KeyboardInterrupt:
            return

    def _show(self, told: str, before: str) -> None:
        """On a terminal in the place of the last list; in a file one after the other, where something changed."""
        if told == before:
            return
        if before and self.stdout.isatty():
            self.stdout.write(UP.format(before.count("\n") + 1), ending="")
        self.stdout.write(told)


NONE = "No open runs."


def look(client: int, workflow: str) -> str:
    size = shutil.get_terminal_size((110, 24))
    with tenant_tx(client):
        shown, count = listing.lines(client, workflow, most=max(1, (size.lines - 3) // 2))
    if not shown:
        return NONE
    more = f"\n… and {count - len(shown):,} more" if count > len(shown) else ""
    return listing.table(shown, size.columns) + more


def find(target: str) -> tuple[int, str]:
    """(client's id, workflow's short name or ""): a client's own name first, since that may have a slash too."""
    client, _, slug = target.rpartition("/")
    try:
        return directory.find(target).id, ""
    except directory.Unclear:
        if not client:
            raise
    found = directory.find(client).id
    with tenant_tx(found):
        names = list(Workflow.objects.order_by("slug").values_list("slug", flat=True))
    if slug not in names:
        raise directory.Unclear(
            f"There is no workflow “{slug}” here. There are: {', '.join(names) or 'none yet'}."
        )
    return found, slug
