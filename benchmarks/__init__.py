"""What we measure, runnable by anyone with one command: `bin/bench` lists it, `bin/bench NAME` runs it.

A benchmark is a module with `measure() -> list[Figure]` and a docstring whose first line says what it measures.
To add one: its file, a line in BENCHMARKS.
"""

BENCHMARKS = {
    "first-run": "benchmarks.first_run",
}
