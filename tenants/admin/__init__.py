"""Clients, people and keys in the admin."""

from tenants.admin import agency_groups, clients, groups, keys, people

__all__ = ["agency_groups", "clients", "groups", "keys", "people"]
