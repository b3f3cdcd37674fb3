"""`python -m tests.stand_in --port 0`: prints its URL and serves until it is ended."""

import argparse
import signal
import threading

from tests.stand_in.runner import StandIn


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="tests.stand_in", description="Answers in the model vendors' wire formats."
    )
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with StandIn(parser.parse_args().port) as vendor:
        print(vendor.url, flush=True)  # noqa: T201
        ended.wait()


main()
