"""Starting many runs from one sheet: take it in, start its rows, cancel what has not begun, say how it went.

All rows are checked before any starts. Then a worker starts them in batches, each of which is one transaction that also
moves the place of the next row on: it may be killed anywhere, and be done by two at once, and no row starts twice.
"""

from workflows.bulks.cancelling import cancel
from workflows.bulks.starting import Outdated, begin, go_on, resume_stuck
from workflows.bulks.taking import NotPublished, take

__all__ = ["NotPublished", "Outdated", "begin", "cancel", "go_on", "resume_stuck", "take"]
