"""python -m benchmarks [NAME [--json]]"""

import argparse
import json
import sys
from importlib import import_module

from benchmarks import BENCHMARKS
from benchmarks.figures import Figure


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measures Baton on this computer.")
    parser.add_argument("name", nargs="?", choices=sorted(BENCHMARKS), help="leave it out for a list")
    parser.add_argument("--json", action="store_true", dest="as_json", help="print the figures as JSON only")
    chosen = parser.parse_args(arguments)
    if chosen.name is None:
        for name in sorted(BENCHMARKS):
            print(f"{name:<16} {about(name)}")
        return 0
    figures: list[Figure] = import_module(BENCHMARKS[chosen.name]).measure()
    print(report(figures, as_json=chosen.as_json))
    return 0


def about(name: str) -> str:
    return (import_module(BENCHMARKS[name]).__doc__ or "").strip().splitlines()[0]


def report(figures: list[Figure], *, as_json: bool) -> str:
    if as_json:
        return json.dumps({"figures": [figure.as_json for figure in figures]}, ensure_ascii=False)
    return "\n".join(map(str, figures))


if __name__ == "__main__":
    sys.exit(main())
