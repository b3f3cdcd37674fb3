"""A client's memory in the admin."""

from memory.admin import documents

__all__ = ["documents"]
