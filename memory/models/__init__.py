"""What a client's memory is made of."""

from memory.models.choice import EmbeddingChoice
from memory.models.document import Document, Kind
from memory.models.index import VectorIndex
from memory.models.passage import Passage, PassageText, PassageVector

__all__ = ["Document", "EmbeddingChoice", "Kind", "Passage", "PassageText", "PassageVector", "VectorIndex"]
