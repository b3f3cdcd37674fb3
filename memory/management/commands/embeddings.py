"""bin/manage embeddings check"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from memory import configured, trying
from memory.embeddings import Config, local


class Command(BaseCommand):
    help = (
        "Check the model for embeddings that runs on this computer: its two files in EMBEDDINGS_FOLDER by their "
        "SHA-256, the packages that it needs, and three short texts embedded with it. Nothing is downloaded and "
        "nothing stored. Exit code 1, and a sentence, where it can’t be used."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["check"], metavar="check")

    def handle(self, **_: Any) -> None:
        here = configured.local()
        if problem := local.problem(here["folder"]):
            self._fails(problem)
        self.stdout.write(f"The files in “{here['folder']}” are those of the model.")
        passed, told = trying.tried(configured.made(Config(kind="local", **here)))
        if not passed:
            self._fails(told)
        self.stdout.write(told)

    def _fails(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(1)
