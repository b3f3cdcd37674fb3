"""Clients, people and keys in the admin."""

from tenants.admin import clients, keys, people

__all__ = ["clients", "keys", "people"]
