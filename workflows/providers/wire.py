"""What all vendors' requests share: how much a model may write, and the schema as it may be sent. Pure."""

import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from workflows.engine.tools import Attachment, Reply, Request
from workflows.providers import schema

# Models think before they write, and thinking is counted inside the limit of the answer. So it gets room beside
# what the step may write; only what is used is billed.
ROOM_TO_THINK: Mapping[str, int] = {"low": 2_000, "medium": 4_000, "high": 12_000}
STREAM_ABOVE = 16_000  # tokens: a longer answer is streamed, since an idle connection may be cut


def max_tokens(request: Request) -> int:
    """Tokens for thinking and writing together, within what the model can do."""
    wanted = request.max_output + ROOM_TO_THINK[request.effort]
    return min(wanted, request.ceiling or wanted)


def base64_of(file: Attachment) -> str:
    return base64.b64encode(file.content).decode()


def data_url(file: Attachment) -> str:
    return f"data:{file.media_type};base64,{base64_of(file)}"


def is_long(tokens: int) -> bool:
    return tokens > STREAM_ABOVE


def sent_schema(request: Request) -> dict[str, Any] | None:
    return None if request.schema is None else schema.sendable(request.schema)


def cut(reply: Reply, limit: int) -> Reply:
    """One that ended at its limit: all thinking and no text is worth its own sentence."""
    why = f"the answer was cut at {limit:,} tokens, thinking included"
    if not reply.text.strip():
        why = f"all {limit:,} tokens went into thinking and none into text"
    return replace(reply, stop="truncated", why_stopped=why)


def puzzling(reply: Reply, reason: object) -> Reply:
    """One that ended in a way that we don't know: maybe good, and maybe half of one."""
    return replace(
        reply, stop="unknown", why_stopped=f"it stopped for an unknown reason, “{str(reason)[:60]}”"
    )


def count(details: Any, name: str) -> int:
    """A count among others that may be missing."""
    found = getattr(details, name, None)
    return found if isinstance(found, int) else 0


def counts(usage: Any, *names: str) -> bool:
    """Does a vendor's count have these? An SDK leaves out, or makes None of, what did not come."""
    return all(isinstance(getattr(usage, name, None), int) for name in names)
