"""bin/demo: from an empty folder to the product at work."""

import signal
import sys
import time
from argparse import SUPPRESS
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.context import greeting
from config.database.signals import terminable
from config.demo import people, telling
from config.demo.following import Follower, Result
from config.demo.seed import NotADemo, Seeded, seed
from config.demo.serving import Fallen, Stage, listening, serving
from config.demo.starting import start_runs

LOOK = 0.2  # seconds between two looks at the runs


class Command(BaseCommand):
    help = "Shows Baton at work: fills a database with fictional agencies, runs their briefs, and serves the pages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop after the runs; the last line is JSON")
        parser.add_argument(
            "--json", metavar="FILE", help="write addresses, logins, keys and runs here, then serve"
        )
        parser.add_argument("--port", type=int, default=8000, help="the first port to try (default: 8000)")

    def create_parser(self, prog_name: str, subcommand: str, **more: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **more)
        parser.prog = "bin/demo"
        return parser

    def add_base_argument(self, parser: CommandParser, *names: Any, **settings: Any) -> None:
        """Django's own options work, and are of no use to whoever wants to see a demo."""
        super().add_base_argument(parser, *names, **settings | {"help": SUPPRESS})

    def handle(self, *, once: bool, json: str | None, port: int, **_: Any) -> None:
        self._began = time.monotonic()
        file = _writable(json)
        try:
            with terminable():
                self._run(once, file, port)
        except (Fallen, NotADemo) as reason:
            raise CommandError(str(reason))
        except KeyboardInterrupt:
            sys.exit(128 + signal.SIGINT)  # bin/demo says that all has stopped, when the database has, too

    def _run(self, once: bool, file: Path | None, port: int) -> None:
        self._greet()
        call_command("migrate", verbosity=0)
        if people.are_strangers():
            raise Fallen("There are people in this database who aren't the demo's: give it one of its own.")
        self._step("The database is ready")
        with listening(port) as listener, serving(listener) as stage:
            seeded = seed()
            self._step(
                f"{len(seeded.clients)} clients of two agencies are there, with their memory and workflows"
            )
            stage.wait_until_ready()
            moved = "" if stage.url.endswith(f":{port}") else f" (port {port} is taken)"
            self._step(f"The pages are at {stage.url}{moved}")
            results = self._follow(stage, seeded)
            self._report(stage, seeded, results, file, once)
            if not once:
                self._serve(stage)

    def _follow(self, stage: Stage, seeded: Seeded) -> list[Result]:
        """Start the briefs and tell what happens to them, until all rest."""
        runs = start_runs(seeded)
        new = sum(not run.earlier for run in runs)
        self._step(
            f"{new} briefs are on their way" if new else "The briefs have been run by an earlier start"
        )
        follower = Follower(runs)
        if not new:
            follower.news()
        while True:
            at_rest = follower.at_rest()  # asked first, so that the last news is told
            for news in follower.news():
                self._say(telling.line(self._seconds(), news))
            if at_rest:
                return follower.results()
            stage.check()
            time.sleep(LOOK)

    def _report(
        self, stage: Stage, seeded: Seeded, results: list[Result], file: Path | None, once: bool
    ) -> None:
        self._say(*telling.results(results))
        if file:
            draft = file.with_name(f"{file.name}.draft")
            draft.write_text(telling.as_json(results, stage.url, seeded) + "\n")
            draft.replace(file)  # whoever waits for the file finds it whole
        if once:
            self._say("", telling.as_json(results))
        else:
            self._say(*telling.places(stage.url, seeded))
            self._say("\nCtrl-C stops everything.")

    def _serve(self, stage: Stage) -> None:
        while True:
            stage.check()
            time.sleep(0.5)

    def _greet(self) -> None:
        reconfigure = getattr(sys.stdout, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
        self._say(
            "Baton. The agencies, clients, people and texts of this demo are fictional.", greeting(), ""
        )

    def _step(self, what: str) -> None:
        self._say(f"{self._seconds():6.1f} s  {what}.")

    def _seconds(self) -> float:
        return time.monotonic() - self._began

    def _say(self, *lines: str) -> None:
        for line in lines:
            self.stdout.write(line)
        self.stdout.flush()


def _writable(name: str | None) -> Path | None:
    if name is None:
        return None
    file = Path(name).resolve()
    if not file.parent.is_dir():
        raise CommandError(f'There is no folder "{file.parent}" for the file of --json.')
    return file
