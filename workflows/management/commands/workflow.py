"""bin/manage workflow pull|push|diff CLIENT/WORKFLOW [FILE.yaml or PACK.zip]"""

import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from tenants.models import Client
from tenants.scope import tenant_tx
from workflows import answering, goldens
from workflows.exchange import comments, comparing, exporting, packs, reading, taking
from workflows.exchange.faults import BadFile
from workflows.exchange.material import Material
from workflows.management import targets
from workflows.models import Version, Workflow
from workflows.models.version import Unpublishable

VERBS = {
    "pull": "write the workflow into the file (its draft; where there is none, what is published)",
    "push": "make a draft as the file says, of this workflow or of a new one; --publish publishes it too",
    "diff": "tell what pushing the file would change; exit code 1 where that is anything",
}


class Command(BaseCommand):
    help = (
        "A workflow as one YAML file; push and diff take a handoff pack (.zip) too. Without FILE, it is WORKFLOW.yaml; "
        "- is stdin and stdout. Exit code 2 where the file or a name is wrong, with every fault and its line on "
        "stderr; then nothing was written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="pull|push|diff")
        for name, words in VERBS.items():
            verb = verbs.add_parser(name, help=words, description=words)
            verb.add_argument(
                "target", metavar="CLIENT/WORKFLOW", help="AGENCY/CLIENT/WORKFLOW where two share a name"
            )
            verb.add_argument("file", metavar="FILE.yaml", nargs="?", default="")
        pull, push = verbs.choices["pull"], verbs.choices["push"]
        pull.add_argument("--version", type=int, dest="number", help="this version instead")
        push.add_argument(
            "--publish", action="store_true", help="publish it, where nothing keeps it from that"
        )
        push.add_argument(
            "--replace-draft", action="store_true", help="although the draft there has other changes"
        )

    def handle(self, *, verb: str, target: str, file: str, **options: Any) -> None:
        try:
            client_id, slug = targets.client_and_slug(target)
        except targets.Unknown as unknown:
            self._refuse(str(unknown))
        name = file or f"{slug}.yaml"
        with tenant_tx(client_id):
            client = Client.objects.get(pk=client_id)
        with tenant_tx(client_id, agency=client.agency_id):
            match verb:
                case "pull":
                    self._pull(slug, name, options["number"])
                case "push":
                    self._push(client, slug, name, options["publish"], options["replace_draft"])
                case "diff":
                    self._diff(slug, name)

    def _pull(self, slug: str, name: str, number: int | None) -> None:
        text = exporting.exported(self._version(slug, number))
        if name == "-":
            self.stdout.write(text, ending="")
            return
        try:
            path = Path(name)
            path.write_text(comments.over(path.read_text(), text) if path.exists() else text)
        except (OSError, UnicodeDecodeError) as error:
            self._refuse(f"{name} can’t be written: {error}.")
        self.stderr.write(f"{name} is written.")

    def _push(self, client: Client, slug: str, name: str, publish: bool, replace: bool) -> None:
        text = self._text(name)
        material = self._material(name, text)
        try:
            taken = taking.take(client, material, slug=slug, replace=replace)
        except taking.DraftInTheWay as theirs:
            self._refuse(f"{theirs} (--replace-draft)")
        told = _told(taken)
        if publish and taken.version.is_draft:
            self._publish(taken.version, name, text)
            self.stdout.write(f"{told}\nVersion {taken.version.number} is published: new runs use it.")
            return
        self.stdout.write(f"{told} Nothing is published." if taken.is_new else told)
        for line, problem in reading.problems(text, material.definition):
            self.stderr.write(f"{name}, line {line}: {problem.level}: {problem.sentence}")

    def _publish(self, draft: Version, name: str, text: str) -> None:
        """All or nothing: where it can't be published, no draft is left behind."""
        if held := _held(draft):
            self._refuse(held, "Nothing was pushed.")
        try:
            answering.publish(draft)
        except Unpublishable as refused:
            where = {problem: line for line, problem in reading.problems(text, draft.definition)}
            self._refuse(
                *(f"{name}, line {where.get(one, 1)}: {one.sentence}" for one in refused.problems),
                "Nothing was pushed.",
            )

    def _diff(self, slug: str, name: str) -> None:
        there = exporting.material(self._version(slug))
        wanted = self._material(name, self._text(name)).model_copy(update={"slug": slug})
        told = comparing.lines(there, wanted, (f"{slug} as it is", name))
        if not told:
            self.stdout.write("No difference.")
            return
        for sentence in comparing.sentences(there, wanted):
            self.stdout.write(sentence)
        self.stdout.write(f"\n{told}")
        sys.exit(1)

    def _version(self, slug: str, number: int | None = None) -> Version:
        workflow = Workflow.objects.filter(slug=slug).first()
        if workflow is None:
            others = ", ".join(Workflow.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
            self._refuse(f"There is no workflow “{slug}” here. There are: {others}.")
        found = workflow.versions.filter(number=number).first() if number else taking.in_view(workflow)
        if found is None:
            self._refuse(f"“{workflow}” has no version {number or 'yet'}.")
        return found

    def _text(self, name: str) -> str:
        try:
            with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as file:
                return packs.text_in(file.read(packs.LARGEST + 1))
        except OSError as error:
            self._refuse(f"{name} can’t be read: {error.strerror}.")
        except BadFile as bad:
            self._refuse(*(f"{name}: {fault}" for fault in bad.faults))

    def _material(self, name: str, text: str) -> Material:
        try:
            return reading.read(text)
        except BadFile as bad:
            self._refuse(*(f"{name}, line {fault.line or 1}: {fault.sentence}" for fault in bad.faults))

    def _refuse(self, *sentences: str) -> NoReturn:
        """Ends the command, and with it the transaction: what was written in it is gone."""
        for sentence in sentences:
            self.stderr.write(sentence)
        sys.exit(2)


def _told(taken: taking.Taken) -> str:
    version = taken.version
    if not taken.changed:
        return f"Version {version.number} ({version.state}) is as the file says already."
    if taken.is_new:
        return f"“{taken.workflow}” is new, with a draft."
    return f"The draft of version {version.number} is as the file says."


def _held(draft: Version) -> str:
    """What keeps a command from publishing, and people not."""
    if draft.workflow.second_person:
        return (
            f"Publishing “{draft.workflow}” needs a second person: push without --publish, "
            "and ask on the Publish page."
        )
    return goldens.hold(draft.workflow, draft)
