"""Workflows and runs in the admin."""

from workflows.admin import run, workflow

__all__ = ["run", "workflow"]
