"""Run the workers: django-q2's cluster, ended in bounded time and with nobody left behind."""

import sys

from config.database.signals import terminable
from config.processes import running
from config.supervisor import ROOT, database, finished


def main() -> int:
    command = [sys.executable, str(ROOT / "manage.py"), "qcluster"]
    with terminable(), database() as environment, running(command, environment) as cluster:
        return cluster.wait()


if __name__ == "__main__":
    sys.exit(finished(main))
