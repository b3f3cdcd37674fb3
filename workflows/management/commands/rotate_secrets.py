"""bin/manage rotate_secrets"""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from workflows import keeping


class Command(BaseCommand):
    help = (
        "Seal every stored model key anew with the first key of SECRETS_KEYS, or with SECRET_KEY where none is set. "
        "Safe to run twice, and to stop. Exit code 0 when no secret needs an older key any more; 1 while one does."
    )

    def handle(self, **_: Any) -> None:
        came = keeping.rotate()
        self.stdout.write(f"Sealed anew with “{came.key}”: {came.resealed}. Already were: {came.already}.")
        for line in came.broken:
            self.stderr.write(line)
        if came.left:
            self.stderr.write(
                f"Changed meanwhile, and sealed with an older key: {came.left}. Run this again."
            )
        if not came.is_done:
            self.stderr.write("Not done: keep the older keys in SECRETS_KEYS.")
            sys.exit(1)
        self.stdout.write("Done: the older keys may be taken out of SECRETS_KEYS.")
