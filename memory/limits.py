"""How much an upload may ask of us."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Caps on one uploaded file. Beyond any of them it is refused with a sentence, and nothing is stored."""

    bytes: int = 10 * 1024 * 1024
    pages: int = 500
    characters: int = 2_000_000  # of Markdown that come out
    archive_entries: int = 2_000  # parts inside a docx
    archive_bytes: int = 100 * 1024 * 1024  # of all parts, unpacked
    archive_ratio: int = 200  # unpacked : packed, of a part that is large
    memory: int = 768 * 1024 * 1024  # bytes of address space of the process that reads
    cpu_seconds: int = 30
    seconds: int = 45  # on the clock, start of that process included
