"""python -m benchmarks [NAME [--json | --markdown] [OPTION…]]"""

import argparse
import json
import sys
from importlib import import_module
from types import ModuleType

from benchmarks import BENCHMARKS
from benchmarks.figures import Figure, markdown


def main(arguments: list[str] | None = None) -> int:
    chosen = vars(_parser().parse_args(arguments))
    name, how = chosen.pop("name"), chosen.pop("how", "text")
    if name is None:
        for each in sorted(BENCHMARKS):
            print(f"{each:<16} {about(each)}")
        return 0
    figures: list[Figure] = module(name).measure(**chosen)
    print(report(figures, how))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measures Baton on this computer.")
    names = parser.add_subparsers(dest="name", metavar="NAME", help="leave it out for a list")
    for name in sorted(BENCHMARKS):
        own = names.add_parser(name, help=about(name), description=module(name).__doc__)
        how = own.add_mutually_exclusive_group()
        how.add_argument("--json", action="store_const", const="json", dest="how", help="print JSON only")
        how.add_argument(
            "--markdown", action="store_const", const="markdown", dest="how", help="print a table"
        )
        own.set_defaults(how="text")
        if hasattr(module(name), "add_options"):
            module(name).add_options(own)
    return parser


def module(name: str) -> ModuleType:
    return import_module(BENCHMARKS[name])


def about(name: str) -> str:
    return (module(name).__doc__ or "").strip().splitlines()[0]


def report(figures: list[Figure], how: str = "text") -> str:
    if how == "json":
        return json.dumps({"figures": [figure.as_json for figure in figures]}, ensure_ascii=False)
    return markdown(figures) if how == "markdown" else "\n".join(map(str, figures))


if __name__ == "__main__":
    sys.exit(main())
