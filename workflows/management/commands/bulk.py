"""bin/manage bulk CLIENT/WORKFLOW --sheet FILE [--follow]"""

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from memory.refusals import Unreadable
from tenants.scope import tenant_tx
from workflows import bulks, limits
from workflows.bulks.progress import Progress, progress
from workflows.management import targets
from workflows.management.progress_line import ProgressLine
from workflows.models import Bulk, Run

LOOK = 0.5  # seconds between two looks
QUIET = 20  # seconds without any change after which it is worth asking whether there is a worker
PRIORITIES = {priority.label.lower(): priority for priority in Run.Priority}


class Command(BaseCommand):
    help = (
        "Start a run for each row of a sheet (CSV or Excel). All rows are checked first; nothing starts while one is "
        "wrong. Progress goes to stderr. Exit code 0; 2 where the sheet or a name is wrong, or the queue has no room "
        "(all problems on stderr, by row and column); 1 where it followed the runs and one has failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "target", metavar="CLIENT/WORKFLOW", help="AGENCY/CLIENT/WORKFLOW where two share a name"
        )
        parser.add_argument("--sheet", metavar="FILE", required=True, help="a .csv or .xlsx, a row a brief")
        parser.add_argument(
            "--priority", choices=PRIORITIES, default="low", help="of its runs (default: low)"
        )
        parser.add_argument(
            "--follow", action="store_true", help="wait until every run has ended or waits for a person"
        )

    def handle(self, *, target: str, sheet: str, priority: str, follow: bool, **_: Any) -> None:
        try:
            client_id, slug = targets.client_and_slug(target)
            bulk = self._begun(client_id, slug, Path(sheet), PRIORITIES[priority])
        except (targets.Unknown, Unreadable, limits.QueueFull, bulks.NotPublished) as refusal:
            self._refuse(str(refusal))
        self._start(bulk)
        how = self._follow(bulk) if follow else self._look(bulk)
        self.stdout.write(how.in_words)
        self.stdout.write(settings.SITE_URL + reverse("admin:workflows_bulk_change", args=[bulk.pk]))
        if follow and how.number("failed"):
            sys.exit(1)

    def _begun(self, client_id: int, slug: str, path: Path, priority: int) -> Bulk:
        try:
            data = path.read_bytes()
        except OSError as error:
            self._refuse(f"The sheet can't be read: {error.strerror} ({path}).")
        with tenant_tx(client_id):
            bulk = bulks.take(targets.workflow(slug), data, path.name)
            if bulk.state == Bulk.State.CHECKED:
                bulks.begin(bulk, priority=priority)
            else:
                bulk.delete()
        if bulk.state == Bulk.State.WRONG:
            more = bulk.problem_count - len(bulk.problems)
            self._refuse(*map(_told, bulk.problems), *([f"… and {more:,} more."] if more else []))
        return bulk

    def _start(self, bulk: Bulk) -> None:
        """Here, and not only by a worker that hears the bell: so the rows are in the queue when this ends."""
        line = ProgressLine(self.stderr)
        for note in bulk.notes:
            line.say(note)
        while self._look(bulk).begun < bulk.size:
            bulks.go_on(
                bulk.client_id,
                bulk.pk,
                lambda now: line.show(f"{now.begun:,} of {now.size:,} rows are in the queue"),
            )
            if self._cancelled(bulk):
                break
            time.sleep(LOOK / 10)
        line.end()

    def _follow(self, bulk: Bulk) -> Progress:
        line, changed = ProgressLine(self.stderr), time.monotonic()
        while (how := self._look(bulk)).is_moving:
            if line.show(f"{how.share:3} %  {how.in_words}"):
                changed = time.monotonic()
            elif time.monotonic() - changed > QUIET and not how.number("running"):
                line.say("Nothing moves. Is a worker running? bin/worker starts one.")
                changed = float("inf")
            time.sleep(LOOK)
        line.end()
        return how

    def _look(self, bulk: Bulk) -> Progress:
        with tenant_tx(bulk.client_id):
            return progress(Bulk.objects.defer("rows").get(pk=bulk.pk))

    def _cancelled(self, bulk: Bulk) -> bool:
        with tenant_tx(bulk.client_id):
            return Bulk.objects.filter(pk=bulk.pk, state=Bulk.State.CANCELLED).exists()

    def _refuse(self, *sentences: str) -> NoReturn:
        for sentence in sentences:
            self.stderr.write(sentence)
        sys.exit(2)


def _told(problem: list[Any]) -> str:
    row, column, _header, sentence = problem
    return f"{column}{row}: {sentence}" if column else f"row {row}: {sentence}"
