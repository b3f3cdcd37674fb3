"""What a client's memory is made of."""

from memory.models.choice import EmbeddingChoice
from memory.models.clash import Clash
from memory.models.document import Document, Kind, Source
from memory.models.index import VectorIndex
from memory.models.lesson import Lesson
from memory.models.passage import Passage, PassageText, PassageVector
from memory.models.sample import Sample
from memory.models.usage import Usage
from memory.models.version import DocumentNote, DocumentVersion, Twin

__all__ = [
    "Clash",
    "Document",
    "DocumentNote",
    "DocumentVersion",
    "EmbeddingChoice",
    "Kind",
    "Lesson",
    "Passage",
    "PassageText",
    "PassageVector",
    "Sample",
    "Source",
    "Twin",
    "Usage",
    "VectorIndex",
]
