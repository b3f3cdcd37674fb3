"""Public identifiers: UUIDs of version 7 (RFC 9562), so that they can't be guessed and new rows sort last; and what an
address or a form holds in their place."""

import os
import time
from collections.abc import Iterable
from uuid import UUID

DIGITS = 19  # of the first number that is too large for a row


def uuid7() -> UUID:
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)


def uuids(texts: Iterable[str]) -> list[UUID]:
    """Those of the texts that are one: an address or a form may hold anything."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def numbers(texts: Iterable[str]) -> list[int]:
    """The same for rows that are numbered: more digits than a row's number can have are none."""
    return [int(text) for text in texts if text.isdecimal() and len(text) < DIGITS]
