"""For what can't make any vectors: it says why, each time it is asked."""

from collections.abc import Sequence

from memory.embeddings.embedder import Config, EmbeddingTrouble, Purpose, Vectors


class Broken:
    label = "none"
    batch = 100
    here = False
    weight = 1.0

    def __init__(self, config: Config):
        self.problem, self.model, self.dimensions = config.problem, config.model, config.dimensions

    def embed(self, texts: Sequence[str], purpose: Purpose = "document") -> Vectors:
        raise EmbeddingTrouble(self.problem, permanent=True)
