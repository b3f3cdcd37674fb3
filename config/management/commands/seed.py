"""bin/manage seed: the demo's agencies, people, documents and workflows, and with --runs its briefs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.demo.seed import NotADemo, Seeded, seed
from config.demo.starting import start_runs


class Command(BaseCommand):
    help = "Fills the database with the demo's fictional agencies. What is there already stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--runs", action="store_true", help="start the briefs too")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            seeded = seed()
        except NotADemo as refused:
            raise CommandError(str(refused))
        self._tell(seeded)
        if options["runs"]:
            started = start_runs(seeded)
            self.stdout.write(
                f"{sum(not each.earlier for each in started)} of {len(started)} briefs started."
            )

    def _tell(self, seeded: Seeded) -> None:
        for login in seeded.logins:
            who = f"{login.name}, {login.place}"
            self.stdout.write(f"{login.role:<9} {login.email:<32} {login.password}  {who}")
        for key in seeded.keys:
            self.stdout.write(f"API key   {key.client:<32} {key.key}")
