"""Embedders: what turns text into vectors. One at a time is in use; its name is kept with every vector.

A new one is a file beside this one with a class that meets `Embedder`, and its line in EMBEDDERS.
"""

from importlib import import_module

from memory.embeddings.embedder import DIMENSIONS, Config, Embedder, EmbeddingTrouble

EMBEDDERS = {
    "hashing": ("Lexical (offline, no AI)", "memory.embeddings.hashing.Hashing"),
    "openai": ("OpenAI-compatible server", "memory.embeddings.openai.OpenAICompatible"),
}

__all__ = ["DIMENSIONS", "EMBEDDERS", "Config", "Embedder", "EmbeddingTrouble", "embedder"]


def embedder(config: Config) -> Embedder:
    """The one that the configuration names: a server if it has an address or a key, else the offline one."""
    _, path = EMBEDDERS["openai" if config.url or config.key else "hashing"]
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)(config)
