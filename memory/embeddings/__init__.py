"""Embedders: what turns text into vectors. Each client has one in use; its name is kept with every vector.

A new one is a file beside this one with a class that meets `Embedder`, and its line in EMBEDDERS.
"""

from importlib import import_module

from memory.embeddings.embedder import (
    DIMENSIONS,
    Config,
    Embedder,
    EmbeddingTrouble,
    Purpose,
    Vectors,
)

EMBEDDERS = {
    "hashing": ("Lexical (offline, no AI)", "memory.embeddings.hashing.Hashing"),
    "openai": ("OpenAI", "memory.embeddings.openai.OpenAICompatible"),
    "gemini": ("Gemini", "memory.embeddings.gemini.Gemini"),
    "compatible": ("A server that speaks OpenAI’s embeddings", "memory.embeddings.openai.OpenAICompatible"),
    "local": ("all-MiniLM-L6-v2 on this computer", "memory.embeddings.local.Local"),
    "broken": ("A key that can’t be opened", "memory.embeddings.broken.Broken"),
}

__all__ = [
    "DIMENSIONS",
    "EMBEDDERS",
    "Config",
    "Embedder",
    "EmbeddingTrouble",
    "Purpose",
    "Vectors",
    "embedder",
]


def embedder(config: Config) -> Embedder:
    """The one that the configuration names; without a name a server if it has an address or a key, else the
    offline one."""
    kind = config.kind or ("compatible" if config.url or config.key else "hashing")
    module, _, name = EMBEDDERS[kind][1].rpartition(".")
    made: Embedder = getattr(import_module(module), name)(config)
    return made
