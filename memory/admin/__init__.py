"""A client's memory in the admin."""

from memory.admin import documents, lessons

__all__ = ["documents", "lessons"]
