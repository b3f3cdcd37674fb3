"""What the disk allows: 16 clients, each of whose commits is one row of 1 KB. And what one commit takes, alone."""

import os
import re
import subprocess
import tempfile
import time
from statistics import median

import psycopg

from benchmarks.ground import Ground
from config.database.server import programs

CLIENTS, SECONDS, ROW = 16, 4, 1000
MAKE = "DROP TABLE IF EXISTS floor; CREATE TABLE floor (id bigserial PRIMARY KEY, payload text NOT NULL)"
INSERT = f"INSERT INTO floor (payload) VALUES (repeat('x', {ROW}));"
PER_SECOND = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)


def commits_per_second(ground: Ground) -> float:
    """By pgbench, whose own cost is as small as it gets."""
    url = ground.database("floor")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(MAKE)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(INSERT)
        script.flush()
        command = [str(programs() / "pgbench"), "-n", "-f", script.name, "-c", str(CLIENTS), "-j", "2",
                   "-T", str(SECONDS), "-M", "prepared", url]  # fmt: skip
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    found = PER_SECOND.search(said)
    assert found, said
    return float(found[1])


def one_commit(ground: Ground, times: int = 100) -> float:
    """Seconds, the median."""
    url, took = ground.database("floor"), []
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(MAKE)
        for _ in range(times):
            began = time.perf_counter()
            connection.execute(INSERT)
            took.append(time.perf_counter() - began)
    return median(took)
