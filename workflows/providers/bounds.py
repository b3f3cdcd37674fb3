"""What may come back, looked at before any SDK reads it: from the address that was asked, and not without end."""

from collections.abc import AsyncIterator
from functools import cache
from typing import Any

from workflows.providers.faults import Fault, NoAnswer

MEGABYTE = 1024**2
WHOLE = 16 * MEGABYTE  # the longest answer of any model is about one, a list of all models less
STREAM = 64 * MEGABYTE  # a token of a stream comes with some 200 bytes around it
LINE = 4 * MEGABYTE  # of a stream: its last may hold the whole answer; SDKs put long ones together slowly
PLAIN = "identity"  # asked for, because a small packed body may unpack to any size


async def checked(response: Any) -> None:
    """A hook of the transport. Raises NoAnswer; the body is read later, and no further than it may be long."""
    if 300 <= response.status_code < 400:
        raise NoAnswer(Fault(kind="elsewhere"))
    if response.status_code == 204 or response.headers.get("content-encoding", PLAIN).lower() != PLAIN:
        raise NoAnswer(Fault(kind="unreadable"))
    streams = response.headers.get("content-type", "").startswith("text/event-stream")
    most, line = (STREAM, LINE) if streams else (WHOLE, WHOLE)
    response.stream = _stream()(bounded(response.stream, most, line), response.stream)


async def bounded(stream: Any, most: int, line: int) -> AsyncIterator[bytes]:
    """The same bytes, up to `most`, and up to `line` of them without a line's end. Raises NoAnswer."""
    total = unended = 0
    async for chunk in stream:
        total += len(chunk)
        end = chunk.rfind(b"\n")
        unended = unended + len(chunk) if end < 0 else len(chunk) - 1 - end
        if total > most or unended > line:
            raise NoAnswer(Fault(kind="endless"))
        yield chunk


@cache
def _stream() -> Any:
    """The transport wants its own kind of stream; it is imported with the first SDK, and not before."""
    from httpx2 import AsyncByteStream

    class Stream(AsyncByteStream):
        def __init__(self, chunks: AsyncIterator[bytes], source: Any) -> None:
            self.chunks, self.source = chunks, source

        def __aiter__(self) -> AsyncIterator[bytes]:
            return self.chunks

        async def aclose(self) -> None:
            await self.source.aclose()

    return Stream
