"""Run the demo with its database under it, and say that it has stopped once that is true of all of it."""

import os
import signal
import sys

from config.database.signals import terminable
from config.supervisor import ROOT, database, finished, watched

STOPPED = (129, 130, 143)  # by a closed terminal, by Ctrl-C, by a polite request


def main() -> int:
    command = [sys.executable, str(ROOT / "manage.py"), "demo", *sys.argv[1:]]
    if {"-h", "--help"} & {*sys.argv[1:]}:
        os.execv(command[0], command)  # noqa: S606 (it needs no database to tell its options)
    try:
        with terminable(), database() as environment:
            code = watched(command, environment)
    except KeyboardInterrupt:  # before the demo itself began, as below
        code = 128 + signal.SIGINT
    except SystemExit as left:
        code = int(left.code or 0)
    if code in STOPPED:
        print(_farewell(), flush=True)  # noqa: T201
    return 0 if code == 128 + signal.SIGINT else code


def _farewell() -> str:
    shared = not os.environ.get("DATABASE_URL") and (ROOT / ".baton" / "postgres" / "postmaster.pid").exists()
    return "Stopped. " + (
        "The database stays up for another command." if shared else "Nothing is left running."
    )


if __name__ == "__main__":
    sys.exit(finished(main))
