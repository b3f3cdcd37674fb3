"""The lines that a logger writes, formatted as in production."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from config.logs.discreet import Discreet
from config.logs.lines import formatter


class Written(io.StringIO):
    @property
    def text(self) -> str:
        return self.getvalue()

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@contextmanager
def written(form: str = "json", level: int = logging.INFO) -> Iterator[Written]:
    """Everything that is logged inside, whoever logs it."""
    stream, root = Written(), logging.getLogger()
    handler, before = logging.StreamHandler(stream), root.level
    handler.setFormatter(formatter(form))
    handler.addFilter(Discreet())
    root.addHandler(handler)
    root.setLevel(level)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
