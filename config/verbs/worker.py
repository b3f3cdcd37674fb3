"""Run the workers: a cluster that is watched, replaced when it dies or freezes, and ended with nobody left behind."""

import sys

from config.database.signals import terminable
from config.supervisor import database, finished
from config.workers.keeper import Keeper


def main() -> int:
    with terminable(), database() as environment:
        return Keeper(environment).run()


if __name__ == "__main__":
    sys.exit(finished(main))
