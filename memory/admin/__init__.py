"""A client's memory in the admin."""

from memory.admin import documents, embeddings

__all__ = ["documents", "embeddings"]
