"""What changed from version to version."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from workflows.changes import changes
from workflows.engine.definition import Definition
from workflows.models import Version

LogLine = tuple[int, str, datetime | None, tuple[str, ...]]
"""A version's number, notes, day, and what changed against the one before."""


def log(version: Version) -> Iterator[LogLine]:
    """Newest first, up to this version."""
    earlier: Sequence[Version] = list(
        version.workflow.versions.whole()
        .filter(number__lte=version.number)
        .exclude(state=Version.State.ASIDE)
        .order_by("number")
    )
    lines: list[LogLine] = []
    before: Definition | None = None
    for one in earlier:
        now = one.definition
        told = tuple(changes(before, now)) if before else ()
        lines.append((one.number, one.notes, one.published_at, told))
        before = now
    yield from reversed(lines)
