"""What a log line is about: the client, run, step or request that is worked on where it is written.

It is a ContextVar, like the scope: whatever starts inside `about` (tasks of a loop, threads of asgiref) inherits it,
and nothing beside it does. Binding only makes a small dict; the lines themselves are made in config.logs.
"""

from collections.abc import Mapping
from contextvars import ContextVar, Token
from typing import Any

NOTHING: Mapping[str, Any] = {}
_about: ContextVar[Mapping[str, Any]] = ContextVar("about", default=NOTHING)


def current() -> Mapping[str, Any]:
    return _about.get()


class about:
    """Every line that is logged inside names these ids, beside those of the blocks around it.

    Ids, keys and numbers only, never a text: client=3, run=UUID, step="draft", attempt=2, request_id=…, user=…,
    worker=… . What is None is not shown.
    """

    __slots__ = ("_token", "_what")

    def __init__(self, **what: Any) -> None:
        self._what = what

    def __enter__(self) -> None:
        self._token: Token[Mapping[str, Any]] = _about.set({**_about.get(), **self._what})

    def __exit__(self, *_: object) -> None:
        _about.reset(self._token)
