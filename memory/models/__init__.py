"""What a client's memory is made of."""

from memory.models.document import Document, Kind
from memory.models.lesson import Lesson
from memory.models.passage import Passage, PassageText, PassageVector
from memory.models.sample import Sample
from memory.models.usage import Usage

__all__ = ["Document", "Kind", "Lesson", "Passage", "PassageText", "PassageVector", "Sample", "Usage"]
