"""bin/manage gallery check [--json]"""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from workflows.gallery.checking import Checked, checked
from workflows.gallery.entries import entries


class Command(BaseCommand):
    help = (
        "Check the gallery of ready workflows: each is valid, runs offline on its sample briefs to its end or to a "
        "person, and renders its handoff page. Nothing is stored, and no model is asked. Exit code 1 where one doesn't."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["check"], metavar="check")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print all of it as JSON")

    def handle(self, *, as_json: bool, **_: Any) -> None:
        found = checked(list(entries().values()))
        fine = all(one.ok for one in found)
        if as_json:
            told = {"ok": fine, "workflows": [{"ok": one.ok, **asdict(one)} for one in found]}
            self.stdout.write(json.dumps(told, indent=2, ensure_ascii=False))
        else:
            for one in found:
                self.stdout.write("\n".join(lines(one)))
        if not fine:
            sys.exit(1)


def lines(one: Checked) -> list[str]:
    head = (
        f"{'ok  ' if one.ok else 'FAIL'} {one.name} ({one.slug}): handoff page of {one.handoff_words:,} words"
    )
    samples = [f"       {run.status}: {run.name} ({run.steps} attempts)" for run in one.samples]
    wrong = [f"       {problem}" for problem in one.problems]
    return [head, *wrong, *samples, *(f"       {p}" for run in one.samples for p in run.problems)]
