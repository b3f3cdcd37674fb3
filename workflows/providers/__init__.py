"""Model APIs: one file per vendor, a registry that knows which exist, a router that chooses.

No Django here.
"""
