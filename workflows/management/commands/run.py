"""bin/manage run CLIENT/WORKFLOW --inputs FILE.json [--json]"""

import asyncio
import json
import sys
from argparse import ArgumentParser
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from asgiref.sync import async_to_sync, sync_to_async
from django.core.management.base import BaseCommand
from rest_framework.utils.encoders import JSONEncoder

from tenants.scope import tenant_tx
from workflows import files, intake, limits, runner
from workflows.api.body import loads
from workflows.api.shapes import RunWithStepsSerializer
from workflows.management import targets
from workflows.models import Attempt, Event, Lease, Run

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
        parser.add_argument(
            "--file", metavar="FIELD=PATH", action="append", default=[], dest="attached",
            help="a picture or PDF for a field that asks for files; may be given several times",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the run as JSON")

    def handle(self, *, target: str, inputs: str, as_json: bool, attached: list[str], **_: Any) -> None:
        brief = self._brief(inputs)
        try:
            client_id, slug = targets.client_and_slug(target)
        except targets.Unknown as unknown:
            self._refuse(str(unknown))
        with redirect_stdout(sys.stderr):  # mail to the console, for one, must not stand in the JSON
            self._attach(client_id, brief, attached)
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

    def _attach(self, client_id: int, brief: dict[str, Any], attached: list[str]) -> None:
        """Each file is kept, and its id put into the answer of its field."""
        for each in attached:
            field, _, path = each.partition("=")
            try:
                content = Path(path).read_bytes()
                with tenant_tx(client_id):
                    row = files.keep(client_id, path, content)
            except OSError as error:
                self._refuse(f"{path or each} can't be read: {error.strerror}. Write --file FIELD=PATH.")
            except files.Refused as refused:
                self._refuse(str(refused))
            given = brief.setdefault(field, [])
            if not isinstance(given, list):
                self._refuse(f"inputs.{field}: it must be a list, so that {path} can be added to it.")
            given.append(str(row.pk))

    def _start(self, client_id: int, slug: str, brief: dict[str, Any]) -> Run:
        with tenant_tx(client_id):
            try:
                return intake.start(targets.workflow(slug), brief, origin=Run.Origin.COMMAND)
            except targets.Unknown as unknown:
                self._refuse(str(unknown))
            except intake.BadBrief as bad:
                self._refuse(*(f"inputs.{p.field}: {p.sentence}" for p in bad.problems))
            except limits.QueueFull as full:
                self._refuse(str(full))

    def _carry(self, run: Run) -> None:
        """To its rest, whoever works on it: a worker that hears the bell may be quicker than we are."""

        self._told = 0
        while True:
            rests = resting(run.pk)  # asked first, so that the last events are told
            self._tell(run)
            if rests:
                return
            async_to_sync(self._carry_on)(run)

    async def _carry_on(self, run: Run) -> None:
        """One claim of the run, and what happens meanwhile."""
        work = asyncio.create_task(runner.drain(only=run.pk))
        while not (await asyncio.wait([work], timeout=LOOK))[0]:
            await sync_to_async(self._tell)(run)
        if not work.result():
            await asyncio.sleep(LOOK)

    def _tell(self, run: Run) -> None:
        with tenant_tx(run.client_id):
            for event in Event.objects.filter(run=run.pk, pk__gt=self._told).order_by("pk"):
                self.stderr.write(line(event))
                self._told = event.pk

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
