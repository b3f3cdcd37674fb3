"""A client's memory in the admin."""

from memory.admin import documents, embeddings, lessons

__all__ = ["documents", "embeddings", "lessons"]
