"""Clients, people and keys in the admin."""

from tenants.admin import clients, groups, keys, people

__all__ = ["clients", "groups", "keys", "people"]
