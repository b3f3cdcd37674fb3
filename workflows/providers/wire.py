"""What all vendors' requests share: how much a model may write, and the schema as it may be sent. Pure."""

import base64
from collections.abc import Mapping
from typing import Any

from workflows.engine.tools import Attachment, Request
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


def spent(text: str, limit: int) -> str:
    """Why an answer was cut: all thinking and no text is worth its own sentence."""
    if text.strip():
        return f"the answer was cut at {limit} tokens"
    return f"all {limit} tokens went into thinking and none into text; allow a longer answer or less effort"


def counts(usage: Any, *names: str) -> bool:
    """Does a vendor's count have these? An SDK leaves out, or makes None of, what did not come."""
    return all(isinstance(getattr(usage, name, None), int) for name in names)
