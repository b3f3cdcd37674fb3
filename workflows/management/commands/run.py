"""bin/manage run CLIENT/WORKFLOW --inputs FILE.json [--json]"""

import json
import sys
import time
from argparse import ArgumentParser
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from asgiref.sync import async_to_sync
from django.core.management.base import BaseCommand
from rest_framework.utils.encoders import JSONEncoder

from tenants import directory
from tenants.scope import tenant_tx
from workflows import intake, limits, runner
from workflows.api.body import loads
from workflows.api.shapes import RunWithStepsSerializer
from workflows.api.workflows import published
from workflows.models import Attempt, Event, Lease, Run, Workflow
from workflows.models.event import event_recorded

RESTING = (Lease.State.PARKED, Lease.State.DONE, Lease.State.DEAD)
LOOK = 0.2  # seconds between two looks at a run that waits for a retry, or that a worker has in hand


class Command(BaseCommand):
    help = (
        "Run a workflow here and now, to its end or until it waits for a person. Progress goes to stderr. "
        "Exit code 0; 2 where the brief or a name is wrong (all problems on stderr, no run is made); "
        "1 where the run failed for want of something that only its owner can mend."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "target", metavar="CLIENT/WORKFLOW", help="AGENCY/CLIENT/WORKFLOW where two share a name"
        )
        parser.add_argument(
            "--inputs", metavar="FILE.json", required=True, help="the brief; - reads it from stdin"
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the run as JSON")

    def handle(self, *, target: str, inputs: str, as_json: bool, **_: Any) -> None:
        brief = self._brief(inputs)
        client, _slash, slug = target.rpartition("/")
        if not client:
            self._refuse(f"Write the client too: CLIENT/{slug}.")
        try:
            client_id = directory.find(client).id
        except directory.Unclear as unclear:
            self._refuse(str(unclear))
        with redirect_stdout(sys.stderr):  # mail to the console, for one, must not stand in the JSON
            run = self._start(client_id, slug, brief)
            self._carry(run)
        with tenant_tx(client_id):
            told = RunWithStepsSerializer(Run.objects.get(pk=run.pk)).data
        self.stdout.write(
            json.dumps(told, cls=JSONEncoder, indent=2, ensure_ascii=False) if as_json else summary(told)
        )
        if told["status"] == Run.State.FAILED:
            sys.exit(1)

    def _brief(self, name: str) -> dict[str, Any]:
        try:
            brief = loads(sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes())
        except OSError as error:
            self._refuse(f"The inputs can't be read: {error.strerror} ({name}).")
        except ValueError as error:
            self._refuse(f"{name} isn't a brief: {error}.")
        if not isinstance(brief, dict):
            self._refuse(f"{name} isn't a brief: it must be an object with an answer for each field.")
        return brief

    def _start(self, client_id: int, slug: str, brief: dict[str, Any]) -> Run:
        with tenant_tx(client_id):
            try:
                return intake.start(self._workflow(slug), brief, origin=Run.Origin.COMMAND)
            except intake.BadBrief as bad:
                self._refuse(*(f"inputs.{p.field}: {p.sentence}" for p in bad.problems))
            except limits.QueueFull as full:
                self._refuse(str(full))

    def _workflow(self, slug: str) -> Workflow:
        workflow = published().filter(slug=slug).first()
        if workflow is None:
            others = ", ".join(published().order_by("slug").values_list("slug", flat=True)) or "none yet"
            self._refuse(f"There is no published workflow “{slug}” here. There are: {others}.")
        return workflow

    def _carry(self, run: Run) -> None:
        """To its rest, whoever works on it: a worker that hears the bell may be quicker than we are."""

        def tell(event: Event, **_: Any) -> None:
            if event.run == run.pk:
                self.stderr.write(line(event))

        event_recorded.connect(tell)
        try:
            while not resting(run.pk):
                if not async_to_sync(runner.drain)(only=run.pk):
                    time.sleep(LOOK)
        finally:
            event_recorded.disconnect(tell)

    def _refuse(self, *sentences: str) -> NoReturn:
        for sentence in sentences:
            self.stderr.write(sentence)
        sys.exit(2)


def resting(run_id: UUID) -> bool:
    return Lease.objects.filter(pk=run_id, state__in=RESTING).exists()


def line(event: Event) -> str:
    """One event, as progress on a terminal."""
    subject, _, what = event.kind.partition(".")
    if what == "passed" and Attempt.objects.filter(pk=event.data.get("attempt"), flagged=True).exists():
        what = "flagged"
    where = event.step_key or subject
    return f"{where:>14}  {what}" + (f": {event.sentence}" if event.sentence else "")


def summary(told: dict[str, Any]) -> str:
    piece = told["output"]
    sentence = f": {told['sentence']}" if told["sentence"] else ""
    return f"{told['status']}{sentence}\n" + (f"\n{piece['markdown']}\n" if piece else "")
