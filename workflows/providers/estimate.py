"""The most that a call can cost, told before it is sent: on the safe side, and pure."""

import json
from datetime import date
from decimal import Decimal

from workflows.engine.tools import Attachment, Request, Usage
from workflows.providers import wire
from workflows.providers.catalogue import Model

BYTES_PER_TOKEN = 2  # vendors make three to four bytes a token; two hold for numbers, code and Chinese too
PICTURE, PAGE = 6_000, 5_000  # tokens
BYTES_PER_PAGE = 10_000  # of a PDF, at least, where its pages can't be counted
AROUND = 500  # tokens that a vendor puts around a request: roles, the rules of a schema


def most(request: Request, model: Model | None, on: date) -> Decimal | None:
    """US dollars, with all that the model may think and write. None: no price is known for it on that day."""
    price = model.price(on) if model else None
    if price is None:
        return None
    tokens, output = tokens_in(request), wire.max_tokens(request)
    kept = Usage(cache_write=tokens, output=output, cache_write_long=tokens if request.lasting else 0)
    ways = (Usage(input=tokens, output=output), kept)
    return max(cost for usage in ways if (cost := price.of(usage)) is not None)


def tokens_in(request: Request) -> int:
    """More than any vendor counts."""
    schema = json.dumps(wire.sent_schema(request) or "", ensure_ascii=False)
    sent = sum(len(text.encode(errors="replace")) for text in (request.context, request.prompt, schema))
    return AROUND + -(-sent // BYTES_PER_TOKEN) + sum(map(_seen, request.attachments))


def _seen(file: Attachment) -> int:
    """More than vendors count for a picture, or for the pages of a PDF: as text and as pictures."""
    if not file.is_pdf:
        return PICTURE
    pages = max(file.content.count(b"/Page"), -(-len(file.content) // BYTES_PER_PAGE))
    return pages * PAGE
