"""Workflows and runs in the admin."""

from workflows.admin import bulk, run, workflow

__all__ = ["bulk", "run", "workflow"]
