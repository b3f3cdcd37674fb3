"""What a client's memory is made of."""

from memory.models.document import Document, Kind
from memory.models.passage import Passage, PassageText, PassageVector

__all__ = ["Document", "Kind", "Passage", "PassageText", "PassageVector"]
