"""Deterministic checks of a text, a file each. Each gives its findings, with the exact words as evidence."""
