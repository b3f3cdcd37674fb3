"""What we measure, runnable by anyone with one command: `bin/bench` lists it, `bin/bench NAME` runs it.

A benchmark is a module with `measure(**options) -> list[Figure]` and a docstring whose first line says what it
measures; where it has options, `add_options(parser)` names them. To add one: its file, a line in BENCHMARKS.
"""

BENCHMARKS = {
    "authoring": "benchmarks.authoring",
    "chaos": "benchmarks.chaos",
    "executor": "benchmarks.executor",
    "first-run": "benchmarks.first_run",
    "memory": "benchmarks.memory",
    "providers": "benchmarks.providers",
    "reviews": "benchmarks.reviews",
}
