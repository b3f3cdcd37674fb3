"""Request bodies: JSON that says each thing once."""

import json
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class Json(JSONParser):
    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return loads(stream.read())
        except ValueError as wrong:
            raise ParseError(f"The body can't be read: {wrong}.")


def loads(raw: bytes) -> Any:
    """JSON in UTF-8; ValueError also for what json.loads lets pass: a name twice (one of the two would be lost),
    NaN, half a character, a bottomless nesting."""
    try:
        read = json.loads(raw.decode(), object_pairs_hook=_once, parse_constant=_refuse)
        json.dumps(read, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("it is nested too deeply")
    except UnicodeEncodeError:
        raise ValueError("it has half a character in it (a lone \\ud800 to \\udfff)")
    except UnicodeDecodeError:
        raise ValueError("it isn't UTF-8")
    except json.JSONDecodeError as wrong:
        raise ValueError(f"it isn't JSON: {wrong}")
    return read


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'"{twice[:100]}" stands there twice')
    return made


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not a number")
