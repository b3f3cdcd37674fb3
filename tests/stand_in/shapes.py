"""An answer of another shape than its vendor documents, as gateways and servers of one's own give it."""

from typing import Any

from tests.stand_in.behaviours import Behaviour

Body = dict[str, Any]


def bent(whole: Body, act: Behaviour) -> Body:
    """The same in the shape that the behaviour says. "bare": parts without what they should hold; "odd": something
    else in their place; "parts": the text of a chat completion as a list, after what was thought.
    """
    if act.act != "misshapen":
        return whole
    if act.reason == "parts":
        return {**whole, "choices": [_in_parts(choice) for choice in whole["choices"]]}
    for name, bare in BARE.items():
        if name in whole:
            return {**whole, name: [bare if act.reason == "bare" else None]}
    raise ValueError("This vendor's SDK checks the shape itself.")


BARE: Body = {
    "content": {"type": "text"},
    "output": {"type": "message"},
    "choices": {"finish_reason": "stop"},
}


def _in_parts(choice: Body) -> Body:
    text = choice["message"]["content"]
    thought = {"type": "thinking", "thinking": [{"type": "text", "text": "Let me think."}]}
    content = [thought, {"type": "text", "text": text[:3]}, {"type": "text", "text": text[3:]}]
    return {**choice, "message": {**choice["message"], "content": content}}
