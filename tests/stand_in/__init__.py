"""A real small HTTP server that answers in the vendors' wire formats, for tests and for whole runs without
a key.

It speaks Anthropic's Messages, OpenAI's Responses and chat completions (each also as a stream) and OpenAI's
embeddings. It checks what it is sent as the vendors do, keeps a journal, and misbehaves on request.

with StandIn() as vendor: vendor.will(says("Hello."), overloaded()) ... # base URLs: vendor.url for
Anthropic, vendor.openai_url for OpenAI vendor.journal[0]["body"]["model"]
"""

from tests.stand_in.behaviours import (
    Behaviour,
    bad_key,
    breaks_off,
    cut_off,
    error_in_stream,
    fails,
    floods,
    garbage,
    gives,
    misshapen,
    no_credit,
    nothing,
    overloaded,
    page,
    redirects,
    refuses,
    says,
    slow,
    stops_for,
    trickles,
    uncounted,
)
from tests.stand_in.runner import StandIn

__all__ = [
    "Behaviour",
    "StandIn",
    "bad_key",
    "breaks_off",
    "cut_off",
    "error_in_stream",
    "fails",
    "floods",
    "garbage",
    "gives",
    "misshapen",
    "no_credit",
    "nothing",
    "overloaded",
    "page",
    "redirects",
    "refuses",
    "says",
    "slow",
    "stops_for",
    "trickles",
    "uncounted",
]
